/* outcome: which checks fired on a message, and in which mode.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the verdict and the findings of the header come to under a policy: the
 * checks that fired and are not off, worst mode first. A check that spares the
 * message has the mode warn.
 *
 * Does not: know what exempts the message. */
#ifndef BS_OUTCOME_H
#define BS_OUTCOME_H

#include "verdict.h"

struct bs_outcome {
    enum bs_check fired[BS_CHECKS];
    enum bs_mode mode[BS_CHECKS];
    unsigned count;
    bool refusable; /* one of them could refuse it, in another mode */
};

/* Does this check only warn of this message, in any mode? So do the checks of the
 * header's form where it is a report, and every check where that is `ours`. */
bool bs_outcome_spares(const struct bs_verdict *verdict, enum bs_check check);

void bs_outcome_of(struct bs_outcome *outcome_r, const struct bs_verdict *verdict,
                   const struct bs_policy *policy);

#endif
