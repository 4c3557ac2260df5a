/* advice: may a check go to the next mode, or should it go back? */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "advice.h"

#include "paths.h"
#include "terminal.h"

#include <stdio.h>

#define DAYS_IN_WARN  14
#define DAYS_IN_DEFER 7
#define HITS          10 /* fewer say little */
#define DIFFERENT     2  /* hosts, and senders */
#define FEW           10 /* one in so many that a stranger may have made counts for little */

/* Bounces have one sender. */
static bool
is_of_several(const struct bs_about *check, const struct bs_several *hosts,
              const struct bs_several *senders)
{
    return hosts->count >= DIFFERENT &&
           (senders->count >= DIFFERENT || bs_evidence_about_bounces(check));
}

static bool
is_against_of_several(const struct bs_standing *standing)
{
    return is_of_several(standing->check, &standing->evidence->hosts_against,
                         &standing->evidence->senders_against);
}

static void
tell_against(struct bs_advice *advice, const struct bs_standing *standing)
{
    const struct bs_check_record *evidence = standing->evidence;
    unsigned long against = bs_checkrecord_wrong(evidence), hits = bs_checkrecord_hits(evidence);
    /* In a stricter mode than warn, the command that sets warn follows. */
    const char *one = against < 2 || is_against_of_several(standing) ? ""
                      : standing->mode == BS_MODE_WARN
                          ? ", all from one host or sender; if its mail is genuine, exempt it, so "
                            "that only the rest counts"
                          : ", all from one host or sender; if its mail is genuine, exempt it, "
                            "otherwise set the check back to warn";

    if (hits == 1)
        snprintf(advice->reason, sizeof advice->reason, "its one hit is known to be wrong");
    else
        snprintf(advice->reason, sizeof advice->reason, "%s%lu of %lu hits %s known to be wrong%s",
                 standing->complete ? "" : "at least ", against, hits,
                 against == 1 ? "is" : "are", one);
}

/* Says why it is too early. False: it is not. */
static bool
tell_days(struct bs_advice *advice, const struct bs_standing *standing, unsigned wanted)
{
    if (standing->observed >= wanted)
        return false;
    if (standing->days < wanted || standing->covered)
        snprintf(advice->reason, sizeof advice->reason, "%u of %u days", standing->observed,
                 wanted);
    else
        snprintf(advice->reason, sizeof advice->reason,
                 "%u of %u days are in the log; have it kept for 15 (\"rotate 15\" in "
                 BS_LOGROTATE ")",
                 standing->observed, wanted);
    return true;
}

static void
tell_ready(struct bs_advice *advice, const struct bs_standing *standing)
{
    const struct bs_check_record *evidence = standing->evidence;
    const char *last = standing->days > BS_EVIDENCE_DAYS ? " in the last 14" : "";
    unsigned long against = bs_checkrecord_wrong(evidence), hits = bs_checkrecord_hits(evidence);

    if (against > 0)
        snprintf(advice->reason, sizeof advice->reason,
                 "%u days, %lu hits%s; what speaks against %lu of them comes from one host or "
                 "sender, which may have faked it",
                 standing->days, hits, last, against);
    else
        snprintf(advice->reason, sizeof advice->reason,
                 "%u days, %lu hits%s, no hit is known to be wrong", standing->days, hits, last);
}

/* Could one stranger have caused everything that speaks against the check? */
static bool
is_little(const struct bs_standing *standing)
{
    const struct bs_check_record *evidence = standing->evidence;
    unsigned long against = bs_checkrecord_wrong(evidence);
    unsigned long forgeable =
        evidence->by[BS_AGAINST_AUTHENTICATED] + evidence->by[BS_AGAINST_GENUINE];

    return against == forgeable && against * FEW < bs_checkrecord_hits(evidence) &&
           !is_against_of_several(standing);
}

/* Hits that were exempt do not count, but the table has them. */
static void
tell_few(struct bs_advice *advice, const struct bs_check_record *evidence)
{
    unsigned long hits = bs_checkrecord_hits(evidence);

    if (evidence->fortnight > hits && hits == 0)
        snprintf(advice->reason, sizeof advice->reason,
                 "none of %lu hits in 14 days counts: too few to judge", evidence->fortnight);
    else if (evidence->fortnight > hits)
        snprintf(advice->reason, sizeof advice->reason,
                 "only %lu of %lu hits in 14 days count: too few to judge", hits,
                 evidence->fortnight);
    else
        snprintf(advice->reason, sizeof advice->reason, "%lu hit%s in 14 days: too few to judge",
                 hits, bs_plural(hits));
}

static void
judge(struct bs_advice *advice, const struct bs_standing *standing, enum bs_mode next)
{
    const struct bs_check_record *evidence = standing->evidence;
    unsigned wanted = standing->mode == BS_MODE_DEFER ? DAYS_IN_DEFER : DAYS_IN_WARN;

    if (standing->unjudged > 0) {
        snprintf(advice->reason, sizeof advice->reason,
                 "%lu report%s could not be judged: %s", standing->unjudged,
                 bs_plural(standing->unjudged), standing->unjudged_for);
    } else if (bs_checkrecord_wrong(evidence) > 0 && !is_little(standing)) {
        tell_against(advice, standing);
    } else if (standing->silent) {
        snprintf(advice->reason, sizeof advice->reason, "%s", standing->silent);
    } else if (tell_days(advice, standing, wanted)) {
        return;
    } else if (bs_checkrecord_hits(evidence) < HITS) {
        tell_few(advice, evidence);
    } else if (evidence->hosts.count < DIFFERENT && evidence->senders.count < DIFFERENT) {
        snprintf(advice->reason, sizeof advice->reason,
                 "%lu hits in 14 days, all from one host and sender: too few to judge",
                 bs_checkrecord_hits(evidence));
    } else if (!standing->complete) {
        snprintf(advice->reason, sizeof advice->reason,
                 "%lu hits in 14 days: too many to examine them all", evidence->hits);
    } else {
        advice->change = true;
        advice->mode = next;
        tell_ready(advice, standing);
    }
}

void
bs_advice_make(struct bs_advice *advice_r, const struct bs_standing *standing)
{
    unsigned long against = bs_checkrecord_wrong(standing->evidence);
    enum bs_mode goal = standing->check->goal;

    *advice_r = (struct bs_advice){.mode = standing->mode};
    if (standing->mode == BS_MODE_OFF)
        return;
    if (standing->unknown) {
        snprintf(advice_r->reason, sizeof advice_r->reason, "not known: %s", standing->unknown);
        return;
    }
    if (standing->check->area == BS_AREA_LEAVING)
        snprintf(advice_r->reason, sizeof advice_r->reason,
                 "the log cannot show whether outgoing mail was wanted: see checks/%s.md in the "
                 "documentation",
                 standing->check->name);
    else if (standing->mode == BS_MODE_LEARN)
        snprintf(advice_r->reason, sizeof advice_r->reason,
                 "its hits are not logged; in warn, the log shows what would wait");
    else if (standing->mode == BS_MODE_WARN && goal <= BS_MODE_WARN && against == 0)
        snprintf(advice_r->reason, sizeof advice_r->reason,
                 "not meant to refuse: see checks/%s.md in the documentation",
                 standing->check->name);
    else if (standing->mode < goal)
        judge(advice_r, standing, goal);
    else if (against > 0)
        tell_against(advice_r, standing);
    if (standing->mode > BS_MODE_WARN && against > 0 && !is_little(standing)) {
        advice_r->change = true;
        advice_r->sure = is_against_of_several(standing);
        advice_r->mode = BS_MODE_WARN;
    }
}
