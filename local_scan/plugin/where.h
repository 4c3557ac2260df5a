/* where: the country and the network of an address, for the ACLs.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Looked up in a child, as the settings of the policy directory `dir` say (absent: the usual one).
 * If something is missing, or goes wrong, the answer is unknown. A child that fails is logged.
 *
 * Does not: ask the DNS; remember an answer (acl/where does, for a connection). */
#ifndef BS_PLUGIN_WHERE_H
#define BS_PLUGIN_WHERE_H

#include "span.h"

/* "country=DE network=64500", or what of it is known; or "". */
#define BS_WHERE_TEXT 40
void bs_where_find(struct bs_span address, struct bs_span dir, char text_r[BS_WHERE_TEXT]);

#endif
