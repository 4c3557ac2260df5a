/* inflight: messages of which the log has told the arrival and not yet the end. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "inflight.h"

#include "hash.h"

#include <stdlib.h>

#define FIRST_SLOTS 1024u
#define LAST_SLOTS  (256u * 1024) /* powers of 2 */

static uint64_t
key_of(struct bs_span id)
{
    uint64_t hash = bs_hash_exact(id);

    return hash + (hash == 0);
}

/* The slot of that message, or the free one where it belongs. */
static struct bs_transit *
seek(struct bs_transit *slot, uint32_t slots, uint64_t hash)
{
    uint32_t i = (uint32_t)hash & (slots - 1);

    while (slot[i].hash != 0 && slot[i].hash != hash)
        i = (i + 1) & (slots - 1);
    return &slot[i];
}

/* Into a table of that size, without those that arrived before `least`. */
static bool
rebuild(struct bs_inflight *all, uint32_t slots, uint32_t least)
{
    struct bs_transit *slot = calloc(slots, sizeof *slot);

    if (slot == NULL)
        return false;
    uint32_t used = 0;
    for (uint32_t i = 0; i < all->slots; i++) {
        if (all->slot[i].hash == 0 || all->slot[i].order < least)
            continue;
        *seek(slot, slots, all->slot[i].hash) = all->slot[i];
        used++;
    }
    free(all->slot);
    all->slot = slot;
    all->slots = slots;
    all->forgotten += all->used - used;
    all->used = used;
    return true;
}

static int
by_number(const void *a, const void *b)
{
    uint32_t one = *(const uint32_t *)a, other = *(const uint32_t *)b;

    return (one > other) - (one < other);
}

/* The older half goes. */
static bool
forget(struct bs_inflight *all)
{
    uint32_t *order = malloc(all->used * sizeof *order);
    uint32_t n = 0;

    if (order == NULL)
        return false;
    for (uint32_t i = 0; i < all->slots; i++)
        if (all->slot[i].hash != 0)
            order[n++] = all->slot[i].order;
    qsort(order, n, sizeof *order, by_number);
    uint32_t middle = order[n / 2];
    free(order);
    return rebuild(all, all->slots, middle);
}

static bool
make_room(struct bs_inflight *all)
{
    if (all->used < all->slots / 5 * 3)
        return true;
    if (all->slots < LAST_SLOTS)
        return rebuild(all, all->slots ? all->slots * 2 : FIRST_SLOTS, 0);
    return forget(all);
}

struct bs_transit *
bs_inflight_add(struct bs_inflight *all, struct bs_span id)
{
    uint64_t hash = key_of(id);

    if (!make_room(all))
        return NULL;
    struct bs_transit *message = seek(all->slot, all->slots, hash);
    all->used += message->hash == 0;
    *message = (struct bs_transit){.hash = hash, .order = all->arrived++};
    return message;
}

struct bs_transit *
bs_inflight_find(struct bs_inflight *all, struct bs_span id)
{
    struct bs_transit *message = all->slots > 0 ? seek(all->slot, all->slots, key_of(id)) : NULL;

    return message && message->hash != 0 ? message : NULL;
}

/* Those behind it move up, as long as they are nearer to where they belong:
 * otherwise a search would end at the gap. */
static void
take_out(struct bs_inflight *all, uint32_t gap)
{
    uint32_t mask = all->slots - 1;

    for (uint32_t i = (gap + 1) & mask; all->slot[i].hash != 0; i = (i + 1) & mask) {
        uint32_t home = (uint32_t)all->slot[i].hash & mask;

        if (((i - home) & mask) < ((i - gap) & mask))
            continue;
        all->slot[gap] = all->slot[i];
        gap = i;
    }
    all->slot[gap].hash = 0;
    all->used--;
}

void
bs_inflight_end(struct bs_inflight *all, struct bs_span id)
{
    struct bs_transit *message = bs_inflight_find(all, id);

    if (message)
        take_out(all, (uint32_t)(message - all->slot));
}

void
bs_inflight_free(struct bs_inflight *all)
{
    free(all->slot);
    *all = (struct bs_inflight){0};
}
