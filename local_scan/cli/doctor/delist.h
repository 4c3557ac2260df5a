/* delist: how and when an address is removed from a DNS list.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A table of the well-known lists: the page for looking up and removing an address, and when an
 * entry expires by itself. Do not pay for a removal: lists that charge for it also let the entry
 * expire.
 *
 * Does not: ask anything, or know why the address was listed. */
#ifndef BS_DELIST_H
#define BS_DELIST_H

#include "text.h"

/* Adds to a remedy how to be removed from this list. */
void bs_delist_tell(struct bs_text *remedy, struct bs_span zone);

#endif
