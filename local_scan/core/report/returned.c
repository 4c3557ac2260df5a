/* returned: finds the header that a report returns. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "returned.h"

#include "torn.h"

#include "address.h"
#include "decode.h"

/* What a field says about the block that it is in. */
enum {
    ROLE_KNOWN = 1, /* a returned header may start or go on with it; in free text only these count:
                     * "Note: …" is not a header */
    ROLE_TRACE = 2, /* only mail systems write it: free text needs one of these … */
    ROLE_WHO = 4    /* … and one of these, which every message has */
};

static const unsigned char roles[BS_NAMES] = {
    [BS_NAME_DATE] = ROLE_KNOWN | ROLE_WHO,
    [BS_NAME_FROM] = ROLE_KNOWN | ROLE_WHO,
    [BS_NAME_TO] = ROLE_KNOWN | ROLE_WHO,
    [BS_NAME_SUBJECT] = ROLE_KNOWN | ROLE_WHO,
    [BS_NAME_MESSAGE_ID] = ROLE_KNOWN | ROLE_WHO | ROLE_TRACE,
    [BS_NAME_SENDER] = ROLE_KNOWN,
    [BS_NAME_REPLY_TO] = ROLE_KNOWN,
    [BS_NAME_CC] = ROLE_KNOWN,
    [BS_NAME_IN_REPLY_TO] = ROLE_KNOWN,
    [BS_NAME_REFERENCES] = ROLE_KNOWN,
    [BS_NAME_MIME_VERSION] = ROLE_KNOWN | ROLE_TRACE,
    [BS_NAME_CONTENT_TYPE] = ROLE_KNOWN,
    [BS_NAME_RECEIVED] = ROLE_KNOWN | ROLE_TRACE,
    [BS_NAME_RETURN_PATH] = ROLE_KNOWN | ROLE_TRACE,
    [BS_NAME_DELIVERED_TO] = ROLE_KNOWN | ROLE_TRACE,
    [BS_NAME_DKIM_SIGNATURE] = ROLE_KNOWN | ROLE_TRACE,
    [BS_NAME_X_ORIGINATING_IP] = ROLE_KNOWN | ROLE_TRACE,
    [BS_NAME_X_MAILER] = ROLE_KNOWN | ROLE_TRACE,
    [BS_NAME_ON_THE_WAY] = ROLE_KNOWN,
    [BS_NAME_DRESSING] = ROLE_KNOWN,
};

static const char *const returned_types[][2] = {
    {"message", "rfc822"},         {"text", "rfc822-headers"}, {"message", "rfc822-headers"},
    {"text", "rfc822-header"},     {"text", "rfc822"},         {"message", "global"},
    {"message", "global-headers"},
};

/* If less room than this is left after a repaired copy, the copy may be incomplete. */
#define MAX_MENDED_LINE 2048

#define MAX_TORN_LINES 10

_Static_assert(BS_NAMES <= 64, "a set of names is a number");

static bool
is_known_field(struct bs_span line)
{
    return (roles[bs_name_of(bs_span_take(line, bs_field_name(line)))] & ROLE_KNOWN) != 0;
}

/* A line inside a header that is not a field is a fold that lost its indent, if another field of a
 * mail header follows soon, before the next empty line. Exim's own Received field has seven
 * lines. */
static bool
is_torn_fold(struct bs_span rest, bool bare_cr)
{
    for (int ahead = 0; ahead < MAX_TORN_LINES; ahead++) {
        struct bs_span line = bs_span_line(&rest, bare_cr);
        if (bs_span_trim(line).n == 0)
            return false;
        if (is_known_field(line))
            return true;
    }
    return false;
}

/* Copies the header block at the start of *text line by line, and indents torn folds; it ends where
 * a header ends. *text then begins after it. */
static struct bs_span
mend(struct bs_span *text, bool bare_cr, unsigned char *buffer, size_t size)
{
    struct bs_span rest = *text;
    size_t n = 0;

    for (;; *text = rest) {
        struct bs_span line = bs_span_line(&rest, bare_cr);
        if (line.n == 0)
            break;
        bool torn = bs_field_name(line) == 0 && !bs_is_blank(bs_span_at(line, 0));
        if (torn && !is_torn_fold(rest, bare_cr))
            break;
        if (size - n < line.n + 2)
            break;
        if (torn)
            buffer[n++] = ' '; /* bounds: two octets more than the line are free */
        for (size_t i = 0; i < line.n; i++)
            buffer[n++] = (unsigned char)bs_span_at(line, i);
        buffer[n++] = '\n';
    }
    return bs_span_of(buffer, n);
}

