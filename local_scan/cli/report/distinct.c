/* distinct: how many different things there were, in little memory. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "distinct.h"

#include <stdlib.h>

#define FIRST_SIZE 8 /* slots; most sets of a day stay below */
#define RANKS      65

/* --- a table of hashes ----------------------------------------------------- */

/* Free slots are 0, which therefore no hash may be. */
static bool
put(uint64_t *slots, unsigned size, uint64_t hash)
{
    unsigned i = (unsigned)hash & (size - 1);

    while (slots[i] != 0 && slots[i] != hash)
        i = (i + 1) & (size - 1);
    bool is_new = slots[i] == 0;
    slots[i] = hash;
    return is_new;
}

static bool
grow(struct bs_distinct *set)
{
    unsigned size = set->size ? set->size * 2 : FIRST_SIZE;
    uint64_t *slots = calloc(size, sizeof *slots), *old = set->block;

    if (slots == NULL)
        return false;
    for (unsigned i = 0; i < set->size; i++)
        if (old[i] != 0)
            put(slots, size, old[i]);
    free(old);
    set->block = slots;
    set->size = size;
    return true;
}

/* --- HyperLogLog (Flajolet and others, 2007), with hashes of 64 bits --------- */

static void
note(unsigned char *registers, unsigned bits, uint64_t hash)
{
    uint64_t index = hash >> (64 - bits);
    uint64_t rest = hash << bits | UINT64_C(1) << (bits - 1);
    unsigned char rank = (unsigned char)(__builtin_clzll(rest) + 1);

    if (registers[index] < rank)
        registers[index] = rank;
}

static void
start_estimate(struct bs_distinct *set)
{
    unsigned char *registers = calloc(1, (size_t)1 << set->bits);
    uint64_t *slots = set->block;

    if (registers == NULL)
        return;
    for (unsigned i = 0; i < set->size; i++)
        if (slots[i] != 0)
            note(registers, set->bits, slots[i]);
    free(slots);
    set->block = registers;
    set->size = 0;
    set->estimated = true;
}

/* x + x^2 + 2 x^4 + 4 x^8 + …, for the share of the registers that are still 0. */
static double
sigma(double x)
{
    double sum = x, before = -1;

    for (double factor = 1; sum != before; factor *= 2) {
        before = sum;
        x *= x;
        sum += x * factor;
    }
    return sum;
}

/* Ertl, New cardinality estimation algorithms for HyperLogLog sketches (2017),
 * algorithm 6: without a seam between small and large numbers. */
static unsigned long
estimate(const unsigned char *registers, unsigned bits)
{
    unsigned m = 1u << bits, of_rank[RANKS] = {0};
    double z = 0;

    for (unsigned i = 0; i < m; i++)
        of_rank[registers[i]]++;
    if (of_rank[0] == m)
        return 0;
    for (unsigned rank = RANKS - 1; rank > 0; rank--)
        z = (z + of_rank[rank]) / 2;
    z += m * sigma((double)of_rank[0] / m);
    return (unsigned long)(0.72134752044448 * m * m / z + 0.5); /* 1 / (2 ln 2) */
}

/* --- sets ------------------------------------------------------------------ */

/* Longer ways to a free slot would cost more than the memory that they save. */
static bool
is_full(const struct bs_distinct *set)
{
    return set->count > set->size / 4 * 3;
}

void
bs_distinct_add(struct bs_distinct *set, unsigned bits, uint64_t hash)
{
    set->bits = (unsigned char)bits;
    hash += hash == 0;
    if (set->estimated) {
        note(set->block, bits, hash);
        return;
    }
    if ((set->size == 0 && !grow(set)) || set->count == set->size)
        return;
    set->count += put(set->block, set->size, hash);
    if (is_full(set) && (set->size * sizeof(uint64_t) == (size_t)1 << bits || !grow(set)))
        start_estimate(set);
}

unsigned long
bs_distinct_count(const struct bs_distinct *set)
{
    return set->estimated ? estimate(set->block, set->bits) : set->count;
}

void
bs_distinct_free(struct bs_distinct *set)
{
    free(set->block);
    *set = (struct bs_distinct){0};
}
