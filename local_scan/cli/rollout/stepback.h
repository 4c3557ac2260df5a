/* stepback: checks that refuse mail and are wrong go back to `warn`.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * For where `step_back: on` stands in the settings. Each is a change by
 * "backstop" in the log of changes, is told on standard output, and to
 * postmaster in one mail. A check in `warn` can go no further back, so nothing
 * is said twice.
 *
 * What speaks against it has to be of several hosts and, but for bounces, senders: one
 * person whom our users wrote to, or a signature or tag that a stranger can send again, puts
 * nothing back. Senders can be forged, those of people whom our users write to as well:
 * someone who knows several of them, and has several hosts, can make a check step back. */
#ifndef BS_STEPBACK_H
#define BS_STEPBACK_H

#include "rollout.h"

/* What the settings say. */
bool bs_step_back_is_on(void);

/* False: something could not be done, which was complained about. */
bool bs_step_back(struct bs_rollout *rollout);

#endif
