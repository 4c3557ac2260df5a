/* outgoing: tags outgoing mail, if it is ours.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Mail of authenticated users, of hosts that we relay for, and of this host gets an X-Backstop-Tag
 * (core/evidence/tag.h), if there is a key: so a bounce of it can prove what it is about. The tag
 * is made in Exim's own process, because outgoing mail is not hostile, and a child would cost
 * several times as much.
 *
 * Only mail that we wrote is tagged. Mail that came in from outside before
 * (core/evidence/arrival.h) gets the mark of arrival again instead, unless it has a valid tag of
 * ours: strangers' mail loses its tags when it arrives. For the rest, the envelope sender must be
 * in one of our domains; for users who have logged in, and for the null reverse-path, it is enough
 * that the author in From is, because some servers also return vacation replies and read receipts.
 *
 * A tag covers Message-ID. So mail without one gets one, as RFC 6409 §8.3 recommends; otherwise,
 * servers on the way would add theirs.
 *
 * If anything fails, the mail leaves as it is, untagged. */
#ifndef BS_PLUGIN_OUTGOING_H
#define BS_PLUGIN_OUTGOING_H

#include "exim.h"
#include "load.h"

/* `load` has been started. */
void bs_outgoing_tag(const struct bs_session *session, struct bs_load *load);

#endif
