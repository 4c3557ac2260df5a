/* bounced: why we send bounces to senders who may be forged (own_bounce, relay_bounce), according
 * to Exim's log line about the failure, and what to do about each cause.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Does not: read logs. */
#ifndef BS_BOUNCED_H
#define BS_BOUNCED_H

#include "inflight.h"
#include "mainlog.h"

#include <stdio.h>

enum bs_bounced {
    BS_BOUNCED_OTHER,   /* the log does not say */
    BS_BOUNCED_QUOTA,   /* a mailbox is full */
    BS_BOUNCED_ALIAS,   /* an alias leads to an address that does not exist */
    BS_BOUNCED_FORWARD, /* another host refuses what is forwarded to it */
    BS_BOUNCED_HUB,     /* the host that has the mailbox refuses */
    BS_BOUNCED_UNKNOWN, /* accepted, and no router takes it */
    BS_BOUNCED_WARNING, /* a warning of a delay */
    BS_BOUNCED_ANSWER,  /* nothing has failed: an automatic reply */
    BS_BOUNCED_RELAYED, /* a host that we relay for sends it (relay_bounce) */
    BS_BOUNCED_CAUSES
};

/* Notes the cause that a line of kind BS_LOG_FAILED or BS_LOG_DELAYED gives, as the message's
 * `why`. */
void bs_bounced_note(struct bs_transit *message, const struct bs_logline *line);

/* The cause for a hit of these two checks. `line` is a line of Backstop; the messages in `all` have
 * `failed` and `why` set. BS_BOUNCED_CAUSES: the line is not such a hit. */
enum bs_bounced bs_bounced_of(struct bs_inflight *all, const struct bs_logline *line);

bool bs_bounced_any(const unsigned long count[BS_BOUNCED_CAUSES]);

/* A table with an empty line before it; nothing if there were no bounces. */
void bs_bounced_put(FILE *to, const unsigned long count[BS_BOUNCED_CAUSES]);
void bs_bounced_put_json(const unsigned long count[BS_BOUNCED_CAUSES]); /* "bounced": {} */

const char *bs_bounced_name(enum bs_bounced why);
const char *bs_bounced_remedy(enum bs_bounced why); /* for people */

#endif
