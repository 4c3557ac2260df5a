/* lines: the lines of a policy file, one by one.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The one reader of all policy files (modes, settings, lists and keys), for the plugin and the
 * command. */
#ifndef BS_LINES_H
#define BS_LINES_H

#include "span.h"

/* The lines that are not empty: quotes are removed, and comments are cut off. `text` is the line as
 * it is, without its comment. `indented`: it begins with a blank. In a list, that does not change
 * its meaning; in the other files it is a flaw, and so it is in user_senders, where the line could
 * continue the one before. */
struct bs_policy_line {
    struct bs_span text;
    struct bs_span key;
    struct bs_span data;
    unsigned number;
    bool indented;
};

struct bs_policy_lines {
    struct bs_span rest;
    unsigned number;
    bool bare_cr;
};

struct bs_policy_lines bs_policy_lines_of(struct bs_span text);
bool bs_policy_lines_next(struct bs_policy_lines *lines, struct bs_policy_line *line_r);

#endif
