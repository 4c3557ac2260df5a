/* passed: does a bounce that a host sends through us go to the author of the mail? For the ACLs.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * For the DATA ACL, once the message is there. Judged in a child (relayed.h), within one
 * deadline, by the policy directory `dir` (absent: the usual one). `host` is the client that
 * hands it in. A child that fails gets a line in the log.
 *
 * Does not: check which host the client is, or count. */
#ifndef BS_PLUGIN_PASSED_H
#define BS_PLUGIN_PASSED_H

#include "span.h"

/* "proof=none kind=dsn border=192.0.2.1 spf=fail dkim=none", static; "proof=unknown" alone if
 * it could not be judged. */
const char *bs_passed_find(struct bs_span host, struct bs_span dir);

#endif
