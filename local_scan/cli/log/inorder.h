/* inorder: reads the lines of Exim's logs, with each message's arrival before its deliveries.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * If a message was delivered while the client waited (cutthrough), Exim logs the delivery
 * (">>") before the arrival ("<="). Counting by message needs the opposite order: such a line
 * is kept until the arrival has been returned.
 *
 * Keeps BS_INORDER lines; then the oldest is returned as it is, and so are those left at the
 * end. */
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
    char *given; /* the text of the line returned last, if it was kept */
};

/* The next line that is Exim's. It lives until the next call. False at the end: then `order`
 * is zeroed, as at the beginning. */
bool bs_inorder_next(struct bs_inorder *order, struct bs_logs *logs, struct bs_logline *line_r);

#endif
