/* known: has an incoming message left this host before? For the ACLs.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Asks the memory of sent mail (remember.h): did this address send mail with this Message-ID? A
 * list or a forwarder may send it back to us, with our sender or author. Everyone who got the mail
 * knows its Message-ID, so this does not prove anything; it is for checks that would otherwise call
 * our own mail a stranger's. Asked in Exim's own process. `dir` is the policy directory (absent:
 * the usual one).
 *
 * Does not: conclude anything from a message that the memory does not have. */
#ifndef BS_PLUGIN_KNOWN_H
#define BS_PLUGIN_KNOWN_H

#include "span.h"

/* "yes"; "no", also if there is no memory; "failed" if it has not answered. */
const char *bs_known_find(struct bs_span id, struct bs_span address, struct bs_span dir);

#endif
