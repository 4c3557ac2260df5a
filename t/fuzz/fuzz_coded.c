/* Fuzz target: words of digits that may hold an address. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "coded.h"
#include "fuzz.h"

/* Reads all of it, and is content with a sign that half of all windows have. */
static bool
shows(const void *arg, struct bs_span text, bool inside)
{
    (void)arg, (void)inside;
    return bs_span_has(text, "@") || bs_span_has(text, "joe");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct bs_coded_look look = {shows, NULL};
    struct bs_span text = bs_span_of(data, size);
    struct bs_cut cut;
    size_t next = 0;

    for (size_t i = 0; i < size; i++) {
        if (!bs_coded_starts(text, i, next))
            continue;
        must(!bs_coded_cut(&look, text, i, &cut) ||
             (cut.from >= i && cut.to > cut.from && cut.to <= size));
        next = bs_coded_next(text, i);
        must(next > i && next <= size);
    }
    return 0;
}
