/* ground: what must hold before anything may be called foreign.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A refusal needs positive ground: the returned header is that of the mail that left,
 * and is there to its end; its border is an SMTP handover from a stranger, of an address
 * family in which we are known; all that says who we are was read and answered; and
 * each proof that is present was judged and has failed. One table has a row, with one
 * predicate, for each of these conditions. docs/design.md has the same table in words.
 *
 * Does not: say that anything is foreign (verdict.h). */
#ifndef BS_GROUND_H
#define BS_GROUND_H

#include "claim.h"
#include "verdict.h"

/* What the conditions are about. */
struct bs_facts {
    const struct bs_verdict *verdict; /* read, with its proof */
    const struct bs_claim *claim;
    const struct bs_owned *owned;
    const struct bs_delivery *delivery;
};

struct bs_ground {
    enum bs_reason reason; /* of the verdict that is `unknown` by it */
    bool (*open)(const struct bs_facts *facts);
    bool bars_untagged; /* the lack of a tag is no ground either */
    const char *text;   /* for people, as bs_evidence has it */
};

/* The first condition that does not hold; NULL: all of them hold. `untagged`: only those
 * that a missing tag needs, too. */
const struct bs_ground *bs_ground_open(const struct bs_facts *facts, bool untagged);

#endif
