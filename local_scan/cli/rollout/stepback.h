/* stepback: sets checks that wrongly refuse mail back to `warn`.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * For hosts with `step_back: on` in the settings. Each step is logged as a change by "backstop",
 * and reported on standard output, and to postmaster in one mail. A check in `warn` cannot go
 * further back, so nothing is reported twice.
 *
 * What speaks against it must come from several hosts and, except for bounces, several
 * senders: one person our users wrote to, or a signature or tag that a stranger can send
 * again, does not put a check back. Senders can be forged, including people our users write
 * to: someone who knows several of them, and has several hosts, can make a check step
 * back. */
#ifndef BS_STEPBACK_H
#define BS_STEPBACK_H

#include "rollout.h"

/* False, after a complaint, if something could not be done. */
bool bs_step_back(struct bs_rollout *rollout);

#endif
