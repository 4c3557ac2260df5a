/* inflight: messages whose arrival, but not yet whose end, has been read from the log. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "inflight.h"

#include "hash.h"

#include <stdlib.h>

#define KEPT 150000u

static uint64_t
order_of(const void *record)
{
    return ((const struct bs_transit *)record)->order;
}

static void
release(void *record)
{
    free(((struct bs_transit *)record)->text);
}

struct bs_transit *
bs_inflight_add(struct bs_inflight *all, struct bs_span id)
{
    if (all->map.used == KEPT) {
        bs_map_forget(&all->map, order_of, release);
        all->forgotten += KEPT - all->map.used;
    }
    struct bs_transit *message = bs_map_add(&all->map, bs_hash_exact(id), sizeof *message, KEPT);
    if (message == NULL)
        return NULL;
    release(message);
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

    if (message == NULL)
        return;
    release(message);
    bs_map_take(&all->map, message);
}

void
bs_inflight_free(struct bs_inflight *all)
{
    bs_map_each(&all->map, release);
    bs_map_free(&all->map);
    *all = (struct bs_inflight){0};
}
