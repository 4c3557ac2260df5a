/* inorder: what the lines of Exim's logs say, each message's arrival first.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Of a message that was handed on while the client waited (cutthrough), Exim logs the delivery
 * (">>") before the arrival ("<="). Whoever counts by message wants them the other way
 * round: such a line is kept until the arrival has been given.
 *
 * Keeps BS_INORDER lines; then the oldest is given as it is, and so are those that are left
 * at the end. */
#ifndef BS_INORDER_H
#define BS_INORDER_H

#include "logfile.h"
#include "mainlog.h"

#define BS_INORDER 32

struct bs_inorder {
    struct bs_inorder_line {
        char *text; /* allocated */
        size_t id, id_size; /* where in it */
        bool due;
    } line[BS_INORDER]; /* in the order of the log */
    unsigned lines;
    char *given; /* the text of the line that was given last, where it was kept */
};

/* The next line that is Exim's. It lives until the next call. False: there is none, and
 * `order` is as at the beginning, zeroed. */
bool bs_inorder_next(struct bs_inorder *order, struct bs_logs *logs, struct bs_logline *line_r);

/* For those who stop before the end. */
void bs_inorder_free(struct bs_inorder *order);

#endif
