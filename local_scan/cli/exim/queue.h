/* queue: messages in Exim's queue that a check in hold or drop has frozen.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reads the -H files in Exim's spool (spool/input, split or not) up to the recipients. There,
 * acl/outgoing has left the user's name, in acl_m_backstop_held, with "<>" if the sender is null
 * (which bs_bounces_command may have changed since), and acl/bounce has left
 * acl_m_backstop_unsure for a bounce that it holds. A file that cannot be read, or has gone, is
 * skipped. Exim's user writes these files, so their contents are not trusted.
 *
 * Does not: read the mail itself; change anything. */
#ifndef BS_QUEUE_H
#define BS_QUEUE_H

#include "block.h"
#include "span.h"

#define BS_QUEUE_ID 32

#define BS_QUEUE_UNSURE 320 /* a mode, an id, a word of 256 */

/* One of `user` and `unsure` is "". */
struct bs_queued {
    char id[BS_QUEUE_ID];
    char user[BS_USER_SIZE];
    char unsure[BS_QUEUE_UNSURE]; /* "MODE ORIGINAL RECIPIENT"; only of the null sender */
    bool null;                    /* its sender is <> */
    bool was_null;                /* … or was, when a check in hold froze it */
    time_t received;
};

/* --spool, and those of block.h. */
extern const struct bs_option bs_queue_options[];

/* The first line of an ACL variable's value, in a -H file; absent if it is not set. */
struct bs_span bs_queue_variable(struct bs_span head, const char *name);

/* Reports each message. False after a complaint. */
typedef void bs_queue_found(void *arg, const struct bs_queued *message);
bool bs_queue_each(bs_queue_found *found, void *arg);

/* Has Exim apply an action ("-Mt", "-Mrm") to COUNT messages; or "-Mes", to a message and its new
 * sender. False after a complaint, whose text is FAILED. */
bool bs_queue_act(const char *exim, const char *action, const char *const *id, size_t count,
                  const char *failed);

#endif
