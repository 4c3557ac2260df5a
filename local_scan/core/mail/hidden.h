/* hidden: characters that make a text look other than it is.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Code points go in one by one, in the order of the text; what comes out is a
 * finding (bidi or invisible) or nothing. Only what no honest writer needs counts,
 * so that the check can be in deny where mail is Hebrew, Persian or full of emoji:
 *
 *   embeddings, overrides, isolates (U+202A..202E, U+2066..2069)  always
 *   marks U+200E, U+200F, U+061C                   inside a Latin word
 *   zero width, soft hyphen, U+2060..2064, U+FEFF  inside a Latin word
 *   tags U+E0000..E007F                            but in a flag emoji
 *   variation selectors                            after a Latin letter, or in rows
 *
 * Does not: know confusable letters, or what a renderer does. */
#ifndef BS_HIDDEN_H
#define BS_HIDDEN_H

#include "finding.h"

struct bs_hidden {         /* zeroed to start, and where the text is interrupted */
    unsigned long last;    /* the last character that is seen */
    unsigned long between; /* hidden after a letter; 0: not seen yet */
    enum bs_finding_id between_is;
    size_t offset; /* where */
};

/* True: *finding_r has id, offset and code; its field is not touched. */
bool bs_hidden_push(struct bs_hidden *h, unsigned long point, size_t offset,
                    struct bs_finding *finding_r);

#endif
