/* permits: does a domain's SPF record permit a host? For the ACLs.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Looked up in a child, within one deadline, as the settings of the policy directory `dir` say
 * (absent: the usual one): a silent DNS costs only that long, and a stranger's record is read where
 * it cannot do harm. Neither is true of Exim's own lookup. A child that fails is logged.
 *
 * Does not: remember an answer (acl/own does, for a connection). */
#ifndef BS_PLUGIN_PERMITS_H
#define BS_PLUGIN_PERMITS_H

#include "span.h"

/* "pass", "fail", "softfail", "neutral", "none"; "unknown" if that could not be learned. */
const char *bs_permits_find(struct bs_span domain, struct bs_span address, struct bs_span dir);

#endif
