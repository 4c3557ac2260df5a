/* weigh: what follows from a report that was read: ours, foreign or unknown.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * It uses the answers that the outside has given so far, and may ask more
 * (question.h): it is called again after each round, and what it says while nothing is
 * open counts. `verdict` was read before (verdict.h).
 *
 * Does not: wait for an answer, or call a report foreign without ground (ground.h). */
#ifndef BS_WEIGH_H
#define BS_WEIGH_H

#include "verdict.h"

/* What is asked and found out while a verdict is weighed. `questions` is
 * started by the caller for each message; the rest needs no preparation. */
struct bs_inquiry {
    struct bs_questions questions;
    struct bs_owned owned;
    struct bs_proof_work proof;
};

void bs_weigh_verdict(struct bs_verdict *verdict, const struct bs_policy *policy,
                      const struct bs_delivery *delivery, struct bs_inquiry *inquiry);

/* Afterwards, likewise in rounds: where the mail came from. Changes nothing else. */
void bs_weigh_place(struct bs_verdict *verdict, struct bs_inquiry *inquiry);

#endif
