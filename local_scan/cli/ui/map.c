/* map: records of one kind, found by a hash. */
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

/* Free slots have 0, which therefore no hash may be. */
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

static int
grow(struct bs_map *map, size_t size)
{
    struct bs_map new = {
        .size = size, .slots = map->slots ? map->slots * 2 : FIRST_SLOTS, .used = map->used};

    new.slot = calloc(new.slots, size);
    if (new.slot == NULL)
        return 0;
    for (uint32_t i = 0; i < map->slots; i++)
        if (hash_of(slot_of(map, i)) != 0)
            memcpy(seek(&new, hash_of(slot_of(map, i))), slot_of(map, i), size);
    free(map->slot);
    *map = new;
    return 1;
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

void *
bs_map_at(const struct bs_map *map, uint32_t i)
{
    return hash_of(slot_of(map, i)) != 0 ? slot_of(map, i) : NULL;
}

/* Those behind it move up, as long as they are nearer to where they belong:
 * otherwise a search would end at the gap. */
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

void
bs_map_free(struct bs_map *map)
{
    free(map->slot);
    *map = (struct bs_map){0};
}
