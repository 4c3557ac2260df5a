/* arrival: did outgoing mail come in from outside before?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A content filter, procmail, Sieve, a mailing list or fetchmail submits a stranger's mail once
 * more, from this host. A tag would make it ours. Two things show where it came from. The first is
 * a mark that strangers' mail gets when it arrives:
 *
 *   X-Backstop-Arrived: v=1
 *
 * It does not contain a secret: anyone who forges it only keeps their own mail from being
 * tagged. Debian's SMTP transports remove it (acl/main), and a filter may lose it.
 *
 * The Received lines are the second, from the top, below the one that Exim has just written. The
 * first of them with a public peer that is not ours is where the mail came in. That is outside,
 * unless the line says that the peer had logged in ("with esmtpsa", RFC 3848) or used our webmail
 * ("with HTTP"): a travelling user's peer is also public. Mail fetched from a mailbox elsewhere
 * ("with POP3") came from outside in any case. A login counts only in lines that a stranger cannot
 * have written: in our name or a private one, or the client's own.
 *
 * Does not: look at tags (tag.h); know who may send. */
#ifndef BS_ARRIVAL_H
#define BS_ARRIVAL_H

#include "policy.h"

#define BS_ARRIVAL_NAME "X-Backstop-Arrived"
#define BS_ARRIVAL_MARK BS_ARRIVAL_NAME ": v=1"

/* `header`: as Exim has it in local_scan. `policy`: who we are. `id`: Exim's id of this message, by
 * which its own Received line is recognised; may be absent. `remote`: the client is not this
 * host. */
bool bs_arrival_outside(struct bs_span header, const struct bs_policy *policy, struct bs_span id,
                        bool remote);

#endif
