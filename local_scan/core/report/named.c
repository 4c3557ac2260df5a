/* named: the recipients and the mail that a report names. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "named.h"

#include "address.h"
#include "decode.h"
#include "sink.h"

/* Keeping */

/* Absent if it does not fit. */
static struct bs_span
copy(struct bs_named *named, struct bs_span text)
{
    struct sink out = {named->text + named->used, sizeof named->text - named->used, 0};

    if (text.n > out.size) {
        named->more = true;
        return bs_span_of(NULL, 0);
    }
    sink_copy(&out, text);
    named->used += out.n;
    return sink_span(&out);
}

static void
add_recipient(struct bs_named *named, struct bs_span address)
{
    size_t at = bs_span_find(address, '@');

    if (at == 0 || at + 1 >= address.n ||
        bs_span_is_among(address, named->recipient, named->recipients))
        return;
    if (named->recipients == BS_MAX_NAMED) {
        named->more = true;
        return;
    }
    struct bs_span kept = copy(named, address);
    if (kept.n > 0)
        named->recipient[named->recipients++] = kept; /* bounds: recipients < max */
}

static void
add_id(struct bs_named *named, struct bs_span id)
{
    if (bs_span_is_among(id, named->id, named->ids))
        return;
    if (named->ids == BS_MAX_NAMED_IDS)
        named->more = true;
    else
        named->id[named->ids++] = id; /* bounds: ids < max */
}

static void
add_recipients(struct bs_named *named, struct bs_span list)
{
    struct bs_span word;

    while ((word = bs_address_next(&list)).n > 0)
        add_recipient(named, word);
}

/* Fields */

/* "<1@a.example> <2@a.example>"; what is outside of <> is old (RFC 5322 §4.5.4). */
static struct bs_span
next_id(struct bs_span *rest)
{
    *rest = bs_span_drop(*rest, bs_span_find(*rest, '<'));
    struct bs_span id = bs_span_take(*rest, bs_span_find(*rest, '>') + 1);
    *rest = bs_span_drop(*rest, id.n);
    return id;
}

/* The last ones. */
static void
add_ids(struct bs_named *named, struct bs_span value, unsigned last)
{
    struct bs_span id, rest = value;
    unsigned count = 0;

    while (next_id(&rest).n > 0)
        count++;
    for (rest = value; (id = next_id(&rest)).n > 0; count--)
        if (count <= last)
            add_id(named, id);
}

static void
read_status_field(struct bs_named *named, const struct bs_field *field)
{
    struct bs_address octets;

    if (bs_span_is(field->name, "Final-Recipient") ||
        bs_span_is(field->name, "Original-Recipient")) {
        add_recipient(named, bs_address_from(bs_address_typed(field->value), &octets));
    } else if (bs_span_is(field->name, "Reporting-MTA") && named->mta.n == 0) {
        named->mta = copy(named, bs_address_typed(field->value));
    } else if (bs_span_is(field->name, "Original-Message-ID") ||
               bs_span_is(field->name, "X-Original-Message-ID")) {
        add_ids(named, copy(named, field->value), 1);
    }
}

/* Past what is not a field: marks of quoting in front of one, else the whole line. */
static struct bs_span
skip_junk(struct bs_span text, bool bare_cr)
{
    struct bs_span rest = text;

    while (bs_is_blank(bs_span_at(rest, 0)) || bs_span_at(rest, 0) == '>')
        rest = bs_span_drop(rest, 1);
    if (rest.n == text.n)
        bs_span_line(&rest, bare_cr);
    return rest;
}

/* All groups of fields. */
static void
read_status(struct bs_named *named, struct bs_span text)
{
    bool bare_cr = bs_span_bare_cr(text);

    while (text.n > 0) {
        struct bs_fields it = {.block = text, .bare_cr = bare_cr};
        struct bs_field field;

        while (bs_fields_next(&it, &field) == 1)
            read_status_field(named, &field);
        text = bs_span_drop(text, it.offset);
        if (it.junk)
            text = skip_junk(text, bare_cr);
    }
}

static void
read_parts(struct bs_named *named, struct bs_scratch *scratch)
{
    for (unsigned i = 0; i < scratch->parts.count; i++) {
        const struct bs_part *part = &scratch->parts.part[i];
        if (bs_part_is(part, "message", "delivery-status") ||
            bs_part_is(part, "message", "global-delivery-status") ||
            bs_part_is(part, "message", "disposition-notification") ||
            bs_part_is(part, "message", "global-disposition-notification"))
            read_status(named, bs_decode_part(part, scratch->text, sizeof scratch->text));
    }
}

static void
add_to(struct bs_named *named, struct bs_span value)
{
    if (named->tos < BS_MAX_RECIPIENTS)
        named->to[named->tos++] = value; /* bounds: tos < max */
}

static void
read_header(struct bs_named *named, const struct bs_message *message)
{
    struct bs_field field;
    struct bs_fields it = bs_message_fields(message);

    while (bs_fields_next(&it, &field) == 1) {
        if (field.id == BS_NAME_X_FAILED_RECIPIENTS) {
            add_recipients(named, field.value);
        } else if (field.id == BS_NAME_IN_REPLY_TO) {
            add_ids(named, field.value, BS_MAX_NAMED_IDS);
        } else if (field.id == BS_NAME_REFERENCES) {
            add_ids(named, field.value, 2);
        } else if (field.id == BS_NAME_FROM && named->from.n == 0) {
            named->from = field.value;
        } else if (field.id == BS_NAME_TO || field.id == BS_NAME_DELIVERED_TO ||
                   bs_span_is(field.name, "X-Original-To") ||
                   bs_span_is(field.name, "Envelope-To")) {
            add_to(named, field.value);
        }
    }
}

/* The author of an answer was the recipient of our mail; the author of a bounce is a mail
 * system. */
static void
read_author(struct bs_named *named, enum bs_kind kind)
{
    struct bs_address octets;

    if (kind == BS_KIND_AUTOREPLY || kind == BS_KIND_MDN || kind == BS_KIND_CHALLENGE)
        add_recipient(named, bs_address_from(named->from, &octets));
}

/* Text */

/* The recipients come first; after them, the text may hold the returned mail with as many
 * addresses as its author likes. */
static void
read_text(struct bs_named *named, struct bs_span text)
{
    bool more = named->more;

    add_recipients(named, bs_span_take(text, bs_span_search(text, "\nReceived:")));
    named->more = more;
}

/* Clears all but the text, which is most of the struct, and of which nothing is in use. */
void
bs_named_clear(struct bs_named *named)
{
    named->recipients = named->ids = named->tos = 0;
    named->loose = named->mta = named->from = bs_span_of(NULL, 0);
    named->more = false;
    named->used = 0;
}

void
bs_named_read(struct bs_named *named_r, const struct bs_report *report,
              const struct bs_message *message, struct bs_scratch *scratch)
{
    bs_named_clear(named_r);
    read_parts(named_r, scratch);
    read_header(named_r, message);
    read_author(named_r, report->kind);
    read_text(named_r, bs_report_prose(scratch));
}

void
bs_named_search(struct bs_named *named, struct bs_span body)
{
    body = bs_span_drop(body, bs_span_search(body, "\nMessage-ID:"));
    body = bs_span_drop(body, bs_span_find(body, ':') + 1);
    body = bs_span_take(body, bs_span_find_any(body, ">\r\n") + 1);
    if (bs_span_ends(body, ">"))
        named->loose = body;
}
