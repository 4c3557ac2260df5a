/* authors: the addresses in From, for the ACLs.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Exim does not see "From : joe@ours.example" as From, does not read a From field to the end if it
 * is long, and finds no address in one that is not as RFC 5322 has it: mail programs show all of
 * these. So all such fields are read here, by author.h, in Exim's own process.
 *
 * Does not: say which of them are ours. */
#ifndef BS_PLUGIN_AUTHORS_H
#define BS_PLUGIN_AUTHORS_H

#include "span.h"

#define BS_AUTHORS_TEXT 8192

/* One per line, in a form that Exim can read: in the local part, what would need quotes is "?", and
 * the domain is in ASCII (idn.h). What does not fit is left out; half of the text is kept for the last
 * of several fields, whose addresses come after those of the first. */
const char *bs_authors_find(void);

/* The domain in ASCII; empty if it is in ASCII, or cannot be. */
const char *bs_authors_ascii(struct bs_span domain);

#endif
