/* inflight: messages of which the log has told the arrival and not yet the end. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "inflight.h"

#include "hash.h"

#include <stdlib.h>

#define KEPT 150000u

static int
by_number(const void *a, const void *b)
{
    uint32_t one = *(const uint32_t *)a, other = *(const uint32_t *)b;

    return (one > other) - (one < other);
}

/* The order of the message that half of them arrived before. */
static bool
find_middle(const struct bs_map *map, uint32_t *middle_r)
{
    uint32_t *order = malloc(map->used * sizeof *order);
    const struct bs_transit *message;
    uint32_t n = 0;

    if (order == NULL)
        return false;
    for (uint32_t i = 0; i < map->slots; i++)
        if ((message = bs_map_at(map, i)) != NULL)
            order[n++] = message->order;
    qsort(order, n, sizeof *order, by_number);
    *middle_r = order[n / 2];
    free(order);
    return true;
}

static void
take(struct bs_inflight *all, struct bs_transit *message)
{
    free(message->text);
    bs_map_take(&all->map, message);
}

/* The older half goes. */
static void
forget(struct bs_inflight *all)
{
    uint32_t middle, used = all->map.used;

    if (!find_middle(&all->map, &middle))
        return;
    for (uint32_t i = 0; i < all->map.slots;) {
        struct bs_transit *message = bs_map_at(&all->map, i);

        if (message && message->order < middle)
            take(all, message);
        else
            i++;
    }
    all->forgotten += used - all->map.used;
}

struct bs_transit *
bs_inflight_add(struct bs_inflight *all, struct bs_span id)
{
    if (all->map.used == KEPT)
        forget(all);
    struct bs_transit *message =
        bs_map_add(&all->map, bs_hash_exact(id), sizeof *message, KEPT);
    if (message == NULL)
        return NULL;
    free(message->text);
    *message = (struct bs_transit){.hash = message->hash, .order = all->arrived++};
    return message;
}

struct bs_transit *
bs_inflight_find(struct bs_inflight *all, struct bs_span id)
{
    return bs_map_find(&all->map, bs_hash_exact(id));
}

void
bs_inflight_end(struct bs_inflight *all, struct bs_span id)
{
    struct bs_transit *message = bs_inflight_find(all, id);

    if (message)
        take(all, message);
}

void
bs_inflight_free(struct bs_inflight *all)
{
    struct bs_transit *message;

    for (uint32_t i = 0; i < all->map.slots; i++)
        if ((message = bs_map_at(&all->map, i)) != NULL)
            free(message->text);
    bs_map_free(&all->map);
    *all = (struct bs_inflight){0};
}
