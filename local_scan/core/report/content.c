/* content: what the parts of a suspected message are, and its text for people. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "content.h"

#include "charset.h"
#include "decode.h"

/* Octets of a part that are searched for the marks of a complaint or a status. */
#define MARKS_WINDOW 1024u

/* Parts made for machines */

static const struct bs_content_machine machine_parts[] = {
    {"delivery-status", BS_KIND_DSN, false, "message/delivery-status"},
    {"global-delivery-status", BS_KIND_DSN, true, "message/global-delivery-status"},
    {"feedback-report", BS_KIND_ARF, false, "message/feedback-report"},
    {"disposition-notification", BS_KIND_MDN, false, "message/disposition-notification"},
    {"global-disposition-notification", BS_KIND_MDN, true,
     "message/global-disposition-notification"},
};

static const struct bs_content_machine report_types[] = {
    {"delivery-status", BS_KIND_DSN, false, "report-type=delivery-status"},
    {"feedback-report", BS_KIND_ARF, false, "report-type=feedback-report"},
    {"disposition-notification", BS_KIND_MDN, false, "report-type=disposition-notification"},
};

static const struct bs_content_machine *
machine_find(const struct bs_content_machine *table, size_t count, struct bs_span subtype)
{
    for (size_t i = 0; i < count; i++)
        if (bs_span_is(subtype, table[i].subtype))
            return &table[i];
    return NULL;
}

static bool
part_is_returned(const struct bs_part *part)
{
    if (bs_span_is(part->type, "message"))
        return bs_span_is(part->subtype, "rfc822") || bs_span_starts(part->subtype, "global") ||
               bs_span_starts(part->subtype, "rfc822-header");
    return bs_span_is(part->type, "text") && bs_span_starts(part->subtype, "rfc822-header");
}

/* The first octets of a part. */
static struct bs_span
start_of(const struct bs_part *part, unsigned char buffer[MARKS_WINDOW])
{
    struct bs_part start = *part;

    start.body = bs_span_take(part->body, MARKS_WINDOW);
    return bs_decode_part(&start, buffer, MARKS_WINDOW);
}

/* X-ARF's and XARF's own part says who reports what; Microsoft marks the message
 * that its users complained about. All do so in their first lines. */
static bool
part_is_complaint(const struct bs_part *part)
{
    unsigned char buffer[MARKS_WINDOW];

    if (!part->leaf || (part->depth == 0 && !part_is_returned(part)))
        return false;
    struct bs_span text = start_of(part, buffer);
    if (part_is_returned(part))
        return bs_span_has(text, "X-HmXmrOriginalRecipient:");
    return (bs_span_has(text, "Reported-From:") && bs_span_has(text, "Report-Type:")) ||
           (bs_span_has(text, "XARFVersion") && bs_span_has(text, "Reporter"));
}

bool
bs_content_complains(const struct bs_parts *all)
{
    for (unsigned i = 0; i < all->count; i++)
        if (part_is_complaint(&all->part[i]))
            return true;
    return false;
}

/* Gateways turn message/delivery-status into an attached text, or into a file. */
static bool
part_is_status(const struct bs_part *part)
{
    unsigned char buffer[MARKS_WINDOW];

    if (!part->leaf || part->depth == 0 ||
        !(bs_part_is(part, "text", "plain") || bs_part_is(part, "application", "octet-stream")))
        return false;
    struct bs_span text = start_of(part, buffer);
    return bs_span_has(text, "Final-Recipient:") &&
           (bs_span_has(text, "Action:") || bs_span_has(text, "Status:"));
}

bool
bs_content_status(const struct bs_content *parts, const struct bs_parts *all)
{
    for (unsigned i = 0; i < all->count; i++)
        if (all->part[i].body.p != parts->plain.body.p && part_is_status(&all->part[i]))
            return true;
    return false;
}

/* RFC 7489 section 7.2.1.1, RFC 8460 section 5.3. */
static bool
part_is_figures(const struct bs_part *part)
{
    static const char *const types[] = {"gzip", "x-gzip", "zip", "x-zip-compressed", "tlsrpt"};

    if (!bs_span_is(part->type, "application"))
        return false;
    for (size_t i = 0; i < BS_COUNT(types); i++)
        if (bs_span_starts(part->subtype, types[i]))
            return true;
    return false;
}

static void
parts_add(struct bs_content *parts, const struct bs_part *part)
{
    /* a multipart that is a leaf never met its boundary, and is read as text */
    bool text = part->type.n == 0 || bs_part_is(part, "text", "plain") ||
                (part->depth > 0 && bs_span_is(part->type, "multipart"));

    if (bs_part_is(part, "multipart", "report") && !parts->type) {
        struct bs_span type = bs_mime_param(part->params, "report-type");

        parts->type = machine_find(report_types, BS_COUNT(report_types), type);
    } else if (bs_span_is(part->type, "message") && !parts->machine) {
        parts->machine = machine_find(machine_parts, BS_COUNT(machine_parts), part->subtype);
    }
    if (!part->leaf)
        return;
    parts->figures = parts->figures || part_is_figures(part);
    if (part_is_returned(part)) {
        parts->returned = true;
    } else if (!parts->returned && text && !parts->has_plain) {
        parts->plain = *part;
        parts->has_plain = bs_span_trim(bs_span_take(part->body, 80)).n > 0;
    } else if (!parts->returned && bs_part_is(part, "text", "html") && !parts->has_html) {
        parts->html = *part;
        parts->has_html = true;
    }
}

void
bs_content_read(struct bs_content *parts_r, const struct bs_parts *all)
{
    *parts_r = (struct bs_content){0};
    for (unsigned i = 0; i < all->count && !parts_r->machine; i++)
        parts_add(parts_r, &all->part[i]);
}

/* Texts made for people */

/* The text of a part in UTF-8, in one of the two buffers. */
static struct bs_span
part_text(const struct bs_part *part, struct bs_scratch *scratch, size_t size)
{
    const struct bs_charset *charset = bs_charset_find(bs_mime_param(part->params, "charset"));
    struct bs_span raw = bs_decode_part(part, scratch->text, size);

    return bs_charset_text(charset, bs_span_take(raw, size), scratch->mended, size);
}

/* A message without parts is text, no matter what its type says, except if it is itself a message
 * or its header; so is a multipart whose boundary was not found. A message that was split into
 * parts is never read as a whole, because a part may be somebody else's text. */
struct bs_span
bs_content_text(const struct bs_content *parts, const struct bs_parts *all,
                struct bs_scratch *scratch)
{
    struct bs_span html;

    if (parts->has_plain)
        return part_text(&parts->plain, scratch, BS_CLUES_WINDOW);
    if (parts->has_html) {
        html = part_text(&parts->html, scratch, sizeof scratch->text);
        if (html.p != scratch->text)
            return bs_decode_html(html, scratch->text, BS_CLUES_WINDOW);
        return bs_decode_html(html, scratch->mended, BS_CLUES_WINDOW);
    }
    if (all->count > 1 || parts->returned)
        return bs_span_of(NULL, 0);
    return part_text(&all->part[0], scratch, BS_CLUES_WINDOW); /* bounds: the message itself */
}
