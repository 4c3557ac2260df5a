/* distinct: a set of things, by their hashes, and how many there are. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "distinct.h"

#include <stdlib.h>

#define FIRST_SLOTS 8 /* most sets of a day stay below */

/* Free slots are 0, which therefore no hash may be. */
static uint64_t
key_of(uint64_t hash)
{
    return hash + (hash == 0);
}

static uint64_t *
find(uint64_t *slot, unsigned slots, uint64_t hash)
{
    unsigned i = (unsigned)hash & (slots - 1);

    while (slot[i] != 0 && slot[i] != hash)
        i = (i + 1) & (slots - 1);
    return &slot[i];
}

static bool
grow(struct bs_distinct *set)
{
    unsigned slots = set->slots ? set->slots * 2 : FIRST_SLOTS;
    uint64_t *slot = calloc(slots, sizeof *slot);

    if (slot == NULL)
        return false;
    for (unsigned i = 0; i < set->slots; i++)
        if (set->slot[i] != 0)
            *find(slot, slots, set->slot[i]) = set->slot[i];
    free(set->slot);
    set->slot = slot;
    set->slots = slots;
    return true;
}

bool
bs_distinct_has(const struct bs_distinct *set, uint64_t hash)
{
    return set->slots > 0 && *find(set->slot, set->slots, key_of(hash)) != 0;
}

bool
bs_distinct_add(struct bs_distinct *set, unsigned limit, uint64_t hash)
{
    if (bs_distinct_has(set, hash))
        return false;
    /* A quarter of the slots stays free, so that each way to one is short. */
    if (set->count == limit || (set->count >= set->slots / 4 * 3 && !grow(set))) {
        set->more = true;
        return false;
    }
    *find(set->slot, set->slots, key_of(hash)) = key_of(hash);
    set->count++;
    return true;
}

void
bs_distinct_free(struct bs_distinct *set)
{
    free(set->slot);
    *set = (struct bs_distinct){0};
}
