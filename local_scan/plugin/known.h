/* known: what the ACLs ask of the memory of sent mail (remember.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Asked in Exim's own process. `dir` is the policy directory (absent: the usual one). If there is
 * no memory, the answer is "no".
 *
 * Does not: conclude anything from a message that the memory does not have. */
#ifndef BS_PLUGIN_KNOWN_H
#define BS_PLUGIN_KNOWN_H

#include "span.h"

/* Did this address send mail with this Message-ID? "yes", "no", or "failed" if the memory has not
 * answered. A list or a forwarder may send it back to us, with our sender or author. Everyone who
 * got the mail knows its Message-ID, so this does not prove anything; it is for checks that would
 * otherwise call our own mail a stranger's. */
const char *bs_known_find(struct bs_span id, struct bs_span address, struct bs_span dir);

/* Has `user` had mail delivered to that host, or written to the domain of its name (memory.h), as
 * far as is known? "yes" or "no"; also "yes" if there is a memory that has not answered. */
const char *bs_known_host(struct bs_span user, struct bs_span host, struct bs_span name,
                          struct bs_span dir);

#endif
