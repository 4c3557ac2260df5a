/* queue: messages in Exim's queue that a check in hold has frozen.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reads what Exim's spool has of them (spool/input, split or not): the lines of
 * a -H file before the recipients. acl/outgoing has left the user's name there,
 * in acl_m_backstop_held. A file that cannot be read, or has gone, is skipped.
 *
 * Does not: look at the mail; change anything. */
#ifndef BS_QUEUE_H
#define BS_QUEUE_H

#include "block.h"

#define BS_QUEUE_ID 32

struct bs_queued {
    char id[BS_QUEUE_ID];
    char user[BS_USER_SIZE];
};

typedef void bs_queue_found(void *arg, const struct bs_queued *message);

/* Returns 0 or an errno. */
int bs_queue_each(const char *spool, bs_queue_found *found, void *arg);

#endif
