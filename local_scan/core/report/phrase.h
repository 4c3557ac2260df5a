/* phrase: phrases of many languages, found in a text as people write them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A phrase is in small letters, UTF-8, with one blank between words. In a text it
 * may have capitals, other white space, and the apostrophes of word processors;
 * what of a text is not UTF-8 is read as ISO 8859-1.
 *
 * Does not: know where words begin (clues.c). */
#ifndef BS_PHRASE_H
#define BS_PHRASE_H

#include "span.h"

/* The octets of `text` that are `phrase`, from `i` on; 0 if it is not there. */
size_t bs_phrase_length(struct bs_span text, size_t i, struct bs_span phrase);

/* The octets of the phrase that `text` starts with; 0 if it does not start with one. */
size_t bs_phrase_start(struct bs_span text, const char *const *phrases, size_t count);

/* The same number for a phrase of two letters or more and for all that it is found as. */
unsigned bs_phrase_hash(struct bs_span text, size_t i);

#endif
