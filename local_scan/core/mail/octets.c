/* octets: are these header octets legal, and what do they hide? */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "octets.h"

#include "charset.h"
#include "decode.h"
#include "encoded_word.h"
#include "hidden.h"
#include "spoof.h"
#include "utf8.h"

/* RFC 5322 §3.6: fields that may occur at most once, and the two that must
 * occur; RFC 2045 §3 for those of MIME, of which two contradict each other. */
static const struct singleton {
    enum bs_name id;
    const char *name;
    bool required;
} singletons[] = {
    {BS_NAME_DATE, "Date", true},
    {BS_NAME_FROM, "From", true},
    {BS_NAME_SENDER, "Sender", false},
    {BS_NAME_REPLY_TO, "Reply-To", false},
    {BS_NAME_TO, "To", false},
    {BS_NAME_CC, "Cc", false},
    {BS_NAME_BCC, "Bcc", false},
    {BS_NAME_MESSAGE_ID, "Message-ID", false},
    {BS_NAME_IN_REPLY_TO, "In-Reply-To", false},
    {BS_NAME_REFERENCES, "References", false},
    {BS_NAME_SUBJECT, "Subject", false},
    {BS_NAME_MIME_VERSION, "MIME-Version", false},
    {BS_NAME_CONTENT_TYPE, "Content-Type", false},
    {BS_NAME_CONTENT_TRANSFER_ENCODING, "Content-Transfer-Encoding", false},
};

#define ESCAPE 0x1b

/* One field under examination. */
struct look {
    struct bs_octets *o;
    const struct bs_field *field;
    unsigned found; /* set of 1 << finding: the first of each kind is enough */
    struct bs_hidden hidden;
    struct bs_utf8 utf8; /* goes on from word to word, as in some readers */
    size_t point_at;     /* where its character began */
    size_t shifted_at;   /* the escape that began Japanese text, plus 1; 0: it has ended */
};

void
bs_octets_start(struct bs_octets *o, struct bs_findings *findings, bool utf8_allowed)
{
    *o = (struct bs_octets){.findings = findings, .utf8_allowed = utf8_allowed};
}

static void
add(struct look *look, enum bs_finding_id id, size_t offset, unsigned long code)
{
    if (look->found & 1U << id)
        return;
    look->found |= 1U << id;
    bs_finding_add(
        look->o->findings,
        (struct bs_finding){.id = id, .field = look->field->name, .offset = offset, .code = code});
}

/* Controls and lines. */

/* True if octet I ends a line: LF, the CR before it, or CR if the header has no
 * LF. */
static bool
ends_line(const struct look *look, size_t i)
{
    int c = bs_span_at(look->field->value, i);

    if (c == '\r')
        return look->o->bare_cr || bs_span_at(look->field->value, i + 1) == '\n';
    return c == '\n';
}

/* RFC 1468: old Japanese programs write ISO-2022-JP without RFC 2047. Its escapes only change
 * between ASCII and Japanese; like all other escapes, one after which ASCII does not return is a
 * control. */
static bool
is_japanese(struct look *look, size_t i)
{
    int kind = bs_span_at(look->field->value, i + 1);
    int set = bs_span_at(look->field->value, i + 2);

    if (kind == '$' && (set == '@' || set == 'B')) {
        look->shifted_at = look->shifted_at ? look->shifted_at : i + 1;
        return true;
    }
    if (kind != '(' || (set != 'B' && set != 'J'))
        return false;
    look->shifted_at = 0;
    return true;
}

static void
add_control(struct look *look, size_t i, int c)
{
    if (c == ESCAPE && is_japanese(look, i))
        return;
    if (c == '\0')
        add(look, BS_FIND_NUL, i, 0);
    else if (c == '\r')
        add(look, BS_FIND_BARE_CR, i, '\r');
    else if (c != '\t')
        add(look, BS_FIND_CONTROL, i, (unsigned long)c);
}

/* Returns whether any octet is above ASCII. */
static bool
scan_octets(struct look *look)
{
    struct bs_span value = look->field->value;
    size_t before = look->field->name.n + 1; /* octets of this line before `line`: the colon */
    size_t line = 0;                         /* where it starts in the value */
    bool high = false;

    for (size_t i = 0;; i++) {
        i += bs_span_plain(bs_span_drop(value, i));
        int c = bs_span_at(value, i);
        bool ends = c < 0 || (c < ' ' && ends_line(look, i));
        if (ends && i - line + before > BS_MAX_LINE)
            add(look, BS_FIND_LONG_LINE, before < BS_MAX_LINE ? line + BS_MAX_LINE - before : 0, 0);
        if (c < 0)
            break;
        if (ends) {
            line = i + 1;
            before = 0;
        } else if (c > 127) {
            high = true;
        } else {
            add_control(look, i, c);
        }
    }
    if (look->shifted_at)
        add(look, BS_FIND_CONTROL, look->shifted_at - 1, ESCAPE);
    return high;
}

/* Class. */

/* One octet that is not UTF-8 makes a field of some old charset, in which what
 * looks like UTF-8 beside it means nothing: so there is one finding or the
 * other. */
