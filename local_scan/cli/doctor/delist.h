/* delist: how and when an address leaves a DNS list.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A table of the well-known lists: the page on which one looks an address up and has it
 * removed, and when an entry expires by itself. No list is worth money: those that charge for
 * removal also let the entry expire.
 *
 * Does not: ask anything, or know why the address was listed. */
#ifndef BS_DELIST_H
#define BS_DELIST_H

#include "text.h"

/* Adds the way off this list to a remedy. */
void bs_delist_tell(struct bs_text *remedy, struct bs_span zone);

#endif
