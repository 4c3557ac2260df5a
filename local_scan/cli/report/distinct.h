/* distinct: how many different things there were, in little memory.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One block that grows up to 2^bits octets. Up to three quarters of what fits
 * (2^bits / 8 hashes), the number is exact; from there the same octets are the
 * registers of a HyperLogLog, and the number is an estimate: within 3.3 % for
 * 10 bits, 0.6 % for 15, two times out of three.
 *
 * Where memory is missing, the number is the least that it can be. */
#ifndef BS_DISTINCT_H
#define BS_DISTINCT_H

#include <stdbool.h>
#include <stdint.h>

#define BS_DISTINCT_SMALL 10 /* one check on one day: exact up to 96 */
#define BS_DISTINCT_LARGE 15 /* a whole period: exact up to 3,072 */

struct bs_distinct {
    void *block;
    unsigned size;  /* slots in use as a table; 0: none */
    unsigned count; /* while exact */
    unsigned char bits;
    bool estimated;
};

/* `hash` is bs_hash of the thing. `bits` is the same in every call for a set. */
void bs_distinct_add(struct bs_distinct *set, unsigned bits, uint64_t hash);
unsigned long bs_distinct_count(const struct bs_distinct *set);
void bs_distinct_free(struct bs_distinct *set);

#endif
