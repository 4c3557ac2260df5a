/* mask: a message, with the addresses of our users masked everywhere. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mask.h"

#include "decode.h"
#include "digit.h"
#include "encode.h"
#include "token.h"

struct work {
    struct bs_mask *mask;
    struct sink out;
    struct bs_masked *result;
};

/* ------------------------------------------------------------ who is known */

/* Fields that delivery writes, each with one address (or only its local part). */
static bool
is_delivery(const struct bs_field *field)
{
    static const char *const names[] = {"Delivered-To",  "X-Delivered-To", "Envelope-To",
                                        "X-Envelope-To", "X-Original-To",  "X-Rcpt-To",
                                        "Apparently-To", "X-Forwarded-To", "X-Forwarded-For",
                                        NULL};

    return bs_span_is_any(field->name, names);
}

static void
add_words(struct bs_users *users, struct bs_span value)
{
    while (value.n > 0) {
        struct bs_span word = bs_span_word(&value, " \t\r\n,;<>()\"");

        if (word.n > 0)
            bs_users_add(users, word);
    }
}

/* "… for <joe@ours.example>; date" */
static void
add_for(struct bs_users *users, struct bs_span value)
{
    struct bs_tokens tokens = bs_tokens_of(value);
    struct bs_token token;
    bool is_for = false;

    while (bs_token_next(&tokens, &token)) {
        if (is_for)
            bs_users_add(users, bs_span_strip(token.text, "<>;,"));
        is_for = token.depth == 0 && bs_span_is(token.text, "for");
    }
}

/* Addresses of ours among others. */
static void
add_ours(struct bs_users *users, struct bs_span text)
{
    struct bs_cut cut;

    for (size_t from = 0; bs_users_next(users, text, from, 0, &cut); from = cut.to)
        if (bs_span_at(text, cut.to) == '@')
            bs_users_add(users, bs_span_drop(bs_span_take(text, cut.to), cut.from));
}

void
bs_mask_users(struct bs_mask *mask, const struct bs_policy *policy, struct bs_span header)
{
    struct bs_field field;

    bs_users_start(&mask->users, policy);
    struct bs_fields it = bs_fields_of(header);
    while (bs_fields_next(&it, &field) == 1) {
        if (is_delivery(&field))
            add_words(&mask->users, field.value);
        else if (field.id == BS_NAME_RECEIVED)
            add_for(&mask->users, field.value);
        else if (field.id == BS_NAME_TO || field.id == BS_NAME_CC)
            add_ours(&mask->users,
                     bs_decode_words(field.value, mask->decoded, sizeof mask->decoded));
    }
}

/* ------------------------------------------------------------------- texts */

/* How many users were masked in it. */
static unsigned
mask_into(const struct bs_users *users, struct sink *out, struct bs_span text, unsigned how)
{
    unsigned count = 0;
    struct bs_cut cut;
    size_t from = 0;

    for (; bs_users_next(users, text, from, how, &cut); from = cut.to) {
        sink_copy(out, bs_span_drop(bs_span_take(text, cut.from), from));
        sink_text(out, BS_USERS_MASK);
        count++;
    }
    sink_copy(out, bs_span_drop(text, from));
    return count;
}

/* ------------------------------------------------- is anything left in it? */

/* "%40", "=40", "\x40": two digits after a sign. -1: not such a code. */
static int
escaped(struct bs_span text, size_t i)
{
    int c = bs_span_at(text, i);
    size_t at = c == '\\' && bs_span_at(text, i + 1) == 'x' ? i + 2 : i + 1;

    return c == '%' || c == '=' || at == i + 2 ? bs_digit_octet(text, at) : -1;
}

/* Octets at `i` that show as nothing: NUL of UTF-16, escapes, soft line breaks,
 * zero-width characters, soft hyphens. */
static size_t
invisible(struct bs_span text, size_t i)
{
    struct bs_span rest = bs_span_drop(text, i);

    if (bs_span_at(text, i) == '\0' || bs_span_at(text, i) == '\\')
        return 1;
    if (bs_span_starts(rest, "=\n"))
        return 2;
    if (bs_span_starts(rest, "=\r\n") || bs_span_starts(rest, "\xe2\x80\x8b") ||
        bs_span_starts(rest, "\xe2\x80\x8c") || bs_span_starts(rest, "\xe2\x80\x8d") ||
        bs_span_starts(rest, "\xef\xbb\xbf") || bs_span_starts(rest, "\xe2\x81\xa0"))
        return 3;
    return bs_span_starts(rest, "\xc2\xad") ? 2 : 0;
}

/* Blanks count as nothing beside what joins an address. */
static bool
joins(int c)
{
    return c == '@' || c == '.';
}

