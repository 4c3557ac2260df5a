/* Fuzz target: the returned header of a message, and its trail. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "returned.h"
#include "trail.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct bs_scratch scratch;
    static struct bs_trail trail;
    struct bs_returned returned;
    struct bs_message message;

    bs_message_split(&message, bs_span_of(data, size));
    bs_mime_parts(&scratch.parts, &message);
    bs_returned_find(&returned, &scratch);
    must((returned.where == BS_RETURNED_NOTHING) == (returned.header.n == 0));
    bs_trail_read(&trail, returned.header);
    must(trail.hops <= BS_MAX_HOPS && (trail.hops <= returned.received));
    for (unsigned i = 0; i < trail.hops; i++)
        must(trail.link[i] != BS_LINK_BROKEN && trail.why[i]);
    return 0;
}
