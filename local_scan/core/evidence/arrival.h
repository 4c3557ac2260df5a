/* arrival: did mail that leaves us come in from outside before?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A content filter, procmail, Sieve, a mailing list or fetchmail hands a stranger's mail
 * in once more, from this host. A tag would make it ours. Two things show that:
 *
 *   X-Backstop-Arrived: v=1
 *
 * is the mark that strangers' mail gets when it arrives. It has no secret: anyone who
 * forges it only keeps their own mail from being tagged. It is taken out when mail
 * leaves by Debian's SMTP transports (acl/main), and a filter may lose it. Then the
 * Received lines show it, from the top: of those below the line of this very reception
 * the first one with a public peer that is not ours is where the mail came in. That is
 * outside, unless the line says that the peer had logged in ("with esmtpsa", RFC 3848)
 * or used our webmail ("with HTTP"): a travelling user's peer is also public. What was
 * fetched from a mailbox elsewhere ("with POP3") came from outside in any case.
 *
 * That a peer had logged in counts only in lines that are certainly not a stranger's:
 * in our name or a private one, or the client's own.
 *
 * Does not: look at tags (tag.h); know who may send. */
#ifndef BS_ARRIVAL_H
#define BS_ARRIVAL_H

#include "policy.h"

#define BS_ARRIVAL_NAME "X-Backstop-Arrived"
#define BS_ARRIVAL_MARK BS_ARRIVAL_NAME ": v=1"

/* `header` as Exim has it in local_scan. `policy`: who we are. `id`: Exim's id of this
 * message, in the line of this reception; may be absent. `remote`: the client is
 * another host than this one. */
bool bs_arrival_outside(struct bs_span header, const struct bs_policy *policy, struct bs_span id,
                        bool remote);

#endif
