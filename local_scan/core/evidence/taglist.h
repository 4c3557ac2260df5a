/* taglist: "v=1; a=b" lists of tags, as in DKIM-Signature (RFC 6376 §3.2).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Views into the list. A value is raw: folds and blanks inside it are left to
 * the caller, which knows whether they count.
 *
 * Does not: know any tag. */
#ifndef BS_TAGLIST_H
#define BS_TAGLIST_H

#include "span.h"

/* The trimmed value of a tag; absent if it is missing, or occurs twice, which the RFC forbids
 * because readers would differ. Names are case-sensitive. */
struct bs_span bs_taglist_get(struct bs_span list, const char *name);

/* Is the whole list well-formed? */
bool bs_taglist_valid(struct bs_span list);

#endif
