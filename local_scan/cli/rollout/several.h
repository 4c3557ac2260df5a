/* several: counts different things, up to three.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Takes 32 octets; for evidence that has to come from several hosts or senders. A zeroed struct is
 * empty. Hashes are compared, so two things with the same hash count as one, which can only make
 * evidence weaker. */
#ifndef BS_SEVERAL_H
#define BS_SEVERAL_H

#include "hash.h"

#define BS_SEVERAL 3

struct bs_several {
    uint64_t seen[BS_SEVERAL];
    unsigned count; /* BS_SEVERAL: these, or more */
};

static inline void
bs_several_add(struct bs_several *several, struct bs_span text)
{
    uint64_t hash = bs_hash(text);

    for (unsigned i = 0; i < several->count; i++)
        if (several->seen[i] == hash)
            return;
    if (several->count < BS_SEVERAL)
        several->seen[several->count++] = hash; /* bounds: count < max */
}

#endif
