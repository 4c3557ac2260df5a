/* ours: which refusals are Backstop's, and which mail it would have refused.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Exim logs each reply by which it refuses something; one reply can be due to several checks,
 * and most replies are Exim's own (no such user, no relaying). So a reply is Backstop's if a
 * line of Backstop about that host and sender came just before it, and it counts once, however
 * many lines there were.
 *
 * A message that is refused for three recipients gets three replies. Lines of Backstop about one
 * message have the same word mail=. Replies of Exim itself and logs of older versions do not have
 * it: there, replies to RCPT count as one message if host and sender are the same, the recipient is
 * different, and less than a minute has passed; mail that would have been refused counts once until
 * it arrives, or for ten minutes. Bounces have one recipient each, so with the null sender every
 * recipient counts.
 *
 * Keeps 65,536 hosts and senders; then it forgets them and starts again.
 *
 * Does not: count. */
#ifndef BS_OURS_H
#define BS_OURS_H

#include "mainlog.h"
#include "map.h"

struct bs_ours {
    struct bs_map
        stopped;         /* by host and sender: a check has refused, and no reply was logged yet */
    struct bs_map would;   /* by host and sender, for the null sender also by recipient */
    struct bs_map replies; /* to RCPT: by host, sender and kind of reply */
    uint64_t mail;         /* of the reply that was asked about last; 0: not known */
};

/* A line of a check. True: this mail would have been refused, and has not been reported yet. */
bool bs_ours_hit(struct bs_ours *ours, const struct bs_logline *line);

/* A line of a reply: is it ours? */
bool bs_ours_reply(struct bs_ours *ours, const struct bs_logline *line);

/* The same line, after that: is it about a message that got such a reply before? */
bool bs_ours_again(struct bs_ours *ours, const struct bs_logline *line);

/* A message has arrived: what its host and sender offer next is another one. */
void bs_ours_arrived(struct bs_ours *ours, const struct bs_logline *line);

void bs_ours_free(struct bs_ours *ours);

#endif
