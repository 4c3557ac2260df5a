/* Fuzz target: the mailboxes and addresses in a From field. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "author.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bs_author_addresses it = {.value = bs_span_of(data, size)};
    struct bs_author author;
    struct bs_address buffer;
    size_t at = 0, authors = 0, addresses = 0;

    while (bs_author_next(it.value, &at, &author)) {
        must(++authors <= size);
        must_lie_in(author.name, it.value);
        must_lie_in(author.address, it.value);
        must(author.offset < size);
    }
    for (struct bs_span address; (address = bs_author_address(&it, &buffer)).n > 0;) {
        must(++addresses <= size);
        must(bs_span_has(address, "@"));
    }
    return 0;
}
