/* trail: the returned Received lines from the top, and which links hold.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The topmost line was written by the reporting system; each further one is somebody's claim.
 * link[i] joins hop i (its `from`) to hop i+1 (its `by`). It holds when both name the same host,
 * address or organisation, or when the hop is local or private. Only the DNS can provide evidence
 * against a link, so here a link is never broken, only unclear (confirm.h asks the DNS).
 *
 * Limit: BS_MAX_HOPS; `limit` says whether it was reached. */
#ifndef BS_TRAIL_H
#define BS_TRAIL_H

#include "received.h"

enum bs_link { BS_LINK_UNCLEAR, BS_LINK_HOLDS, BS_LINK_BROKEN };

struct bs_trail {
    struct bs_hop hop[BS_MAX_HOPS];
    struct bs_span value[BS_MAX_HOPS]; /* the lines themselves */
    enum bs_link link[BS_MAX_HOPS];    /* the last one: unclear */
    const char *why[BS_MAX_HOPS];      /* static text: "same host", … */
    unsigned hops;
    bool limit;
};

void bs_trail_read(struct bs_trail *trail_r, struct bs_span header);

/* Does `upper` say that it took the mail from the writer of `lower`? */
enum bs_link bs_trail_link(const struct bs_hop *upper, const struct bs_hop *lower);

const char *bs_link_name(enum bs_link link);

#endif
