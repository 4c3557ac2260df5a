/* advice: may a check go to the next mode, or should it go back, and why?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A step forward needs 14 whole days in `warn` that the log covers, at least ten hits, on several
 * hosts or senders, and nothing that speaks against any of them; from `defer`, seven such days.
 * Checks that refuse mail which is not proved to be ours also need signs of life: bounces in that
 * time that were found to be ours. Without these, we do not know whether the check would recognise
 * one.
 *
 * If something speaks against a hit of a check that refuses mail or puts it off, the advice is
 * `warn`; `sure` if it concerns several hosts and, except for bounces, several senders. One person
 * our users wrote to is not enough, however much mail it is: anyone who knows that person can forge
 * the sender, and an exemption is the remedy. A stranger can have their own mail signed, and can
 * send a tag of ours again: so these count little if they are few and from one host or sender. Hits
 * that are exempt by now count neither for the check nor against it.
 *
 * No advice is given if something could not be read (`unknown`), nor for checks of outgoing mail:
 * nothing in the log could speak against these (evidence.h).
 *
 * Pure: reads and writes nothing. */
#ifndef BS_ADVICE_H
#define BS_ADVICE_H

#include "evidence.h"

#define BS_ADVICE_TEXT 240

/* The state of one check. */
struct bs_standing {
    const struct bs_about *check;
    enum bs_mode mode;
    unsigned days;     /* in this mode */
    unsigned observed; /* of these, the ones the log covers */
    const struct bs_check_record *evidence;
    unsigned long unjudged; /* reports that the check would have judged, had it known … */
    const char *unjudged_for; /* … this */
    const char *silent;     /* why it is not known to recognise ours, or NULL */
    const char *unknown;    /* what could not be read; NULL: nothing */
    bool complete;          /* of bs_evidences */
    bool covered;
};

struct bs_advice {
    bool change;
    bool sure;         /* enough to step back without being asked */
    enum bs_mode mode; /* if `change` */
    char reason[BS_ADVICE_TEXT];
};

void bs_advice_make(struct bs_advice *advice_r, const struct bs_standing *standing);

#endif
