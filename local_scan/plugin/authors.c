/* authors: the addresses in From, for the ACLs. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "authors.h"

#include "exim.h"

#include "author.h"
#include "field.h"
#include "idn.h"
#include "text.h"

#include <string.h>

/* RFC 5322 §3.2.3: what needs quotes. */
static bool
is_special(int c)
{
    return c <= ' ' || c == 127 || strchr("()<>[]:;@\\,\"", c) != NULL;
}

static void
put_plain(struct bs_text *t, struct bs_span text)
{
    for (; text.n > 0; text = bs_span_drop(text, 1))
        bs_text_put_span(t, is_special(bs_span_at(text, 0)) ? bs_span_text("?")
                                                            : bs_span_take(text, 1));
}

/* Exim does not read a domain with letters beyond ASCII, except in SMTPUTF8. */
static void
put(struct bs_text *t, struct bs_span address)
{
    struct bs_span domain = bs_address_domain(address);
    struct bs_idn buffer;
    struct bs_span ascii = bs_idn_ascii(domain, &buffer);

    bs_text_put(t, t->n > 0 ? "\n" : "");
    put_plain(t, bs_span_take(address, address.n - domain.n - 1));
    bs_text_put(t, "@");
    put_plain(t, ascii.n > 0 ? ascii : domain);
}

/* Up to `size` octets of the text, without half an address. */
static void
put_field(struct bs_text *t, size_t size, struct bs_span value)
{
    static struct bs_address buffer;
    struct bs_author_addresses it = {.value = value};
    struct bs_span address;

    t->size = size;
    t->cut = false;
    while (!t->cut && (address = bs_author_address(&it, &buffer)).n > 0) {
        size_t n = t->n;
        put(t, address);
        t->n = t->cut ? n : t->n;
    }
    t->buffer[t->n] = '\0';
}

/* Absent after the last one. */
static struct bs_span
next_from(const void **place)
{
    struct bs_span line;
    struct bs_field field;

    while (bs_exim_header_next(place, &line)) {
        struct bs_fields fields = bs_fields_of(line);
        if (bs_fields_next(&fields, &field) == 1 && field.id == BS_NAME_FROM)
            return field.value;
    }
    return bs_span_of(NULL, 0);
}

/* Of several fields, mail programs show the first or the last: neither can keep the other out. */
const char *
bs_authors_find(void)
{
    static char text[BS_AUTHORS_TEXT];
    const void *place = NULL;
    struct bs_text t = bs_text_in(text, sizeof text);
    struct bs_span first = next_from(&place), last = first, value = first;

    for (; value.p; value = next_from(&place))
        last = value;
    put_field(&t, last.p != first.p ? sizeof text / 2 : sizeof text, first);
    if (last.p != first.p)
        put_field(&t, sizeof text, last);
    for (place = NULL; (value = next_from(&place)).p;)
        if (value.p != first.p && value.p != last.p)
            put_field(&t, sizeof text, value);
    return text;
}

const char *
bs_authors_ascii(struct bs_span domain)
{
    static char text[BS_MAX_HOSTNAME + 1];
    struct bs_text t = bs_text_in(text, sizeof text);
    struct bs_idn buffer;
    struct bs_span ascii = bs_idn_ascii(domain, &buffer);

    if (ascii.p != domain.p)
        bs_text_put_span(&t, ascii);
    return text;
}