static enum bs_octet_class
class_of_high(struct look *look)
{
    struct bs_span value = look->field->value;

    for (struct bs_span rest = value; rest.n > 0;) {
        size_t offset = value.n - rest.n;
        if (bs_utf8_next(&rest) != BS_UTF8_BAD)
            continue;
        add(look, BS_FIND_8BIT, offset, (unsigned long)bs_span_at(value, offset));
        return BS_OCTETS_8BIT;
    }
    return BS_OCTETS_UTF8;
}

static void
scan_utf8(struct look *look)
{
    struct bs_span value = look->field->value;

    for (struct bs_span rest = value; rest.n > 0;) {
        size_t offset = value.n - rest.n;
        unsigned long point = (unsigned long)bs_utf8_next(&rest);
        if (point >= 0x80 && !look->o->utf8_allowed)
            add(look, BS_FIND_UTF8, offset, point);
        if (point >= 0x80 && point < 0xA0)
            add(look, BS_FIND_CONTROL, offset, point);
    }
}

/* Hidden characters and encoded words. */

static void
push_point(struct look *look, long point, size_t offset)
{
    struct bs_finding finding = {0};

    if (point < 0)
        bs_hidden_interrupt(&look->hidden);
    else if (bs_hidden_push(&look->hidden, (unsigned long)point, offset, &finding))
        add(look, finding.id, finding.offset, finding.code);
}

/* What is in between is not known to be text. */
static void
interrupt(struct look *look)
{
    bs_hidden_interrupt(&look->hidden);
    look->utf8 = (struct bs_utf8){0};
}

static void
push_octet(struct look *look, unsigned char octet, size_t offset)
{
    bool again = true;

    while (again) {
        if (look->utf8.missing == 0)
            look->point_at = offset;
        long point = bs_utf8_push(&look->utf8, octet, &again);
        if (point != BS_UTF8_MORE)
            push_point(look, point, look->point_at);
    }
}

static void
push_text(struct look *look, size_t start, size_t end)
{
    look->utf8 = (struct bs_utf8){0};
    for (size_t i = start; i < end; i++)
        push_octet(look, (unsigned char)bs_span_at(look->field->value, i), i);
}

/* `start` is where the word begins in the value. Readers show what is whole of a
 * broken word, so it is looked at as well. */
static void
push_word(struct look *look, const struct bs_encoded_word *word, size_t start)
{
    struct bs_charset_reader reader = {.charset = bs_charset_find(word->charset)};
    struct bs_decoder it = {.in = word->text, .base64 = word->base64};
    size_t text = start + word->text_end - word->text.n, offset = text;
    unsigned char letters[8]; /* of one octet: two at most */

    if (!bs_charset_reads(reader.charset)) {
        interrupt(look);
        return;
    }
    for (int octet; (octet = bs_decode_next(&it)) >= 0; offset = text + it.i) {
        struct sink out = {letters, sizeof letters, 0};
        bs_charset_push(&reader, octet, &out);
        for (size_t i = 0; i < out.n; i++)
            push_octet(look, letters[i], offset); /* bounds: n <= sizeof letters */
    }
}

/* RFC 2047 §6.2: blanks between two words are not shown. */
static bool
is_gap(const struct look *look, size_t start, size_t end, bool behind_word)
{
    struct bs_span text = bs_span_take(look->field->value, end);

    return behind_word && bs_span_trim(bs_span_drop(text, start)).n == 0;
}

static void
add_broken_word(struct look *look, size_t offset)
{
    int c = bs_span_at(look->field->value, offset);

    add(look, BS_FIND_ENCODED_WORD, offset, c < 0 ? 0 : (unsigned long)c);
}

static void
scan_words(struct look *look)
{
    struct bs_span value = look->field->value;
    bool behind_word = false;
    struct bs_encoded_word word;

    for (size_t done = 0; done < value.n;) {
        struct bs_span rest = bs_span_drop(value, done);
        size_t at = done + bs_span_search(rest, "=?");
        if (!is_gap(look, done, at, behind_word))
            push_text(look, done, at);
        if (at == value.n)
            return;
        enum bs_encoded_word_state state = bs_encoded_word_read(bs_span_drop(value, at), &word);
        done = at + word.length;
        if (state == BS_ENCODED_WORD_BROKEN)
            add_broken_word(look, at + word.broken);
        if (state == BS_ENCODED_WORD_NONE)
            push_text(look, at, done);
        else
            push_word(look, &word, at);
        behind_word = state != BS_ENCODED_WORD_NONE;
    }
}

static void
scan_read_field(struct look *look)
{
    struct bs_finding finding = {0};

    scan_words(look);
    if (bs_hidden_end(&look->hidden, &finding))
        add(look, finding.id, finding.offset, finding.code);
}

/* Fields. */

/* Plain ASCII without encoded words can hide nothing. */
static bool
may_hide(struct bs_span value, enum bs_octet_class octet_class)
{
    return octet_class != BS_OCTETS_ASCII || bs_span_has(value, "=?");
}

