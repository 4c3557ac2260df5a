/* outcome: which checks fired on a message, and in which mode.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Applies a policy to the verdict and the findings of the header: the result has the checks that
 * fired and are not off, strictest mode first. A check that spares the message has the mode warn.
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

/* Does this check only warn of this message, whatever its mode? Checks of the header's form and of
 * dates do so for reports, and all checks do so for a report that is `ours`. */
bool bs_outcome_spares(const struct bs_verdict *verdict, enum bs_check check);

void bs_outcome_of(struct bs_outcome *outcome_r, const struct bs_verdict *verdict,
                   const struct bs_policy *policy);

#endif
