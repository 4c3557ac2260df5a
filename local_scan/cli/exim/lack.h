/* lack: what a check does not have, and so finds nothing, whatever its mode.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A key, a list, an address of ours, the lookups, the store. Judged by the policy files and by
 * how Backstop is enabled here, and if scanners are to get outgoing mail, by what Exim was built
 * with; what this user cannot read is taken to be complete.
 *
 * Does not: ask the network; say what only a log can (evidence.h). */
#ifndef BS_LACK_H
#define BS_LACK_H

#include "policy.h"

/* NULL, or what is missing and how to provide it, in static words. `identity`: who we are, with
 * the addresses of this machine. */
const char *bs_lack_of(const struct bs_about *check, const struct bs_policy *identity);

#endif
