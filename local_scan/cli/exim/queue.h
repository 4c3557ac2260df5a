/* queue: messages in Exim's queue that a check in hold or drop has frozen.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reads what Exim's spool has of them (spool/input, split or not): the lines of
 * a -H file before the recipients. acl/outgoing has left the user's name there,
 * in acl_m_backstop_held, and acl/bounce that a bounce is unsure, in
 * acl_m_backstop_unsure. A file that cannot be read, or has gone, is skipped. Exim's
 * user writes these files: what is in them is a claim.
 *
 * Does not: look at the mail; change anything. */
#ifndef BS_QUEUE_H
#define BS_QUEUE_H

#include "block.h"

#define BS_QUEUE_ID 32

#define BS_QUEUE_UNSURE 320 /* a mode, an id, a word of 256 */

/* One of `user` and `unsure` is "". */
struct bs_queued {
    char id[BS_QUEUE_ID];
    char user[BS_USER_SIZE];
    char unsure[BS_QUEUE_UNSURE]; /* "MODE ORIGINAL RECIPIENT"; only of the null sender */
    time_t received;
};

typedef void bs_queue_found(void *arg, const struct bs_queued *message);

/* Returns 0 or an errno. */
int bs_queue_each(const char *spool, bs_queue_found *found, void *arg);

/* Has Exim ("-Mt", "-Mrm") do something to COUNT messages. False after a complaint that
 * they could not be, as FAILED says. */
bool bs_queue_act(const char *exim, const char *action, const char *const *id, size_t count,
                  const char *failed);

#endif