/* What a header block is made of. */
struct block {
    struct bs_span header;
    size_t end; /* offset after it in the text it was read from */
    unsigned fields, received;
    unsigned roles; /* of all its fields */
    unsigned long long names;
    struct bs_span from; /* the first one's value */
    bool date;           /* it has one */
    struct bs_field last;
    bool junk;      /* ended by a line that is not a field */
    bool cut;       /* goes on beyond a limit */
};

static struct block
read_block(struct bs_span text, bool bare_cr)
{
    struct bs_fields it;
    struct block block = {.fields = 0};
    struct bs_field *field = &block.last;

    it = (struct bs_fields){.block = text, .bare_cr = bare_cr};
    while (bs_fields_next(&it, field) == 1) {
        block.fields++;
        block.received += field->id == BS_NAME_RECEIVED;
        block.roles |= roles[field->id];
        block.names |= 1ull << field->id;
        if (field->id == BS_NAME_FROM && block.from.p == NULL)
            block.from = field->value;
        block.date |= field->id == BS_NAME_DATE;
    }
    block.end = it.offset;
    block.junk = it.junk;
    block.cut = it.limit;
    block.header = bs_span_take(text, it.offset);
    if (bs_span_bare_cr(block.header) != bare_cr) /* alone, it would have other fields */
        block.names = 0;
    return block;
}

/* The same; but if a torn fold ends the block too early, a repaired copy is read instead. */
static struct block
read_mended(struct bs_span text, bool bare_cr, struct bs_scratch *scratch)
{
    struct block block = read_block(text, bare_cr);
    struct bs_span rest = bs_span_drop(text, block.end);

    bs_span_line(&rest, bare_cr);
    if (!block.junk || block.fields == 0 || !is_torn_fold(rest, bare_cr))
        return block;
    rest = text;
    struct bs_span copy = mend(&rest, bare_cr, scratch->mended, sizeof scratch->mended);
    block = read_block(copy, false);
    block.end = text.n - rest.n;
    block.junk = bs_field_name(rest) == 0;
    block.cut = block.cut || sizeof scratch->mended - copy.n < MAX_MENDED_LINE;
    return block;
}

/* From the stray line that ended a header to the next empty one. */
static struct bs_span
rest_of(struct bs_span text, const struct block *block)
{
    struct bs_span rest = bs_span_drop(text, block->end);
    struct bs_span start = rest;
    bool bare_cr = bs_span_bare_cr(text);

    while (block->junk && bs_span_line(&rest, bare_cr).n > 0)
        ;
    return bs_span_take(start, start.n - rest.n);
}

/* Does the block end in an empty line, or at least in a whole line? The line end before a boundary
 * does not belong to the part (RFC 2046 §5.1.1). */
static bool
is_ended(const struct block *block, struct bs_span text)
{
    int last = bs_span_at(block->header, block->header.n - 1);

    return !block->junk && (block->end < text.n || last == '\n' || last == '\r');
}

/* `text` begins where the block was read from. */
static void
take_block(struct bs_returned *returned, const struct block *block, struct bs_span text,
           enum bs_returned_where where, const struct bs_scratch *scratch)
{
    bool full = text.p + text.n == scratch->text + sizeof scratch->text;

    returned->where = where;
    returned->header = block->header;
    returned->received = block->received;
    returned->names = block->names;
    returned->from = bs_span_trim(block->from);
    returned->rest = rest_of(text, block);
    returned->bare = block->from.p == NULL || !block->date;
    returned->torn = bs_field_torn(&block->last) || (returned->bare && !is_ended(block, text));
    returned->cut = block->cut || (full && block->end == text.n);
}

static bool
is_returned_part(const struct bs_part *part)
{
    for (size_t i = 0; i < BS_COUNT(returned_types); i++)
        if (bs_part_is(part, returned_types[i][0], returned_types[i][1]))
            return part->leaf;
    return false;
}