static struct bs_span
strip(struct bs_span text, unsigned char *buffer, size_t size)
{
    struct sink out = {buffer, size, 0};

    for (size_t i = 0; i < text.n && !sink_full(&out); i++) {
        size_t skip = invisible(text, i), next = i;
        int octet = escaped(text, i);

        while (bs_is_white(bs_span_at(text, next)))
            next++;
        if (octet >= 0) {
            sink_put(&out, octet);
            i += bs_span_at(text, i) == '\\' ? 3 : 2;
        } else if (skip > 0) {
            i += skip - 1;
        } else if (next > i) {
            if (!joins(bs_span_at(text, next)) && !(out.n > 0 && joins(out.p[out.n - 1])))
                sink_put(&out, ' '); /* bounds: n > 0 */
            i = next - 1;
        } else {
            sink_put(&out, bs_span_at(text, i));
        }
    }
    return sink_span(&out);
}

static bool
shows(const struct bs_users *users, struct bs_span text)
{
    struct bs_cut cut;

    return bs_users_next(users, text, 0, BS_USERS_AGAIN, &cut);
}

/* Twice, for what was escaped twice. */
static bool
shows_stripped(struct bs_mask *mask, struct bs_span text)
{
    struct bs_span once = strip(text, mask->bare, sizeof mask->bare);

    if (shows(&mask->users, text) || shows(&mask->users, once))
        return true;
    /* A stripped text is never longer, so it may be stripped where it lies. */
    return shows(&mask->users, strip(once, mask->bare, once.n));
}

static bool
is_left(struct bs_mask *mask, struct bs_span text)
{
    if (shows_stripped(mask, text))
        return true;
    if (bs_span_has(text, "=?") &&
        shows_stripped(mask, bs_decode_words(text, mask->plain, sizeof mask->plain)))
        return true;
    return bs_span_find_any(text, "<&") < text.n &&
           shows_stripped(mask, bs_decode_html(text, mask->plain, sizeof mask->plain));
}

/* ------------------------------------------------------------------ fields */

static bool
is_content(const struct bs_field *field)
{
    return bs_span_starts(field->name, "Content-");
}

/* In fields about the route and the format, a name alone is not a user: "from mail by …" is not the
 * user `mail`. */
static bool
has_words(const struct bs_field *field)
{
    return field->id != BS_NAME_RECEIVED && field->id != BS_NAME_DATE &&
           field->id != BS_NAME_MIME_VERSION && field->id != BS_NAME_DKIM_SIGNATURE &&
           !is_content(field) && !bs_span_starts(field->name, "ARC-") &&
           !bs_span_starts(field->name, "Authentication-Results");
}

/* Rewritten, as UTF-8 words, if the words that were there contained a user. */
static bool
mask_words(struct work *w, const struct bs_field *field, struct sink *out)
{
    struct bs_mask *mask = w->mask;
    struct sink plain = {mask->plain, sizeof mask->plain, 0};
    unsigned how = has_words(field) ? BS_USERS_WORDS : 0;

    if (!bs_span_has(field->value, "=?"))
        return false;
    struct bs_span text = bs_decode_words(field->value, mask->decoded, sizeof mask->decoded);
    unsigned count = mask_into(&mask->users, &plain, bs_span_trim(text), how);
    if (count == 0)
        return false;
    w->result->masked += count;
    sink_copy(out, field->name);
    sink_text(out, ": ");
    bs_encode_words(out, sink_span(&plain));
    sink_text(out, "\n");
    return true;
}

static void
mask_field(struct work *w, const struct bs_field *field)
{
    struct bs_mask *mask = w->mask;
    struct sink out = {mask->field, sizeof mask->field, 0};
    unsigned how = has_words(field) ? BS_USERS_WORDS : 0;

    if (!mask_words(w, field, &out)) {
        struct bs_span rest = bs_span_drop(field->whole, field->name.n);

        sink_copy(&out, field->name);
        w->result->masked += mask_into(&mask->users, &out, rest, how);
    }
    if (is_left(mask, sink_span(&out))) {
        out.n = 0;
        if (!shows(&mask->users, field->name))
            sink_copy(&out, field->name);
        sink_text(&out, out.n > 0 ? ": [left out: an address of a user]\n"
                                 : "X-Left-Out: [left out: an address of a user]\n");
        w->result->left_out++;
    }
    sink_copy(&w->out, sink_span(&out));
}

/* `plain`: fields about content are replaced, because the content is. */
static void
mask_header(struct work *w, struct bs_span header, bool plain)
{
    struct bs_field field;
    struct bs_fields it = bs_fields_of(header);

    while (bs_fields_next(&it, &field) == 1)
        if (!plain || !is_content(&field))
            mask_field(w, &field);
    if (plain)
        sink_text(&w->out, "Content-Type: text/plain; charset=us-ascii\n");
    sink_text(&w->out, "\n");
}

/* ------------------------------------------------------------------- parts */

/* What happens to a part: its text stays as it was, is masked, or is left out. */
enum fate { FATE_SAME, FATE_MASKED, FATE_OUT };

