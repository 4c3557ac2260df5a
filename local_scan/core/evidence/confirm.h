/* confirm: what the DNS knows about links that names alone left unclear.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A link joins the peer of one line to the host that wrote the line below it.
 * Only a public address that the upper server saw itself is compared: not
 * private hops, and no HELO word that looks like an address.
 *
 * A link holds if the DNS has the lower host at the peer's address or next to it, or if the address
 * has a name in that host's organisation that leads back to it. That proves nothing: anyone who
 * knows a neighbouring name can write it.
 *
 * A link is broken if everything that is known places the lower host elsewhere: see confirm.c. A
 * wrong `broken` can cost a genuine bounce, so open or unknown answers leave it unclear.
 *
 * Limit: BS_MAX_LINKS_ASKED from the top. Links that already hold are left as they are. */
#ifndef BS_CONFIRM_H
#define BS_CONFIRM_H

#include "question.h"
#include "trail.h"

/* To be called again in each round, on the same trail or on one that was read again. */
void bs_trail_confirm(struct bs_trail *trail, struct bs_questions *q);

#endif
