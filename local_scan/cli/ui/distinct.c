/* distinct: counts different things, by their hashes. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "distinct.h"

bool
bs_distinct_has(const struct bs_distinct *set, uint64_t hash)
{
    return bs_map_find(&set->map, hash) != NULL;
}

bool
bs_distinct_add(struct bs_distinct *set, unsigned limit, uint64_t hash)
{
    if (bs_distinct_has(set, hash))
        return false;
    if (bs_map_add(&set->map, hash, sizeof hash, limit) == NULL) {
        set->more = true;
        return false;
    }
    set->count++;
    return true;
}

void
bs_distinct_free(struct bs_distinct *set)
{
    bs_map_free(&set->map);
    *set = (struct bs_distinct){0};
}
