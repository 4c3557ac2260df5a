/* todo: what there is to do, one line each: what is ready, what has to wait, and what needs a look.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The same for `backstop status`, the report, its page and the mail to postmaster:
 *
 *   Ready:   sudo backstop mode helo_own deny  # 28 hits
 *   Wait:    sudo backstop hits dnsbl  # 9 of 14 days
 *   Look at: sudo backstop hits helo_bot --against  # 2 of 16 hits wrong
 *
 * A line can be pasted from "sudo" on: what follows "#" is a comment to a shell.
 * Lines have 80 columns at most, and never contain a stranger's words. */
#ifndef BS_TODO_H
#define BS_TODO_H

#include "rollout.h"

#include <stdio.h>

enum bs_todo_kind { BS_TODO_READY, BS_TODO_LOOK, BS_TODO_WAIT };

struct bs_todo {
    enum bs_todo_kind kind;
    char call[BS_ROLLOUT_CALL];
    char why[60];
};

struct bs_todos {
    struct bs_todo at[BS_ALL_CHECKS + 2]; /* ready, then to look at, then waiting */
    unsigned count;
};

void bs_todos_make(struct bs_todos *todos_r, const struct bs_rollout *rollout);

const char *bs_todo_name(enum bs_todo_kind kind); /* "Ready", "Look at", "Wait" */

void bs_todos_put(FILE *to, const struct bs_todos *todos);

/* The same for the present state of this host; the time depends on the size of the log. */
void bs_todos_tell(FILE *to);

#endif
