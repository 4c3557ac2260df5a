/* advice: may a check go on to the next mode, or should it go back? With the
 * reason, whichever it is.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A step forward wants 14 whole days in `warn` that the log tells of, ten hits
 * at least, of several hosts or senders, and nothing that speaks against one of
 * them; from `defer`, seven such days. Checks that refuse
 * what is not proved to be ours want signs of life as well: bounces in that time
 * that were found to be ours, or else it is not known whether one would be.
 *
 * Where something speaks against a hit of a check that refuses mail or puts it
 * off, the advice is `warn`; `sure`, where this is of several hosts and, but for
 * bounces, senders. One person whom our users wrote to is not enough, however much mail
 * it is: anyone who knows that person can forge the sender, and an exemption mends it. A
 * stranger can have mail of its own signed, and can send a tag of ours again: so these
 * count for little where they are few and of one host or sender. What is exempt by now counts
 * neither for the check nor against it.
 *
 * There is no advice where something could not be read (`unknown`), nor for
 * checks of mail that leaves: nothing in the log could speak against them
 * (evidence.h).
 *
 * Pure: reads and writes nothing. */
#ifndef BS_ADVICE_H
#define BS_ADVICE_H

#include "evidence.h"

#define BS_ADVICE_TEXT 240

/* One check, as it stands. */
struct bs_standing {
    const struct bs_about *check;
    enum bs_mode mode;
    unsigned days;     /* in this mode */
    unsigned observed; /* of these, that the log tells of */
    const struct bs_check_record *evidence;
    unsigned long unjudged; /* reports that the check would have judged, had it known … */
    const char *unjudged_for; /* … this */
    const char *silent;     /* why it is not known that it can tell ours from others; NULL: it can */
    const char *unknown;    /* what could not be read; NULL: nothing */
    bool complete;          /* of bs_evidences */
    bool covered;
};

struct bs_advice {
    bool change;
    bool sure;         /* enough to step back without being asked */
    enum bs_mode mode; /* where `change` */
    char reason[BS_ADVICE_TEXT];
};

void bs_advice_make(struct bs_advice *advice_r, const struct bs_standing *standing);

#endif
