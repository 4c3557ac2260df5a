/* field: header fields by framing alone. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "field.h"

#include "limits.h"

/* RFC 5322 §3.6.8: ftext is printable US-ASCII without the colon. */
static bool
is_name_octet(int c)
{
    return c > 32 && c < 127 && c != ':';
}

/* Blanks may stand before the colon (RFC 5322 §4.5.3). */
size_t
bs_field_name(struct bs_span line)
{
    size_t n = 0;

    while (is_name_octet(bs_span_at(line, n)))
        n++;
    size_t colon = n;
    while (bs_is_blank(bs_span_at(line, colon)))
        colon++;
    return bs_span_at(line, colon) == ':' ? n : 0;
}

void
bs_fields_start(struct bs_fields *it, struct bs_span block)
{
    *it = (struct bs_fields){ .block = block, .bare_cr = bs_span_bare_cr(block) };
}

/* Takes the continuation lines that follow; returns what is left. A line of
 * blanks alone is an obsolete fold (RFC 5322 §4.2), and Exim keeps it too. */
static struct bs_span
skip_folds(struct bs_span rest, bool bare_cr)
{
    bool more;

    while (bs_is_blank(bs_span_at(rest, 0)))
        bs_span_line(&rest, bare_cr, &more);
    return rest;
}

int
bs_fields_next(struct bs_fields *it, struct bs_field *field_r)
{
    struct bs_span at = bs_span_drop(it->block, it->offset);
    struct bs_span rest = at;
    bool more;
    struct bs_span line = bs_span_line(&rest, it->bare_cr, &more);

    if (!more)
        return 0;
    if (line.n == 0) {
        it->offset = it->block.n - rest.n;
        it->block.n = it->offset; /* the header is over for good */
        return 0;
    }
    size_t name = bs_field_name(line);
    if (name == 0) {
        it->junk = true;
        it->block.n = it->offset;
        return 0;
    }
    if (it->count == BS_MAX_FIELDS) {
        it->limit = true;
        return 0;
    }
    it->count++;
    rest = skip_folds(rest, it->bare_cr);
    field_r->offset = it->offset;
    field_r->whole = bs_span_take(at, at.n - rest.n);
    field_r->name = bs_span_take(line, name);
    field_r->value = bs_span_drop(field_r->whole, name + bs_span_find(bs_span_drop(line, name), ':') + 1);
    if (bs_span_at(field_r->value, field_r->value.n - 1) == (it->bare_cr ? '\r' : '\n'))
        field_r->value.n--;
    if (bs_span_at(field_r->value, field_r->value.n - 1) == '\r')
        field_r->value.n--;
    it->offset = it->block.n - rest.n;
    return 1;
}

struct bs_span
bs_field_get(struct bs_span block, const char *name)
{
    struct bs_fields it;
    struct bs_field field;

    bs_fields_start(&it, block);
    while (bs_fields_next(&it, &field) == 1)
        if (bs_span_is(field.name, name))
            return bs_span_trim(field.value);
    return bs_span_of(NULL, 0);
}

int
bs_value_next(struct bs_span *rest)
{
    int c = bs_span_at(*rest, 0);

    *rest = bs_span_drop(*rest, c >= 0);
    if (c != '\r' && c != '\n')
        return c;
    while (bs_span_at(*rest, 0) == '\r' || bs_span_at(*rest, 0) == '\n' ||
           bs_is_blank(bs_span_at(*rest, 0)))
        *rest = bs_span_drop(*rest, 1);
    return ' ';
}

struct bs_span
bs_value_unfold(struct bs_span value, unsigned char *buffer, size_t size)
{
    size_t n = 0;

    for (int c; n < size && (c = bs_value_next(&value)) >= 0;)
        buffer[n++] = (unsigned char)c; /* bounds: n < size */
    return bs_span_of(buffer, n);
}

/* What may stand before the header in a file, though no server would send it. */
static struct bs_span
skip_preamble(struct bs_span raw, bool bare_cr)
{
    bool more = true;

    if (bs_span_starts(raw, "\xef\xbb\xbf"))
        raw = bs_span_drop(raw, 3);
    while (more) {
        struct bs_span rest = raw;
        struct bs_span line = bs_span_line(&rest, bare_cr, &more);
        bool from_line = (bs_span_starts(line, "From ") || bs_span_starts(line, ">From ")) &&
                         bs_field_name(line) == 0; /* "From : a@b" is a field */
        if (!more || (bs_span_trim(line).n > 0 && !from_line))
            break;
        raw = rest;
    }
    return raw;
}

/* RFC 5321 §4.5.5: "<>" is the null reverse-path. */
static void
note_return_path(struct bs_message *message, struct bs_span path)
{
    size_t open = bs_span_find(path, '<');

    if (open < path.n) {
        path = bs_span_drop(path, open + 1);
        path = bs_span_take(path, bs_span_find(path, '>'));
    }
    message->sender = bs_span_trim(path);
    message->sender_known = true;
}

/* Of each the first counts. */
static void
note_field(struct bs_message *message, const struct bs_field *field)
{
    if (!message->sender_known && bs_span_is(field->name, "Return-Path"))
        note_return_path(message, field->value);
    else if (message->content_type.p == NULL && bs_span_is(field->name, "Content-Type"))
        message->content_type = field->value;
    else if (message->transfer_encoding.p == NULL &&
             bs_span_is(field->name, "Content-Transfer-Encoding"))
        message->transfer_encoding = field->value;
}

void
bs_message_split(struct bs_message *message_r, struct bs_span raw)
{
    struct bs_fields it;
    struct bs_field field;

    *message_r = (struct bs_message){ .sender_known = false };
    raw = skip_preamble(raw, bs_span_bare_cr(raw));
    bs_fields_start(&it, bs_span_take(raw, BS_MAX_HEADER));
    it.bare_cr = bs_span_bare_cr(raw);
    while (bs_fields_next(&it, &field) == 1) {
        note_field(message_r, &field);
        it.count = 0; /* the limit is for who looks at fields, not for the end */
    }
    message_r->header = bs_span_take(raw, it.offset);
    if (it.offset == BS_MAX_HEADER) { /* the rest is header still, not body */
        message_r->truncated = true;
        return;
    }
    message_r->body = bs_span_take(bs_span_drop(raw, it.offset), BS_MAX_BODY);
    message_r->truncated = raw.n - it.offset > BS_MAX_BODY;
}
