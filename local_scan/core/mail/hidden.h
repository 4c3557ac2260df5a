/* hidden: characters that make a text look different from what it is.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Code points are pushed one by one, in the order of the text; each may result in a finding (bidi
 * or invisible). Only characters that no honest writer needs count, so that the check can be in
 * deny even if mail is in Hebrew or Persian, or full of emoji:
 *
 *   overrides (U+202D, U+202E)                     always
 *   embeddings, isolates (U+202A..202C, U+2066..2069)  inside a Latin word, where not closed
 *                                                  in the same text, and around what they reorder
 *   marks U+200E, U+200F, U+061C                   inside a Latin word
 *   zero width, U+2060..2064, U+FEFF               inside a Latin word
 *   soft hyphen                                    after a single letter of a Latin word
 *   tags U+E0000..E007F                            but in a flag emoji
 *   variation selectors                            after a Latin letter, or in rows
 *
 * Does not: know confusable letters, or what a renderer does. */
#ifndef BS_HIDDEN_H
#define BS_HIDDEN_H

#include "finding.h"

#define BS_MAX_OPENERS 8 /* embeddings and isolates within each other */

struct bs_hidden {         /* zeroed to start */
    unsigned long last;    /* the last character that is seen */
    unsigned long between; /* hidden after a letter; 0: not seen yet */
    enum bs_finding_id between_is;
    size_t offset;         /* where */
    bool second;           /* `last` is the second of two equal selectors */
    unsigned long letters; /* in a row, since the last soft hyphen */

    unsigned long opener; /* the outermost embedding or isolate that is open */
    size_t opened;        /* where */
    unsigned depth;
    bool isolate[BS_MAX_OPENERS];
    bool turned;       /* one of those since then makes text run from right to left */
    bool by_first;     /* … as its first letter does */
    bool latin, right; /* letters of Latin, and of Hebrew and Arabic, since then */
};

/* True: *finding_r has id, offset and code; its field is not touched. */
bool bs_hidden_push(struct bs_hidden *h, unsigned long point, size_t offset,
                    struct bs_finding *finding_r);
/* What comes in between is not known to be text. */
void bs_hidden_interrupt(struct bs_hidden *h);
/* The text has ended. */
bool bs_hidden_end(const struct bs_hidden *h, struct bs_finding *finding_r);

#endif
