/* spooled: the body of a message that Exim is still receiving.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * In the DATA ACL, the file is complete, but only Exim knows its descriptor: so it is found by its
 * name among the open files. It is opened again, because a duplicate would share its offset with
 * Exim.
 *
 * Returns a descriptor at the start of the body, which the caller closes; -1 if it is not
 * found. */
#ifndef BS_PLUGIN_SPOOLED_H
#define BS_PLUGIN_SPOOLED_H

#include "span.h"

int bs_spooled_open(struct bs_span id);

#endif
