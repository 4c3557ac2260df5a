/* distinct: counts different things, by their hashes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The map of hashes grows up to a limit. Up to that many things, the number is exact; beyond it, or
 * without memory, it is a lower bound ("at least N"). */
#ifndef BS_DISTINCT_H
#define BS_DISTINCT_H

#include "map.h"

#include <stdbool.h>

#define BS_DISTINCT_SMALL 384   /* one check on one day: 4 KiB */
#define BS_DISTINCT_LARGE 12288 /* a whole period: 128 KiB */

struct bs_distinct {
    struct bs_map map; /* of bare hashes */
    unsigned count;
    bool more; /* than `count` */
};

/* `hash` is bs_hash of the thing. `limit` is the same in every call for a set.
 * True: it was not there, and is now. */
bool bs_distinct_add(struct bs_distinct *set, unsigned limit, uint64_t hash);
bool bs_distinct_has(const struct bs_distinct *set, uint64_t hash);
void bs_distinct_free(struct bs_distinct *set);

#endif
