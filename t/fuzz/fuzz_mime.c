/* Fuzz target: the parts of a message, decoded. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "decode.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bs_span in = bs_span_of(data, size);
    unsigned char buffer[300];
    struct bs_message message;
    struct bs_mime it;
    struct bs_part part;

    bs_message_split(&message, in);
    bs_mime_start(&it, &message);
    for (unsigned parts = 0; bs_mime_next(&it, &part) == 1;) {
        must(++parts <= BS_MAX_PARTS + 1);
        must_lie_in(part.header, in);
        must_lie_in(part.body, in);
        must_lie_in(bs_mime_param(part.params, "boundary"), in);
        bs_decode_part(&part, buffer, sizeof buffer);
    }
    return 0;
}
