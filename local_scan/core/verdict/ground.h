/* ground: what must hold before anything may be called foreign.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A refusal needs positive grounds: the returned header is that of the mail that left, and is
 * complete; its border is an SMTP handover from a stranger, in an address family in which we know
 * an address of ours; every list and every question about who we are was read and answered; and
 * each proof in the header was judged and has failed. One table has a row, with one predicate, for
 * each of these conditions. docs/design.md has the same table in words.
 *
 * Does not: say that anything is foreign (verdict.h). */
#ifndef BS_GROUND_H
#define BS_GROUND_H

#include "claim.h"
#include "verdict.h"

/* What the predicates look at. */
struct bs_facts {
    const struct bs_verdict *verdict; /* read, with its proof */
    const struct bs_claim *claim;
    const struct bs_owned *owned;
    const struct bs_delivery *delivery;
};

/* The grounds for calling a report foreign; bits. */
enum bs_ground_by {
    BS_BY_TRAIL = 1,
    BS_BY_TAG = 2,    /* absent */
    BS_BY_MEMORY = 4, /* no such mail was sent */
    BS_BY_STRANGER = 8, /* not a ground of its own: what is open does not explain why the trail is
                        * a stranger's, and they can have written it into their own mail */
    BS_IF_TAGGED = 16 /* not a ground either: only if no tag is due and missing, for otherwise the
                       * lack of the tag would be the next thing that speaks against it */
};

struct bs_ground {
    enum bs_reason reason; /* of the verdict that is `unknown` by it */
    bool (*open)(const struct bs_facts *facts);
    unsigned bars;    /* enum bs_ground_by: which grounds it takes away */
    const char *text; /* for people, in the form of bs_evidence */
};

/* Does the returned header name an address of ours as its author or sender? */
bool bs_ground_in_our_name(const struct bs_facts *facts);

/* The first condition for that ground that does not hold; NULL: all of them hold. */
const struct bs_ground *bs_ground_open(const struct bs_facts *facts, enum bs_ground_by by);

#endif