/* Where people read names and subjects; elsewhere "=?" is part of a URL or a
 * signature, and deceives no reader. */
static bool
is_read_field(enum bs_name id)
{
    switch (id) {
    case BS_NAME_FROM:
    case BS_NAME_REPLY_TO:
    case BS_NAME_SENDER:
    case BS_NAME_TO:
    case BS_NAME_CC:
    case BS_NAME_SUBJECT:
        return true;
    default:
        return false;
    }
}

static bool
names_sender(enum bs_name id)
{
    return id == BS_NAME_FROM || id == BS_NAME_SENDER || id == BS_NAME_REPLY_TO;
}

/* Emacs and PHP scripts leave an empty "Cc:" or "Bcc:" beside the one that they fill in. */
static bool
names_no_recipient(const struct bs_field *field)
{
    return (field->id == BS_NAME_TO || field->id == BS_NAME_CC || field->id == BS_NAME_BCC) &&
           bs_span_trim(field->value).n == 0;
}

/* A field that is repeated as it is shows everyone the same. */
static void
count(struct bs_octets *o, const struct bs_field *field)
{
    if (field->id >= BS_OCTETS_ONCE || names_no_recipient(field))
        return;
    if (o->seen[field->id] == 0) {
        o->seen[field->id] = 1;
        o->first[field->id] = field->value;
    } else if (!bs_span_equal(bs_span_trim(field->value), bs_span_trim(o->first[field->id]))) {
        o->seen[field->id] = 2;
    }
}

void
bs_octets_field(struct bs_octets *o, const struct bs_field *field)
{
    struct look look = {.o = o, .field = field};
    enum bs_octet_class octet_class = BS_OCTETS_ASCII;

    count(o, field);
    if (scan_octets(&look))
        octet_class = class_of_high(&look);
    if (octet_class == BS_OCTETS_UTF8)
        scan_utf8(&look);
    if (is_read_field(field->id) && may_hide(field->value, octet_class))
        scan_read_field(&look);
    if (names_sender(field->id))
        bs_spoof_field(o->findings, field);
    if (octet_class > o->octet_class)
        o->octet_class = octet_class;
}

static void
add_without_offset(struct bs_octets *o, enum bs_finding_id id, const char *field)
{
    bs_finding_add(o->findings, (struct bs_finding){.id = id, .field = bs_span_text(field)});
}

void
bs_octets_end(struct bs_octets *o)
{
    for (size_t i = 0; i < BS_COUNT(singletons); i++) {
        unsigned char seen = o->seen[singletons[i].id];

        if (seen > 1)
            add_without_offset(o, BS_FIND_DUPLICATE, singletons[i].name);
        if (seen == 0 && singletons[i].required && !o->cut)
            add_without_offset(o, BS_FIND_MISSING, singletons[i].name);
    }
}

/* All fields, also those that nothing else reads: otherwise, two thousand others could be written
 * before the one that a reader is to see. */
static enum bs_octet_class
judge_fields(struct bs_fields *it, struct bs_findings *findings, bool utf8_allowed)
{
    struct bs_octets o;
    struct bs_field field;
    size_t fields = 0;

    bs_octets_start(&o, findings, utf8_allowed);
    o.bare_cr = it->bare_cr;
    o.cut = it->block.n >= BS_MAX_HEADER;
    for (; bs_fields_next(it, &field) == 1; fields++) {
        bs_octets_field(&o, &field);
        it->count = it->index ? it->count : 0;
    }
    if (o.cut || fields > BS_MAX_FIELDS)
        add_without_offset(&o, BS_FIND_HEADER_LIMIT, NULL);
    bs_octets_end(&o);
    return o.octet_class;
}

static bool
ends_in_empty_line(struct bs_span header)
{
    struct bs_span bare = header;
    int end = bs_span_at(bare, bare.n - 1);

    bare = bs_span_take(bare, bare.n - (bare.n > 0));
    if (end == '\n' && bs_span_ends(bare, "\r"))
        bare = bs_span_take(bare, bare.n - 1);
    return bare.n > 0 && bs_span_at(bare, bare.n - 1) == end;
}

enum bs_octet_class
bs_octets_message(const struct bs_message *message, struct bs_findings *findings, bool utf8_allowed)
{
    struct bs_fields it = bs_message_fields(message);

    if (it.index && it.index->more)
        it.index = NULL;
    enum bs_octet_class octet_class = judge_fields(&it, findings, utf8_allowed);
    if (message->body.n > 0 && !ends_in_empty_line(message->header))
        bs_finding_add(findings,
                       (struct bs_finding){.id = BS_FIND_NO_FIELD, .offset = message->header.n});
    return octet_class;
}

const char *
bs_octets_name(enum bs_octet_class c)
{
    static const char *const names[] = {
        [BS_OCTETS_ASCII] = "ascii", [BS_OCTETS_UTF8] = "utf8", [BS_OCTETS_8BIT] = "8bit"};

    return c <= BS_OCTETS_8BIT ? names[c] : names[BS_OCTETS_8BIT];
}
