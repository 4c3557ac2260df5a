/* map: the commands' hash table: records of one type, found by a hash.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A record is a struct of the caller's. Its first member is a uint64_t, the hash of what the record
 * is about (hash.h), which the map fills in. Two things with the same hash count as one. A zeroed
 * map is empty; it grows up to a limit. A quarter of its slots stays free, so that searches stay
 * short.
 *
 * A pointer to a record is valid until the next one is added or removed. The caller frees what a
 * record owns. */
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

/* The record with that hash, or a new one, zeroed except for the hash. `size` and `limit` must be
 * the same in every call for a map. NULL: the map has `limit` other records, or memory is short. */
void *bs_map_add(struct bs_map *map, uint64_t hash, size_t size, uint32_t limit);

void *bs_map_find(const struct bs_map *map, uint64_t hash); /* NULL if it is not there */

/* Removes that record. Another one may then be in its slot. */
void bs_map_take(struct bs_map *map, void *record);

/* Removes the older half; `when` says when a record came. `release`, unless NULL, is called for
 * each removed record. Does nothing if memory is too short to find the half. */
void bs_map_forget(struct bs_map *map, uint64_t (*when)(const void *record),
                   void (*release)(void *record));

void bs_map_each(const struct bs_map *map, void (*visit)(void *record));

void bs_map_free(struct bs_map *map);

#endif
