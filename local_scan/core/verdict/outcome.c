/* outcome: which checks fired on a message, and in which mode. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "outcome.h"

static void
insert(struct bs_outcome *outcome, enum bs_check check, enum bs_mode mode)
{
    unsigned i = outcome->count++;

    for (; i > 0 && outcome->mode[i - 1] < mode; i--) {
        outcome->fired[i] = outcome->fired[i - 1];
        outcome->mode[i] = outcome->mode[i - 1];
    }
    outcome->fired[i] = check;
    outcome->mode[i] = mode;
}

static bool
is_forged_in_a_name(const struct bs_findings *findings)
{
    return bs_finding_has(findings, BS_FIND_RECEIVED_SELF) ||
           bs_finding_has(findings, BS_FIND_RECEIVED_BY_US);
}

/* Mail systems often write reports badly, and with a wrong clock, and a refused bounce is lost for
 * good, without notice to anyone. Every check spares reports that are ours. */
bool
bs_outcome_spares(const struct bs_verdict *verdict, enum bs_check check)
{
    if (verdict->report.kind == BS_KIND_ORDINARY || check == verdict->check)
        return false;
    return check != BS_CHECK_RECEIVED_FORGED || verdict->origin == BS_ORIGIN_OURS ||
           !is_forged_in_a_name(&verdict->findings);
}

void
bs_outcome_of(struct bs_outcome *outcome_r, const struct bs_verdict *verdict,
              const struct bs_policy *policy)
{
    outcome_r->count = 0;
    outcome_r->refusable = false;
    for (enum bs_check check = 0; check < BS_CHECKS; check++) {
        bool fired = check == verdict->check || bs_finding_of(&verdict->findings, check) != NULL;
        bool spared = bs_outcome_spares(verdict, check);
        if (!fired || policy->mode[check] == BS_MODE_OFF)
            continue;
        insert(outcome_r, check, spared ? BS_MODE_WARN : policy->mode[check]);
        outcome_r->refusable |= !spared;
    }
}