static bool
is_text(const struct bs_part *part)
{
    return part->type.p == NULL || bs_span_is(part->type, "text") ||
           bs_span_is(part->type, "message") || bs_span_is(part->type, "multipart");
}

static enum fate
mask_leaf(struct work *w, const struct bs_part *part, struct sink *masked)
{
    struct bs_mask *mask = w->mask;
    struct bs_span text = bs_decode_part(part, mask->decoded, sizeof mask->decoded);
    unsigned count = 0;

    if (is_text(part))
        count = mask_into(&mask->users, masked, text, BS_USERS_WORDS);
    else if (is_left(mask, text) || is_left(mask, part->body))
        return FATE_OUT;
    else
        return FATE_SAME;
    if (is_left(mask, sink_span(masked)))
        return FATE_OUT;
    w->result->masked += count;
    if (count > 0)
        return FATE_MASKED;
    return part->encoding != BS_ENC_NONE && is_left(mask, part->body) ? FATE_OUT : FATE_SAME;
}

static void
put_body(struct work *w, const struct bs_part *part, enum fate fate, struct bs_span masked)
{
    if (fate == FATE_OUT) {
        w->result->left_out++;
        sink_text(&w->out, "[left out: it contains an address of a user]\n");
    } else if (fate == FATE_SAME) {
        sink_copy(&w->out, part->body);
    } else if (part->encoding == BS_ENC_BASE64) {
        bs_encode_base64(&w->out, masked);
    } else if (part->encoding == BS_ENC_QP) {
        bs_encode_qp(&w->out, masked);
    } else {
        sink_copy(&w->out, masked);
    }
}

/* Boundaries, the text before and after them, and parts beyond the limits of MIME. */
static void
put_gap(struct work *w, struct bs_span text)
{
    struct bs_mask *mask = w->mask;
    struct sink masked = {mask->masked, sizeof mask->masked, 0};

    if (text.n == 0)
        return;
    w->result->masked += mask_into(&mask->users, &masked, text, 0);
    if (is_left(mask, sink_span(&masked))) {
        w->result->left_out++;
        sink_text(&w->out, "\n[left out: it contains an address of a user]\n");
        return;
    }
    sink_copy(&w->out, sink_span(&masked));
}

static void mask_entity(struct work *w, struct bs_span raw, unsigned depth);

static bool
is_message(const struct bs_part *part)
{
    return bs_part_is(part, "message", "rfc822") || bs_part_is(part, "message", "global");
}

static void
put_leaf(struct work *w, const struct bs_part *part, unsigned depth)
{
    struct sink masked = {w->mask->masked, sizeof w->mask->masked, 0};
    enum fate fate = FATE_OUT;

    if (is_message(part) && part->encoding == BS_ENC_NONE && depth < BS_MAX_NESTED) {
        mask_header(w, part->header, false);
        mask_entity(w, part->body, depth + 1);
        return;
    }
    if (!is_message(part))
        fate = mask_leaf(w, part, &masked);
    mask_header(w, part->header, fate == FATE_OUT);
    put_body(w, part, fate, sink_span(&masked));
}

/* The offset at which a piece of the body begins in it. */
static size_t
offset_of(struct bs_span body, struct bs_span piece)
{
    return (size_t)(piece.p - body.p); /* bounds: mime.h gives views of the body */
}

/* Recursion ends at BS_MAX_NESTED. */
static void
mask_entity(struct work *w, struct bs_span raw, unsigned depth)
{
    struct bs_message message;
    struct bs_mime it;
    struct bs_part part;
    size_t done = 0; /* of the body */

    bs_message_split(&message, raw);
    bs_mime_start(&it, &message);
    while (bs_mime_next(&it, &part) == 1) {
        if (part.depth > 0) {
            size_t start = offset_of(message.body, part.header);

            put_gap(w, bs_span_drop(bs_span_take(message.body, start), done));
            done = start + part.header.n;
        }
        if (part.leaf) {
            put_leaf(w, &part, depth);
            done += part.body.n;
        } else {
            mask_header(w, part.header, false);
        }
    }
    put_gap(w, bs_span_drop(message.body, done));
}

void
bs_mask_message(struct bs_masked *masked_r, struct bs_mask *mask, struct bs_span raw,
                unsigned char *buffer, size_t size)
{
    struct work w = {.mask = mask, .out = {buffer, size, 0}, .result = masked_r};

    *masked_r = (struct bs_masked){.cut = raw.n > BS_MAX_COMPLAINT};
    mask_entity(&w, bs_span_take(raw, BS_MAX_COMPLAINT), 0);
    masked_r->text = sink_span(&w.out);
    masked_r->cut |= sink_full(&w.out);
}

struct bs_span
bs_mask_text(struct bs_mask *mask, struct bs_span text)
{
    struct sink out = {mask->masked, sizeof mask->masked, 0};

    mask_into(&mask->users, &out, text, 0);
    return is_left(mask, sink_span(&out)) ? bs_span_of(NULL, 0) : sink_span(&out);
}