static bool
is_copy(struct bs_span text, const struct bs_scratch *scratch)
{
    return text.p >= scratch->text && text.p < scratch->text + sizeof scratch->text;
}

/* The text of a returned part, from its header on. Zoho indents all of its lines. */
static struct bs_span
text_of_part(const struct bs_part *part, struct bs_scratch *scratch)
{
    struct bs_span text = bs_decode_part(part, scratch->text, sizeof scratch->text);

    text = bs_field_skip_preamble(text, bs_span_bare_cr(text));
    if (bs_is_blank(bs_span_at(text, 0)) && !is_copy(text, scratch))
        text = bs_decode_quoted(text, scratch->text, sizeof scratch->text);
    return text;
}

/* The first returned part whose header has `least` Received fields. `whole_r` is its
 * text. */
static bool
find_part(struct bs_returned *returned, unsigned least, struct bs_scratch *scratch,
          struct bs_span *whole_r)
{
    returned->later = false;
    for (unsigned i = 1; i < scratch->parts.count; i++) {
        const struct bs_part *part = &scratch->parts.part[i];
        if (!is_returned_part(part))
            continue;
        struct bs_span text = text_of_part(part, scratch);
        struct block block = read_mended(text, bs_span_bare_cr(text), scratch);
        if (block.fields == 0)
            continue;
        *whole_r = text;
        if (block.received >= least) {
            take_block(returned, &block, text, BS_RETURNED_PART, scratch);
            return true;
        }
        bool kept = !returned->later && block.header.p == text.p && !is_copy(text, scratch);
        if (kept) /* the buffers are for the next one */
            returned->first = block.header;
        returned->later = true;
    }
    return false;
}

/* In free text, three fields of a mail header make a header, or two Received fields; the latter may
 * be a remote server's own, so it counts as `later`. */
static bool
is_header(const struct block *block)
{
    unsigned both = ROLE_TRACE | ROLE_WHO;

    return (block->fields >= 3 && (block->roles & both) == both) || block->received >= 2;
}

/* The first header block in the text with a Received field, else the first. */
static bool
find_in_text(struct bs_returned *returned, struct bs_span text, enum bs_returned_where where,
             struct bs_scratch *scratch)
{
    bool bare_cr = bs_span_bare_cr(text);
    bool found = false;

    while (text.n > 0) {
        struct bs_span at = text;
        struct bs_span line = bs_span_line(&text, bare_cr);
        if (!is_known_field(line))
            continue;
        /* `mended` may hold the header found first, in which proofs are looked for */
        struct block block = found ? read_block(at, bare_cr) : read_mended(at, bare_cr, scratch);
        text = bs_span_drop(at, at.n - text.n > block.end ? at.n - text.n : block.end);
        if (!is_header(&block) || (found && block.received == 0))
            continue;
        if (found)
            returned->first = returned->header;
        returned->later = found || !(block.roles & ROLE_WHO);
        take_block(returned, &block, at, where, scratch);
        found = true;
        if (block.received > 0)
            return true;
    }
    return found;
}

/* The text of a part under one way of reading it; absent if that way does not
 * apply to this part. */
static struct bs_span
text_of(const struct bs_part *part, enum bs_returned_where way, struct bs_scratch *scratch)
{
    bool html = bs_part_is(part, "text", "html");
    bool text = bs_span_is(part->type, "text") || part->type.p == NULL || part->depth == 0;
    bool encoded = part->encoding != BS_ENC_NONE;
    struct bs_span none = bs_span_of(NULL, 0);

    if (!text || html != (way == BS_RETURNED_HTML))
        return none;
    if (way == BS_RETURNED_TEXT)
        return encoded ? none : part->body;
    if (way == BS_RETURNED_ENCODED)
        return encoded ? bs_decode_part(part, scratch->text, sizeof scratch->text) : none;
    /* `mended` is free until a header has been found in `text` */
    struct bs_span plain = bs_decode_part(part, scratch->mended, sizeof scratch->mended);
    if (way == BS_RETURNED_HTML)
        return bs_decode_html(plain, scratch->text, sizeof scratch->text);
    return bs_decode_quoted(plain, scratch->text, sizeof scratch->text);
}

