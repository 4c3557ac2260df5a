/* outgoing: tags mail that leaves, if it is ours.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Mail of authenticated users, of hosts that we relay for, and of this host
 * gets an X-Backstop-Tag (core/tag.h), if there is a key: so a bounce of it can
 * prove what it is about. It is made in Exim's own process, for mail that leaves
 * comes from those who may send, and a child costs a multiple.
 *
 * Only what we wrote is tagged. What came in from outside before (core/arrival.h) gets
 * the mark of arrival again instead, unless it has a valid tag of ours: strangers' mail
 * loses its tags when it arrives. Of the rest, the sender has to be in one of our domains;
 * for users who have logged in the author in From will do, and likewise with the null
 * reverse-path: some servers also return vacation replies and read receipts.
 *
 * A tag is over Message-ID; mail without one gets one, as RFC 6409 §8.3 wishes, for
 * servers on the way would add theirs.
 *
 * Whatever fails, the mail leaves as it is, untagged. */
#ifndef BS_PLUGIN_OUTGOING_H
#define BS_PLUGIN_OUTGOING_H

#include "exim.h"
#include "load.h"

/* `load` has been started. */
void bs_outgoing_tag(const struct bs_session *session, struct bs_load *load);

#endif
