/* mime: the parts of a message, one pass over its lines. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mime.h"

static bool
is_token_end(int c)
{
    return c < 0 || bs_is_white(c) || c == ';' || c == '(';
}

static struct bs_span
skip_blanks(struct bs_span s)
{
    while (bs_is_white(bs_span_at(s, 0)))
        s = bs_span_drop(s, 1);
    return s;
}

static struct bs_span
skip_comments(struct bs_span s)
{
    s = skip_blanks(s);
    while (bs_span_at(s, 0) == '(')
        s = skip_blanks(bs_span_drop(s, bs_field_comment(s)));
    return s;
}

/* Cuts a token or quoted string off *rest. Backslashes of a quoted string stay
 * in the view; no boundary or type of real mail has one. */
static struct bs_span
take_word(struct bs_span *rest)
{
    struct bs_span s = *rest;
    size_t n = 0;

    if (bs_span_at(s, 0) == '"') {
        s = bs_span_drop(s, 1);
        while (n < s.n && bs_span_at(s, n) != '"')
            n += bs_span_at(s, n) == '\\' ? 2 : 1;
        *rest = bs_span_drop(s, n + 1);
        return bs_span_take(s, n);
    }
    while (!is_token_end(bs_span_at(s, n)))
        n++;
    *rest = bs_span_drop(s, n);
    return bs_span_take(s, n);
}

/* One "name=value" of a parameter list; false at its end. */
static bool
next_param(struct bs_span *rest, struct bs_span *name_r, struct bs_span *value_r)
{
    for (*rest = skip_comments(*rest); bs_span_at(*rest, 0) == ';';)
        *rest = skip_comments(bs_span_drop(*rest, 1));
    if (rest->n == 0)
        return false;
    size_t end = bs_span_find_any(*rest, "=;");
    *name_r = bs_span_trim(bs_span_take(*rest, end));
    *rest = bs_span_drop(*rest, end);
    *value_r = bs_span_of(NULL, 0);
    if (bs_span_at(*rest, 0) != '=')
        return true;
    *rest = skip_blanks(bs_span_drop(*rest, 1));
    *value_r = take_word(rest);
    /* "boundary=a b": what follows up to the next ';' belongs to nothing */
    if (bs_span_at(*rest, 0) != '(')
        *rest = bs_span_drop(*rest, bs_span_find(*rest, ';'));
    return true;
}

/* RFC 2231 §3 and §4: "name*", "name*0", "name*0*" are the same parameter; an
 * extended value has charset and language in front. */
static bool
is_named(struct bs_span got, const char *name, bool *extended_r)
{
    struct bs_span plain = bs_span_take(got, bs_span_find(got, '*'));
    struct bs_span marks = bs_span_drop(got, plain.n);

    *extended_r = bs_span_is(marks, "*") || bs_span_is(marks, "*0*");
    return bs_span_is(plain, name) && (marks.n == 0 || *extended_r || bs_span_is(marks, "*0"));
}

struct bs_span
bs_mime_param(struct bs_span params, const char *name)
{
    struct bs_span got, value;
    bool extended;

    while (next_param(&params, &got, &value)) {
        if (!is_named(got, name, &extended))
            continue;
        size_t language = bs_span_find(value, '\'');
        struct bs_span tail = bs_span_drop(value, language + 1);
        size_t text = bs_span_find(tail, '\'');
        if (extended && language < value.n && text < tail.n)
            value = bs_span_drop(tail, text + 1);
        return value;
    }
    return bs_span_of(NULL, 0);
}

static enum bs_encoding
encoding_of(struct bs_span value)
{
    value = skip_comments(value);
    struct bs_span word = take_word(&value);
    if (bs_span_is(word, "base64"))
        return BS_ENC_BASE64;
    return bs_span_is(word, "quoted-printable") ? BS_ENC_QP : BS_ENC_NONE;
}

/* Cuts off a type or subtype; some gateways write blanks or quotes around it. */
static struct bs_span
take_type(struct bs_span *rest)
{
    struct bs_span s = skip_blanks(*rest);

    s = bs_span_drop(s, bs_span_at(s, 0) == '"');
    size_t n = bs_span_find_any(s, "/;( \t\r\n\"");
    *rest = bs_span_drop(s, n);
    return bs_span_take(s, n);
}

static void
read_content_type(struct bs_part *part, struct bs_span value)
{
    value = skip_comments(value);
    part->type = take_type(&value);
    struct bs_span rest = skip_blanks(value);
    if (bs_span_at(rest, 0) == '/') {
        value = bs_span_drop(rest, 1);
        part->subtype = take_type(&value);
    }
    part->params = value;
}

/* Type, subtype, parameters and encoding, from a field of the part's own. */
static void
read_part_field(struct bs_part *part, const struct bs_field *field)
{
    if (field->id == BS_NAME_CONTENT_TYPE && part->type.p == NULL)
        read_content_type(part, field->value);
    else if (field->id == BS_NAME_CONTENT_TRANSFER_ENCODING && part->encoding == BS_ENC_NONE)
        part->encoding = encoding_of(field->value);
}

/* Some gateways declare base64 and do not encode, or write a second field, which says "7bit": if
 * the text begins with a header field, it is not encoded, because no base64 contains a colon. */
static void
check_encoding(struct bs_part *part)
{
    struct bs_span text = skip_blanks(part->body);

    if (part->encoding == BS_ENC_BASE64 && bs_field_name(text) > 0)
        part->encoding = BS_ENC_NONE;
}

bool
bs_part_is(const struct bs_part *part, const char *type, const char *subtype)
{
    return bs_span_is(part->type, type) && bs_span_is(part->subtype, subtype);
}

