/* phrase: phrases of many languages, found in a text as people write them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A phrase is in lower case, UTF-8, with one blank between words. In a text it may have capitals,
 * other white space, and the apostrophes of word processors; octets of a text that are not UTF-8
 * are read as ISO 8859-1.
 *
 * Does not: know where words begin (clues.c). */
#ifndef BS_PHRASE_H
#define BS_PHRASE_H

#include "span.h"

/* The length of `phrase` as `text` has it at `i`; 0 if it is not there. */
size_t bs_phrase_length(struct bs_span text, size_t i, struct bs_span phrase);

/* The length of the phrase that `text` starts with; 0 if it does not start with one. */
size_t bs_phrase_start(struct bs_span text, const char *const *phrases, size_t count);

/* The same for a phrase of at least two letters and for all forms in which a text may have it. */
unsigned bs_phrase_hash(struct bs_span text, size_t i);

#endif
