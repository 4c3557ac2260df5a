/* wrote: whom our users wrote to, by Exim's main log.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Our users are those who logged in, programs and people on this host, and
 * hosts with an address of ours or a private one; not who forwards. Mail
 * without a sender is nobody's, so bounces and most automatic replies do not
 * count. An address counts once a mail to it was delivered elsewhere.
 *
 * Keeps hashes, at most 600,000 (8 MiB); then `full`, and whom they wrote to
 * further is not known.
 *
 * Does not: know whether the answer is to that mail. */
#ifndef BS_WROTE_H
#define BS_WROTE_H

#include "distinct.h"
#include "policy.h"
#include "inflight.h"
#include "mainlog.h"

struct bs_wrote {
    struct bs_distinct known; /* their correspondents */
    struct bs_inflight ours;  /* messages of our users, under way */
};

void bs_wrote_add(struct bs_wrote *wrote, const struct bs_logline *line,
                  const struct bs_policy *policy);

/* Did they write to the address with that bs_hash? */
bool bs_wrote_has(const struct bs_wrote *wrote, uint64_t address);
void bs_wrote_free(struct bs_wrote *wrote);

#endif
