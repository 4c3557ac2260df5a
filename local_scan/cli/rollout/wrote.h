/* wrote: the people that our users wrote to, and the hosts that took this mail, according to Exim's
 * main log.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Our users are those who logged in, programs and people on this host, and hosts with an address of
 * ours or a private one; not users who forward. Mail with the null sender is not attributed to a
 * user, so bounces and most automatic replies do not count. An address counts once a mail to it was
 * delivered to another host, and so do its domain and the domains above it.
 *
 * A bounce is most likely genuine, whatever a check finds, if its host got mail from that user
 * shortly before. Hosts count by network (/24, /48), because large sites answer from a different
 * address than the one that accepted the mail.
 *
 * Keeps hashes, at most 700,000 (8 MiB); then later correspondents are not known. And the last time
 * for 65,536 pairs of host and user, 2 MiB; when they are full, the older half goes, so that with
 * more mail the window gets shorter.
 *
 * Does not: know whether an answer is to that mail. */
#ifndef BS_WROTE_H
#define BS_WROTE_H

#include "distinct.h"
#include "policy.h"
#include "inflight.h"
#include "mainlog.h"

struct bs_wrote {
    struct bs_distinct known; /* their correspondents, and the domains of these */
    struct bs_inflight ours;  /* messages of our users, under way */
    struct bs_map delivered;  /* pairs of host and user */
    bool ipv4, ipv6; /* mail of theirs left by it */
};

void bs_wrote_add(struct bs_wrote *wrote, const struct bs_logline *line,
                  const struct bs_policy *policy);

/* Did they write to the address with that bs_hash? */
bool bs_wrote_has(const struct bs_wrote *wrote, uint64_t address);

/* The bs_hash of a domain, for the same question: did they write to anyone there? */
uint64_t bs_wrote_domain(struct bs_span domain);

/* Did that host get mail of that user (bs_logname) shortly before that time? */
bool bs_wrote_lately(const struct bs_wrote *wrote, struct bs_span host, uint64_t user, time_t when);

void bs_wrote_free(struct bs_wrote *wrote);

#endif
