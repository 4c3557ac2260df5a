/* field: header fields by framing alone. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "field.h"

/* RFC 5322 §3.6.8: ftext is printable US-ASCII without the colon. A table, for
 * each octet of every name is asked for. */
#define NONE 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
#define ALL  1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1

static const bool in_name[256] = {
    NONE, NONE,                                             /* controls */
    0,    1,    1,   1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, /* blank */
    1,    1,    1,   1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, /* colon */
    ALL,  ALL,  ALL,                                        /* letters */
    1,    1,    1,   1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, /* DEL */
};

/* The length of the field name at the start of the text, and where its colon
 * is; 0: not a field. Blanks may precede the colon (RFC 5322 §4.5.3). */
static size_t
name_length(struct bs_span text, size_t *colon_r)
{
    size_t n = 0;

    while (n < text.n && in_name[text.p[n]]) /* bounds: n < text.n; 256 entries */
        n++;
    *colon_r = n;
    while (bs_is_blank(bs_span_at(text, *colon_r)))
        ++*colon_r;
    return bs_span_at(text, *colon_r) == ':' ? n : 0;
}

size_t
bs_field_name(struct bs_span line)
{
    size_t colon;

    return name_length(line, &colon);
}

size_t
bs_field_comment(struct bs_span text)
{
    size_t depth = 0, i = 0;

    for (int c; (c = bs_span_at(text, i)) >= 0; i++) {
        if (c == '\\')
            i++;
        depth += c == '(';
        depth -= c == ')';
        if (depth == 0)
            return i + 1;
    }
    return text.n;
}

struct bs_fields
bs_fields_of(struct bs_span block)
{
    return (struct bs_fields){.block = block, .bare_cr = bs_span_bare_cr(block)};
}

/* The index after the line that goes on at `i` and the continuation lines that
 * follow. A line of blanks alone is an obsolete fold (RFC 5322 §4.2), and Exim
 * also keeps it. */
static size_t
field_end(struct bs_span text, size_t i, unsigned char eol)
{
    do
        i += bs_span_find(bs_span_drop(text, i), eol) + 1;
    while (bs_is_blank(bs_span_at(text, i)));
    return i < text.n ? i : text.n;
}

/* The line here is not a field: the header is over for good. */
static int
end_header(struct bs_fields *it, struct bs_span rest)
{
    if (rest.n == 0)
        return 0;
    it->junk = bs_span_line(&rest, it->bare_cr).n > 0;
    if (!it->junk)
        it->offset = it->block.n - rest.n;
    it->block.n = it->offset;
    return 0;
}

static int
next_of_index(struct bs_fields *it, struct bs_field *field_r)
{
    const struct bs_index_field *field = &it->index->field[it->count];

    if (it->count == it->index->count) {
        it->limit = it->index->more;
        return 0;
    }
    it->count++; /* bounds: below; the fields were found in this block */
    field_r->offset = field->offset;
    field_r->whole = bs_span_of(it->block.p + field->offset, field->length);
    field_r->name = bs_span_of(field_r->whole.p, field->name);
    field_r->id = field->id;
    field_r->value = bs_span_of(field_r->whole.p + field->value, field->value_length);
    return 1;
}

int
bs_fields_next(struct bs_fields *it, struct bs_field *field_r)
{
    if (it->index)
        return next_of_index(it, field_r);
    struct bs_span rest = bs_span_drop(it->block, it->offset);
    unsigned char eol = it->bare_cr ? '\r' : '\n';
    size_t colon, name = name_length(rest, &colon);

    if (name == 0)
        return end_header(it, rest);
    if (it->count == BS_MAX_FIELDS) {
        it->limit = true;
        return 0;
    }
    it->count++;
    field_r->offset = it->offset;
    field_r->whole = bs_span_take(rest, field_end(rest, colon + 1, eol));
    field_r->name = bs_span_take(rest, name);
    field_r->id = bs_name_of(field_r->name);
    field_r->value = bs_span_chomp(bs_span_drop(field_r->whole, colon + 1), eol);
    it->offset += field_r->whole.n;
    return 1;
}

static struct bs_span
get(struct bs_fields it, const char *name)
{
    struct bs_field field;

    while (bs_fields_next(&it, &field) == 1)
        if (bs_span_is(field.name, name))
            return bs_span_trim(field.value);
    return bs_span_of(NULL, 0);
}

