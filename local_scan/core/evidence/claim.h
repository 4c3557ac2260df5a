/* claim: what the returned trail says about us, and who wrote it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The trail is read once, from the top. The reporter wrote the topmost line; each further one may
 * be a stranger's, except below a host that we trust.
 *
 * Does not: conclude (verdict.h). */
#ifndef BS_CLAIM_H
#define BS_CLAIM_H

#include "own.h"
#include "returned.h"
#include "trail.h"

/* Hop numbers are one-based; 0: no such hop. */
struct bs_claim {
    unsigned border;      /* the first hop that names a public address */
    unsigned trusted;     /* our address, seen by the reporter or by relay_hosts */
    unsigned mentioned;   /* our address, or that of a relay host, anywhere */
    bool inside;          /* all lines above that one are of one host that handed the mail to
                           * itself, and so is that one: its filter's, or a program's */
    unsigned broken;      /* the first hop after a broken link: from there on no line is believed */
    unsigned own_name;    /* a name of ours in a line below the border */
    unsigned by_us;       /* a line by our own name: the topmost, the border, or one between */
    bool border_names_us; /* its server found our name in the DNS */
};

struct bs_claim bs_claim_follow(const struct bs_trail *trail, const struct bs_owned *owned);

/* Is our address in a part of the header that is not in the trail: lines after the limit of hops, or
 * after a stray line that ended the header, or in `others`: other fields that servers write? */
bool bs_claim_beyond(const struct bs_trail *trail, const struct bs_returned *returned,
                     const struct bs_owned *owned, bool others);

#endif
