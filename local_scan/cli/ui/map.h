/* map: records of one kind, found by a hash: the one hash table of the commands.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A record is a struct of the caller's whose first member is a uint64_t: the hash of what it
 * is about (hash.h), which the map fills in. Two things with the same 64 bits count as one.
 * A map is empty when it is zeroed, grows as records come, and holds up to a limit; a
 * quarter of its slots stays free, so that searches stay short.
 *
 * Pointers to records are good until the next one is added or taken out. The caller frees
 * what a record owns. */
#ifndef BS_MAP_H
#define BS_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bs_map {
    unsigned char *slot;
    size_t size; /* of a record */
    uint32_t slots, used;
};

/* The record with that hash; or a new one, zeroed except for the hash. `size` and `limit`
 * are the same in every call for a map. NULL: there are `limit` others, or no memory. */
void *bs_map_add(struct bs_map *map, uint64_t hash, size_t size, uint32_t limit);

void *bs_map_find(const struct bs_map *map, uint64_t hash); /* NULL if it is not there */

/* Takes that record out. Then another one may be in its slot. */
void bs_map_take(struct bs_map *map, void *record);

/* Takes the older half out, by when each came: what `when` says of it. `release`, unless
 * NULL, is called for each that goes. Without memory to find the half, does nothing. */
void bs_map_forget(struct bs_map *map, uint64_t (*when)(const void *record),
                   void (*release)(void *record));

void bs_map_each(const struct bs_map *map, void (*visit)(void *record));

void bs_map_free(struct bs_map *map);

#endif