void
bs_mime_start(struct bs_mime *it, const struct bs_message *message)
{
    *it = (struct bs_mime){.body = message->body, .bare_cr = bs_span_bare_cr(message->body)};
    it->top.header = message->header;
    it->top.body = message->body;
    if (message->content_type.p)
        read_content_type(&it->top, message->content_type);
    it->top.encoding = encoding_of(message->transfer_encoding);
    check_encoding(&it->top);
}

/* How a line relates to the open boundaries. */
enum line_kind { LINE_TEXT, LINE_OPENS, LINE_CLOSES };

/* RFC 2046 §5.1.1: "--" boundary, blanks may follow. `line` is what follows the
 * "--". The innermost that fits wins, so that an outer one closes what an
 * unclosed inner one left open. *depth_r: number of boundaries still open after
 * the line. */
static enum line_kind
classify(const struct bs_mime *it, struct bs_span line, unsigned *depth_r)
{
    for (unsigned i = it->depth; i > 0; i--) {
        struct bs_span boundary = it->boundary[i - 1];
        if (!bs_span_equal(bs_span_take(line, boundary.n), boundary))
            continue;
        struct bs_span tail = bs_span_drop(line, boundary.n);
        bool closes = bs_span_starts(tail, "--");
        tail = bs_span_trim(bs_span_drop(tail, closes ? 2 : 0));
        if (tail.n > 0)
            continue;
        *depth_r = closes ? i - 1 : i;
        return closes ? LINE_CLOSES : LINE_OPENS;
    }
    return LINE_TEXT;
}

/* Reads from it->offset up to the next boundary line or the end. Returns the
 * text before it; the line end there belongs to the boundary. */
static struct bs_span
read_to_boundary(struct bs_mime *it, enum line_kind *kind_r)
{
    struct bs_span text = bs_span_drop(it->body, it->offset);
    unsigned char eol = it->bare_cr ? '\r' : '\n';
    size_t end;

    for (size_t i = 0; i < text.n; i = end + 1) {
        struct bs_span line = bs_span_drop(text, i);
        end = i + bs_span_find(line, eol);
        if (bs_span_at(line, 0) != '-' || bs_span_at(line, 1) != '-')
            continue;
        *kind_r = classify(it, bs_span_drop(bs_span_take(line, end - i), 2), &it->depth);
        if (*kind_r == LINE_TEXT)
            continue;
        it->offset = it->body.n - text.n + (end < text.n ? end + 1 : end);
        return bs_span_chomp(bs_span_take(text, i), eol);
    }
    *kind_r = LINE_TEXT;
    it->offset = it->body.n;
    return text;
}

/* Opens a multipart whose boundary can be used; its parts come next. */
static bool
open_multipart(struct bs_mime *it, const struct bs_part *part)
{
    if (!bs_span_is(part->type, "multipart"))
        return false;
    struct bs_span boundary = bs_mime_param(part->params, "boundary");
    if (boundary.n == 0 || boundary.n > BS_MAX_BOUNDARY)
        return false;
    if (it->depth == BS_MAX_DEPTH) {
        it->limit = true;
        return false;
    }
    it->digest[it->depth] = bs_span_is(part->subtype, "digest");
    it->boundary[it->depth++] = boundary;
    return true;
}

/* RFC 2046 §5.1.5: in a digest, a part without a type is a message. */
static void
default_type(const struct bs_mime *it, struct bs_part *part)
{
    if (part->type.p != NULL || part->depth == 0 || !it->digest[part->depth - 1])
        return;
    part->type = bs_span_text("message");
    part->subtype = bs_span_text("rfc822");
}

/* A part starts at it->offset: its header, then its body up to the boundary.
 * Whether it is a multipart shows only in its header, so the header is read
 * first, and only a leaf's body is read to the boundary. */
static void
read_part(struct bs_mime *it, struct bs_part *part_r)
{
    struct bs_fields fields;
    struct bs_field field;
    struct bs_span at = bs_span_drop(it->body, it->offset);

    fields = (struct bs_fields){.block = at, .bare_cr = it->bare_cr};
    *part_r = (struct bs_part){.depth = it->depth};
    while (bs_fields_next(&fields, &field) == 1)
        read_part_field(part_r, &field);
    part_r->header = bs_span_take(at, fields.offset);
    part_r->body = bs_span_drop(at, fields.offset);
    default_type(it, part_r);
    it->offset += fields.offset;
    it->parts++;
}

int
bs_mime_next(struct bs_mime *it, struct bs_part *part_r)
{
    enum line_kind kind;

    if (!it->started) {
        it->started = true;
        it->top.leaf = !open_multipart(it, &it->top);
        *part_r = it->top;
        return 1;
    }
    while (it->depth > 0) {
        read_to_boundary(it, &kind); /* preamble, or the rest of a parent */
        if (kind == LINE_TEXT)
            return 0;
        if (kind == LINE_CLOSES)
            continue;
        if (it->parts == BS_MAX_PARTS) {
            it->limit = true;
            return 0;
        }
        read_part(it, part_r);
        unsigned depth = it->depth;
        part_r->leaf = !open_multipart(it, part_r);
        if (!part_r->leaf)
            return 1;
        size_t offset = it->offset;
        part_r->body = read_to_boundary(it, &kind);
        check_encoding(part_r);
        it->depth = depth; /* the boundary line is read again, as the next part's */
        it->offset = offset + part_r->body.n;
        return 1;
    }
    return 0;
}

void
bs_mime_parts(struct bs_parts *parts_r, const struct bs_message *message)
{
    struct bs_mime it;
    struct bs_part part;

    parts_r->count = 0;
    bs_mime_start(&it, message);
    while (bs_mime_next(&it, &part) == 1)
        parts_r->part[parts_r->count++] = part; /* bounds: the message and BS_MAX_PARTS */
    parts_r->limit = it.limit;
}
