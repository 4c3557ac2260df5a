/* lack: why a check cannot fire, whatever its mode: something that it needs is missing.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * That may be a key, a list, an address of ours, the lookups, the store, or a scanner. Judged by the
 * policy files, by how Backstop is enabled here, and, if scanners are to get outgoing mail, by what
 * Exim was built with; a file that this user cannot read is assumed to be complete.
 *
 * Does not: ask the network, or read the log (evidence.h). */
#ifndef BS_LACK_H
#define BS_LACK_H

#include "policy.h"

/* NULL, or a static text that says what is missing and how to provide it. `identity`: who we are,
 * with the addresses of this machine. */
const char *bs_lack_of(const struct bs_about *check, const struct bs_policy *identity);

/* Is outgoing mail to be scanned (spam_out, malware_out), although this Exim was built without
 * content scanning? False if it does not say; it is only asked if a setting is on. */
bool bs_lack_scanning(void);

#endif
