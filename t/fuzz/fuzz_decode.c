/* Fuzz target: every decoder, into a buffer that the first octet measures. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "decode.h"
#include "fuzz.h"

typedef struct bs_span (*decoder)(struct bs_span, unsigned char *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const decoder decoders[] = {bs_decode_base64, bs_decode_qp, bs_decode_html,
                                       bs_decode_quoted, bs_decode_words};
    size_t room = size > 0 ? 1 + data[0] * 16u : 1;
    struct bs_span in = bs_span_drop(bs_span_of(data, size), 1);

    for (size_t i = 0; i < sizeof decoders / sizeof *decoders; i++) {
        unsigned char *buffer = malloc(room); /* a sanitizer knows its end */

        must(buffer != NULL);
        must_lie_in(decoders[i](in, buffer, room), bs_span_of(buffer, room));
        free(buffer);
    }
    return 0;
}
