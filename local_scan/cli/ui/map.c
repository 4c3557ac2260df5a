/* map: records of one type, found by a hash. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "map.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_SLOTS 8 /* a power of 2, as all sizes are; most maps stay that small */

static void *
slot_of(const struct bs_map *map, uint32_t i)
{
    return map->slot + i * map->size; /* bounds: i < slots */
}

static uint64_t
hash_of(const void *record)
{
    return *(const uint64_t *)record;
}

/* Free slots have 0, so a hash must not be 0. */
static uint64_t
key_of(uint64_t hash)
{
    return hash + (hash == 0);
}

static uint32_t
home_of(const struct bs_map *map, uint64_t key)
{
    return (uint32_t)key & (map->slots - 1);
}

/* The slot that has this key, or the free one where it belongs. */
static void *
seek(const struct bs_map *map, uint64_t key)
{
    uint32_t i = home_of(map, key);

    while (hash_of(slot_of(map, i)) != 0 && hash_of(slot_of(map, i)) != key)
        i = (i + 1) & (map->slots - 1);
    return slot_of(map, i);
}

static bool
grow(struct bs_map *map, size_t size)
{
    struct bs_map new = {
        .size = size, .slots = map->slots ? map->slots * 2 : FIRST_SLOTS, .used = map->used};

    new.slot = calloc(new.slots, size);
    if (new.slot == NULL)
        return false;
    for (uint32_t i = 0; i < map->slots; i++)
        if (hash_of(slot_of(map, i)) != 0)
            memcpy(seek(&new, hash_of(slot_of(map, i))), slot_of(map, i), size);
    free(map->slot);
    *map = new;
    return true;
}

void *
bs_map_find(const struct bs_map *map, uint64_t hash)
{
    void *record = map->slots > 0 ? seek(map, key_of(hash)) : NULL;

    return record && hash_of(record) != 0 ? record : NULL;
}

void *
bs_map_add(struct bs_map *map, uint64_t hash, size_t size, uint32_t limit)
{
    void *record = bs_map_find(map, hash);

    if (record)
        return record;
    if (map->used == limit || (map->used >= map->slots / 4 * 3 && !grow(map, size)))
        return NULL;
    record = seek(map, key_of(hash));
    *(uint64_t *)record = key_of(hash);
    map->used++;
    return record;
}

/* Records after it move up, if that brings them nearer to where they belong: otherwise, a search
 * would end at the gap. */
void
bs_map_take(struct bs_map *map, void *record)
{
    uint32_t mask = map->slots - 1;
    uint32_t gap = (uint32_t)((size_t)((unsigned char *)record - map->slot) / map->size);

    for (uint32_t i = (gap + 1) & mask; hash_of(slot_of(map, i)) != 0; i = (i + 1) & mask) {
        uint32_t home = home_of(map, hash_of(slot_of(map, i)));

        if (((i - home) & mask) < ((i - gap) & mask))
            continue;
        memcpy(slot_of(map, gap), slot_of(map, i), map->size);
        gap = i;
    }
    memset(slot_of(map, gap), 0, map->size);
    map->used--;
}

static int
by_number(const void *a, const void *b)
{
    uint64_t one = *(const uint64_t *)a, other = *(const uint64_t *)b;

    return (one > other) - (one < other);
}

static bool
find_middle(const struct bs_map *map, uint64_t (*when)(const void *record), uint64_t *middle_r)
{
    uint64_t *all = malloc(map->used * sizeof *all);
    uint32_t n = 0;

    if (all == NULL)
        return false;
    for (uint32_t i = 0; i < map->slots; i++)
        if (hash_of(slot_of(map, i)) != 0)
            all[n++] = when(slot_of(map, i));
    qsort(all, n, sizeof *all, by_number);
    *middle_r = n > 0 ? all[n / 2] : 0;
    free(all);
    return n > 0;
}

void
bs_map_forget(struct bs_map *map, uint64_t (*when)(const void *record),
              void (*release)(void *record))
{
    uint64_t middle;

    if (!find_middle(map, when, &middle))
        return;
    for (uint32_t i = 0; i < map->slots;) {
        void *record = slot_of(map, i);

        if (hash_of(record) == 0 || when(record) > middle) {
            i++;
            continue;
        }
        if (release)
            release(record);
        bs_map_take(map, record); /* and another one may be there now */
    }
}

void
bs_map_each(const struct bs_map *map, void (*visit)(void *record))
{
    for (uint32_t i = 0; i < map->slots; i++)
        if (hash_of(slot_of(map, i)) != 0)
            visit(slot_of(map, i));
}

void
bs_map_free(struct bs_map *map)
{
    free(map->slot);
    *map = (struct bs_map){0};
}
