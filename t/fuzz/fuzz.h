/* fuzz: what all fuzz targets share.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A target defines LLVMFuzzerTestOneInput and aborts with must() if the core
 * broke a promise of its headers. clang's -fsanitize=fuzzer drives it, or
 * replay.c under any compiler. */
#ifndef BS_T_FUZZ_H
#define BS_T_FUZZ_H

#include <stdint.h>
#include <stdlib.h>

#include "span.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void
must(bool kept)
{
    if (!kept)
        abort();
}

/* Every view lies in the octets that it is a view of, or is empty. */
static inline void
must_lie_in(struct bs_span view, struct bs_span whole)
{
    must(view.n == 0 || ((uintptr_t)view.p >= (uintptr_t)whole.p && view.n <= whole.n &&
                         (uintptr_t)view.p - (uintptr_t)whole.p <= whole.n - view.n));
}

#endif
