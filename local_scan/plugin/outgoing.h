/* outgoing: tags mail that leaves.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Mail of authenticated users, of hosts that we relay for, and of this host
 * gets an X-Backstop-Tag (core/tag.h), if there is a key: so a bounce of it can
 * prove what it is about. The MAC is made in a child, where the libraries are.
 * Mail with the null reverse-path gets none, for nothing ever comes back.
 *
 * Whatever fails, the mail leaves as it is, untagged. */
#ifndef BS_PLUGIN_OUTGOING_H
#define BS_PLUGIN_OUTGOING_H

#include "exim.h"
#include "load.h"

/* `load` has been started. */
void bs_outgoing_tag(int body, const struct bs_session *session, struct bs_load *load);

#endif
