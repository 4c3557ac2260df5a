/* spooled: the body of a message that Exim is still receiving.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * In the DATA ACL the file is complete, and only Exim knows its descriptor: it is found by
 * its name among those that are open. Opened anew, because an offset is shared with
 * Exim.
 *
 * Returns a descriptor at the start of the body, which the caller closes; -1 if it is not
 * found. */
#ifndef BS_PLUGIN_SPOOLED_H
#define BS_PLUGIN_SPOOLED_H

#include "span.h"

int bs_spooled_open(struct bs_span id);

#endif