struct bs_span
bs_field_get(struct bs_span block, const char *name)
{
    return get(bs_fields_of(block), name);
}

struct bs_fields
bs_message_fields(const struct bs_message *message)
{
    return (struct bs_fields){.block = message->header,
                              .index = message->index,
                              .bare_cr = bs_span_bare_cr(message->header)};
}

struct bs_span
bs_message_field(const struct bs_message *message, const char *name)
{
    return get(bs_message_fields(message), name);
}

int
bs_value_next(struct bs_span *rest)
{
    int c = bs_span_at(*rest, 0);

    *rest = bs_span_drop(*rest, c >= 0);
    if (c != '\r' && c != '\n')
        return c;
    while (bs_is_white(bs_span_at(*rest, 0)))
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

struct bs_span
bs_field_skip_preamble(struct bs_span text, bool bare_cr)
{
    if (bs_span_starts(text, "\xef\xbb\xbf"))
        text = bs_span_drop(text, 3);
    while (text.n > 0) {
        struct bs_span rest = text;
        struct bs_span line = bs_span_line(&rest, bare_cr);
        bool from_line = (bs_span_starts(line, "From ") || bs_span_starts(line, ">From ")) &&
                         bs_field_name(line) == 0; /* "From : a@b" is a field */
        if (bs_span_trim(line).n > 0 && !from_line)
            break;
        text = rest;
    }
    return text;
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
    if (field->id == BS_NAME_RETURN_PATH && !message->sender_known)
        note_return_path(message, field->value);
    else if (field->id == BS_NAME_CONTENT_TYPE && message->content_type.p == NULL)
        message->content_type = field->value;
    else if (field->id == BS_NAME_CONTENT_TRANSFER_ENCODING && !message->transfer_encoding.p)
        message->transfer_encoding = field->value;
}

static void
index_field(struct bs_index *index, const struct bs_field *field)
{
    if (index->count == BS_MAX_FIELDS) {
        index->more = true;
        return;
    }
    index->field[index->count++] = (struct bs_index_field){
        /* bounds: count < BS_MAX_FIELDS; a header is shorter than BS_MAX_HEADER */
        .offset = (unsigned)field->offset,
        .length = (unsigned)field->whole.n,
        .name = (unsigned)field->name.n,
        .value = (unsigned)(field->value.p - field->whole.p),
        .value_length = (unsigned)field->value.n,
        .id = field->id};
}

/* Lines of the header alone may end otherwise than those of the message, whose first LF comes
 * after the header: then there is no index of it. */
static void
take_header(struct bs_message *message, const struct bs_index *index, struct bs_span header,
            bool bare_cr)
{
    message->header = header;
    if (index && bs_span_bare_cr(header) == bare_cr)
        message->index = index;
}

static void
split(struct bs_message *message_r, struct bs_index *index, struct bs_span raw)
{
    struct bs_field field;

    *message_r = (struct bs_message){.sender_known = false};
    raw = bs_field_skip_preamble(raw, bs_span_bare_cr(raw));
    struct bs_fields it = {.block = bs_span_take(raw, BS_MAX_HEADER),
                           .bare_cr = bs_span_bare_cr(raw)};
    while (bs_fields_next(&it, &field) == 1) {
        note_field(message_r, &field);
        if (index)
            index_field(index, &field);
        it.count = 0; /* the limit is for callers that look at fields, not for the end */
    }
    take_header(message_r, index, bs_span_take(raw, it.offset), it.bare_cr);
    if (it.offset == BS_MAX_HEADER) { /* the rest is header still, not body */
        message_r->truncated = true;
        return;
    }
    message_r->body = bs_span_take(bs_span_drop(raw, it.offset), BS_MAX_BODY);
    message_r->truncated = raw.n - it.offset > BS_MAX_BODY;
}

void
bs_message_split(struct bs_message *message_r, struct bs_span raw)
{
    split(message_r, NULL, raw);
}

void
bs_message_split_indexed(struct bs_message *message_r, struct bs_index *index, struct bs_span raw)
{
    index->count = 0;
    index->more = false;
    split(message_r, index, raw);
}
