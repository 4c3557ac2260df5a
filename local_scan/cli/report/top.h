/* top: finds the most frequent names, in little memory.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Space-Saving (Metwally and others, 2005): as many counters as there are
 * slots. As long as there are not more different names than counters,
 * everything is exact. Then a new name takes the place of the rarest, whose
 * count becomes its possible error. A name that makes up more than 1/slots of
 * all is never lost.
 *
 * Names are kept up to 120 octets; longer ones with the same start are one. */
#ifndef BS_TOP_H
#define BS_TOP_H

#include "span.h"

#include <stdint.h>

#define BS_TOP_NAME 120

struct bs_top;

struct bs_top_row {
    const char *name;    /* as long as the top lives */
    unsigned long count; /* at least */
    bool exact;
};

/* NULL without memory; the other functions accept NULL. */
struct bs_top *bs_top_new(unsigned slots);
void bs_top_add(struct bs_top *top, struct bs_span name, unsigned long count);
/* Adds to the count of a name, found by its bs_hash; does nothing if the name is not there. */
void bs_top_more(struct bs_top *top, uint64_t hash, unsigned long count);
/* The first `max` rows, most frequent first. Returns how many there are. */
unsigned bs_top_list(const struct bs_top *top, struct bs_top_row *rows, unsigned max);
void bs_top_free(struct bs_top *top);

#endif
