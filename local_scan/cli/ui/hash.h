/* hash: 64 bits for a text, for tables and for counting.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * bs_hash ignores the case of ASCII letters, because host names and most mail addresses are written
 * either way. Anything else needs bs_hash_exact: two message ids of Exim can differ by the case of
 * a letter alone. All bits are usable: FNV-1a, and then the last step of MurmurHash3.
 *
 * Does not: withstand an attacker who searches for collisions. So every table with strangers' texts
 * has a limit. */
#ifndef BS_HASH_H
#define BS_HASH_H

#include "span.h"

#include <stdint.h>

static inline uint64_t
bs_hash_mix(uint64_t h)
{
    h = (h ^ (h >> 33)) * UINT64_C(0xff51afd7ed558ccd);
    h = (h ^ (h >> 33)) * UINT64_C(0xc4ceb9fe1a85ec53);
    return h ^ (h >> 33);
}

static inline uint64_t
bs_hash_exact(struct bs_span text)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325);

    for (size_t i = 0; i < text.n; i++)
        h = (h ^ text.p[i]) * UINT64_C(0x100000001b3); /* bounds: i < n */
    return bs_hash_mix(h);
}

static inline uint64_t
bs_hash(struct bs_span text)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325);

    for (size_t i = 0; i < text.n; i++)
        h = (h ^ bs_lower(text.p[i])) * UINT64_C(0x100000001b3); /* bounds: i < n */
    return bs_hash_mix(h);
}

#endif
