/* top: finds the most frequent names, in little memory. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "top.h"

#include "hash.h"

#include <stdlib.h>

struct slot {
    uint64_t hash;
    unsigned long count;
    unsigned long error; /* how much of it may be others' */
    char *name;
};

struct bs_top {
    unsigned slots, used;
    struct slot slot[];
};

struct bs_top *
bs_top_new(unsigned slots)
{
    struct bs_top *top = calloc(1, sizeof *top + slots * sizeof *top->slot);

    if (top)
        top->slots = slots;
    return top;
}

static struct slot *
find(struct bs_top *top, uint64_t hash)
{
    for (unsigned i = 0; i < top->used; i++)
        if (top->slot[i].hash == hash)
            return &top->slot[i];
    return NULL;
}

static struct slot *
find_rarest(struct bs_top *top)
{
    struct slot *rarest = top->slot;

    for (unsigned i = 1; i < top->used; i++)
        if (top->slot[i].count < rarest->count)
            rarest = &top->slot[i];
    return rarest;
}

static void
replace(struct bs_top *top, struct bs_span name, uint64_t hash)
{
    char *copy = strndup(name.p ? (const char *)name.p : "", name.n);

    if (copy == NULL)
        return;
    struct slot *slot = top->used < top->slots ? &top->slot[top->used++] : find_rarest(top);
    slot->error = slot->count;
    slot->hash = hash;
    free(slot->name);
    slot->name = copy;
}

void
bs_top_more(struct bs_top *top, uint64_t hash, unsigned long count)
{
    struct slot *slot = top ? find(top, hash) : NULL;

    if (slot)
        slot->count += count;
}

void
bs_top_add(struct bs_top *top, struct bs_span name, unsigned long count)
{
    if (top == NULL)
        return;
    name = bs_span_take(name, BS_TOP_NAME);
    uint64_t hash = bs_hash(name);
    if (find(top, hash) == NULL)
        replace(top, name, hash);
    bs_top_more(top, hash, count);
}

/* Sorts by the count that is certain; equals by name, so that two runs agree. */
static int
by_count(const void *a, const void *b)
{
    const struct bs_top_row *one = a, *other = b;

    if (one->count != other->count)
        return one->count < other->count ? 1 : -1;
    return strcmp(one->name, other->name);
}

unsigned
bs_top_list(const struct bs_top *top, struct bs_top_row *rows, unsigned max)
{
    unsigned n = top ? top->used : 0;
    struct bs_top_row *all = n > 0 ? calloc(n, sizeof *all) : NULL;

    if (all == NULL)
        return 0;
    for (unsigned i = 0; i < n; i++)
        all[i] = (struct bs_top_row){.name = top->slot[i].name,
                                     .count = top->slot[i].count - top->slot[i].error,
                                     .exact = top->slot[i].error == 0};
    qsort(all, n, sizeof *all, by_count);
    n = n < max ? n : max;
    memcpy(rows, all, n * sizeof *rows);
    free(all);
    return n;
}

void
bs_top_free(struct bs_top *top)
{
    for (unsigned i = 0; top && i < top->used; i++)
        free(top->slot[i].name);
    free(top);
}
