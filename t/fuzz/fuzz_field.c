/* Fuzz target: header fields, their values, and the split of a message. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "field.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bs_span in = bs_span_of(data, size);
    unsigned char value[64];
    struct bs_message message;
    struct bs_field field, again;
    static struct bs_index index;
    struct bs_fields it = bs_fields_of(in);

    for (size_t end = 0; bs_fields_next(&it, &field) == 1; end = it.offset) {
        must(field.offset >= end && it.offset > end);
        must_lie_in(field.name, field.whole);
        must_lie_in(field.value, field.whole);
        must(bs_value_unfold(field.value, value, sizeof value).n <= sizeof value);
    }
    bs_message_split(&message, in);
    must_lie_in(message.header, in);
    must_lie_in(message.body, in);
    bs_message_split_indexed(&message, &index, in);
    it = bs_fields_of(message.header);
    struct bs_fields indexed = bs_message_fields(&message);
    while (bs_fields_next(&it, &field) == 1) {
        must(bs_fields_next(&indexed, &again) == 1 && field.value.p == again.value.p);
        must(field.value.n == again.value.n && field.whole.n == again.whole.n);
    }
    must(bs_fields_next(&indexed, &again) == 0 && indexed.limit == it.limit);
    return 0;
}