static bool
find_free(struct bs_returned *returned, enum bs_returned_where way, struct bs_scratch *scratch)
{
    for (unsigned i = 0; i < scratch->parts.count; i++) {
        const struct bs_part *part = &scratch->parts.part[i];
        if (!part->leaf && scratch->parts.count > 1)
            continue; /* alone, it is a multipart whose boundary never came: text */
        struct bs_span text = text_of(part, way, scratch);
        if (text.n > 0 && find_in_text(returned, text, way, scratch))
            return true;
    }
    return false;
}

/* Does a part say what became of a mail (RFC 3464, RFC 6533, RFC 8098)? */
static bool
has_report(const struct bs_parts *parts)
{
    for (unsigned i = 0; i < parts->count; i++) {
        const struct bs_part *part = &parts->part[i];
        if (bs_part_is(part, "multipart", "report") ||
            bs_part_is(part, "message", "delivery-status") ||
            bs_part_is(part, "message", "global-delivery-status") ||
            bs_part_is(part, "message", "disposition-notification"))
            return true;
    }
    return false;
}

/* A filter wraps the message as it got it, with the envelope in Return-Path; a report without
 * fields that identify it at least has the null sender there. */
static bool
is_report(const struct bs_message *message)
{
    struct bs_span type = bs_span_trim(message->content_type);

    return bs_span_starts(type, "multipart/report") ||
           (message->sender_known && message->sender.n == 0) ||
           bs_field_get(message->header, "X-Failed-Recipients").p != NULL;
}

static struct bs_span
author_of(struct bs_span header, struct bs_address *buffer)
{
    return bs_address_from(bs_field_get(header, "From"), buffer);
}

/* An unstructured report that returns another report (Trend Micro), not one that a filter has
 * wrapped: a wrapper keeps the report's author (SpamAssassin), or has the filter's. */
static bool
is_other_daemon(struct bs_span outer, struct bs_span inner)
{
    struct bs_address a, b;
    struct bs_span from = author_of(outer, &a);

    return (bs_span_starts(from, "mailer-daemon@") || bs_span_starts(from, "postmaster@")) &&
           !bs_span_equal(from, author_of(inner, &b));
}

/* If the report itself has a status part, it returns the mail. Otherwise, if it returns a report,
 * another host has wrapped that report. Decoding one part overwrites the last one, so a returned
 * part that had to be decoded is not searched. */
static void
unwrap(struct bs_returned *returned, struct bs_span whole, struct bs_scratch *scratch)
{
    struct bs_returned inner = {.where = BS_RETURNED_NOTHING};
    struct bs_message message;

    if (has_report(&scratch->parts))
        return;
    bs_message_split(&message, whole);
    if (!is_report(&message) || is_other_daemon(scratch->parts.part[0].header, message.header))
        return;
    returned->wrapped = true;
    if (is_copy(whole, scratch))
        return;
    bs_mime_parts(&scratch->parts, &message);
    bool found = find_part(&inner, 1, scratch, &whole) || find_part(&inner, 0, scratch, &whole) ||
                 find_free(&inner, BS_RETURNED_TEXT, scratch);
    if (!found)
        return;
    *returned = inner;
    returned->wrapped = true;
}

void
bs_returned_find(struct bs_returned *returned_r, struct bs_scratch *scratch)
{
    struct bs_span whole;

    *returned_r = (struct bs_returned){.where = BS_RETURNED_NOTHING};
    if (find_part(returned_r, 1, scratch, &whole) || find_part(returned_r, 0, scratch, &whole)) {
        unwrap(returned_r, whole, scratch);
        return;
    }
    for (enum bs_returned_where way = BS_RETURNED_TEXT; way <= BS_RETURNED_QUOTED; way++)
        if (find_free(returned_r, way, scratch))
            return;
}

bool
bs_returned_is_faithful(const struct bs_returned *returned)
{
    return returned->where == BS_RETURNED_PART || returned->where == BS_RETURNED_TEXT;
}

const char *
bs_returned_name(enum bs_returned_where where)
{
    static const char *const names[] = {
        [BS_RETURNED_NOTHING] = "nothing", [BS_RETURNED_PART] = "part",
        [BS_RETURNED_TEXT] = "text",       [BS_RETURNED_ENCODED] = "encoded",
        [BS_RETURNED_HTML] = "html",       [BS_RETURNED_QUOTED] = "quoted",
    };

    return names[where];
}
