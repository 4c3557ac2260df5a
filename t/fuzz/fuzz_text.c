/* Fuzz target: output never leaves its line, header or string. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bs_span in = bs_span_drop(bs_span_of(data, size), 2);
    size_t room = size > 1 ? 1 + data[0] * 8u : 1;
    char *buffer = malloc(room);

    must(buffer != NULL);
    struct bs_text t = bs_text_in(buffer, room);
    bs_text_word(&t, in, size > 1 ? data[1] : 0);
    bs_text_name(&t, in, size > 1 ? data[1] : 0);
    bs_text_json(&t, in);
    must(t.n < room && buffer[t.n] == '\0');
    for (size_t i = 0; i < t.n; i++)
        must((unsigned char)buffer[i] >= ' ');
    free(buffer);
    return 0;
}
