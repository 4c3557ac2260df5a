/* weigh: decides about a report that was read: ours, foreign or unknown.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * It uses the answers known so far, and may ask more questions (question.h): it is called again
 * after each round, and its result counts once no question is open. `verdict` must have been read
 * before (verdict.h).
 *
 * Does not: wait for an answer, or call a report foreign without grounds (ground.h). */
#ifndef BS_WEIGH_H
#define BS_WEIGH_H

#include "verdict.h"

/* Questions, and what was learned from their answers. The caller starts `questions` for each
 * message; the rest needs no preparation. */
struct bs_inquiry {
    struct bs_questions questions;
    struct bs_owned owned;
    struct bs_proof_work proof;
};

void bs_weigh_verdict(struct bs_verdict *verdict, const struct bs_policy *policy,
                      const struct bs_delivery *delivery, struct bs_inquiry *inquiry);

/* Called afterwards, also in rounds: adds where the mail came from, and changes nothing else. */
void bs_weigh_place(struct bs_verdict *verdict, struct bs_inquiry *inquiry);

#endif
