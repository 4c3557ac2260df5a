/* authors: the addresses in From, for the ACLs. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "authors.h"

#include "exim.h"

#include "author.h"
#include "field.h"
#include "text.h"

#include <string.h>

/* RFC 5322 §3.2.3: what needs quotes. */
static bool
is_special(int c)
{
    return c <= ' ' || c == 127 || strchr("()<>[]:;@\\,\"", c) != NULL;
}

static void
put(struct bs_text *t, struct bs_span address)
{
    size_t at = address.n - bs_address_domain(address).n - 1;

    bs_text_put(t, t->n > 0 ? "\n" : "");
    for (size_t i = 0; i < address.n; i++) {
        struct bs_span octet = bs_span_take(bs_span_drop(address, i), 1);
        bool hide = i != at && is_special(bs_span_at(address, i));
        bs_text_put_span(t, hide ? bs_span_text("?") : octet);
    }
}

const char *
bs_authors_find(void)
{
    static char text[BS_AUTHORS_TEXT];
    static struct bs_address buffer;
    const void *place = NULL;
    struct bs_span line, address;
    struct bs_field field;
    struct bs_text t = bs_text_in(text, sizeof text);

    while (bs_exim_header_next(&place, &line)) {
        struct bs_fields fields = bs_fields_of(line);
        if (bs_fields_next(&fields, &field) != 1 || field.id != BS_NAME_FROM)
            continue;
        struct bs_author_addresses it = {.value = field.value};
        while (!t.cut && (address = bs_author_address(&it, &buffer)).n > 0)
            put(&t, address);
    }
    return text;
}
