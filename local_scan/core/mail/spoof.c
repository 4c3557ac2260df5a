/* spoof: names of senders that are made to be taken for another's. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "spoof.h"

#include "address.h"
#include "author.h"
#include "decode.h"
#include "host.h"
#include "idn.h"
#include "punycode.h"
#include "utf8.h"

/* One field under examination. */
struct look {
    struct bs_findings *findings;
    const struct bs_field *field;
    size_t offset; /* of the mailbox */
};

static void
add(const struct look *look, enum bs_finding_id id, unsigned long code)
{
    bs_finding_add(look->findings, (struct bs_finding){.id = id,
                                                       .field = look->field->name,
                                                       .offset = look->offset,
                                                       .code = code});
}

/* Scripts */

enum script { NONE, LATIN, GREEK, CYRILLIC, JOINS };

static const struct range {
    unsigned long from, to;
    enum script script;
} ranges[] = {
    {'0', '9', JOINS},
    {'A', 'Z', LATIN},
    {'a', 'z', LATIN},
    {0x00AD, 0x00AD, JOINS}, /* soft hyphen */
    {0x00C0, 0x00D6, LATIN},
    {0x00D8, 0x00F6, LATIN},
    {0x00F8, 0x024F, LATIN},
    {0x0300, 0x036F, JOINS}, /* combining marks */
    {0x0370, 0x0373, GREEK},
    {0x0376, 0x037D, GREEK},
    {0x037F, 0x03FF, GREEK},
    {0x0400, 0x052F, CYRILLIC},
    {0x1C80, 0x1C8F, CYRILLIC},
    {0x1E00, 0x1EFF, LATIN},
    {0x1F00, 0x1FFF, GREEK},
    {0x200B, 0x200D, JOINS}, /* zero width */
    {0x2060, 0x2060, JOINS},
    {0x2C60, 0x2C7F, LATIN},
    {0x2DE0, 0x2DFF, CYRILLIC},
    {0xA640, 0xA69F, CYRILLIC},
    {0xFEFF, 0xFEFF, JOINS},
    {0xFF21, 0xFF3A, LATIN}, /* fullwidth */
    {0xFF41, 0xFF5A, LATIN},
};

static enum script
script_of(unsigned long point)
{
    for (size_t i = 0; i < BS_COUNT(ranges) && point >= ranges[i].from; i++)
        if (point <= ranges[i].to)
            return ranges[i].script;
    return NONE;
}

/* A word; zeroed to start. */
struct word {
    bool latin;
    bool dotted; /* a Latin i */
    bool greek;
    unsigned long away; /* its first letter of Cyrillic or Greek */
};

/* In names of Ukraine, Belarus and Kazakhstan, the Latin i is often typed for the Cyrillic one,
 * which not every keyboard has. The two look alike, so a forger gains nothing by that letter. */
static bool
is_dotted(unsigned long point)
{
    return point == 'i' || point == 'I';
}

/* True if this letter makes the word one of two scripts. */
static bool
is_mixed_with(struct word *word, unsigned long point)
{
    enum script script = script_of(point);

    if (script == NONE)
        *word = (struct word){0};
    if (script == NONE || script == JOINS)
        return false;
    if (script == LATIN && is_dotted(point))
        word->dotted = true;
    else if (script == LATIN)
        word->latin = true;
    else if (word->away == 0)
        word->away = point;
    word->greek |= script == GREEK;
    return word->away != 0 && (word->latin || (word->dotted && word->greek));
}

static void
look_at_scripts(const struct look *look, struct bs_span text)
{
    struct word word = {0};

    for (long point; (point = bs_utf8_next(&text)) != BS_UTF8_END;)
        if (point == BS_UTF8_BAD)
            word = (struct word){0};
        else if (is_mixed_with(&word, (unsigned long)point))
            add(look, BS_FIND_SCRIPTS, word.away);
}

static void
look_at_label(const struct look *look, struct bs_span label)
{
    unsigned long point[BS_PUNYCODE_POINTS];
    struct word word = {0};

    if (!bs_span_starts(label, "xn--")) {
        look_at_scripts(look, label);
        return;
    }
    size_t n = bs_punycode_read(bs_span_drop(label, 4), point);
    for (size_t i = 0; i < n; i++)
        if (is_mixed_with(&word, point[i])) /* bounds: i < n <= BS_PUNYCODE_POINTS */
            add(look, BS_FIND_SCRIPTS, word.away);
}

/* Mailboxes */

/* Often only the name is shown, so an address in it is taken for the sender's. */
static bool
is_address(struct bs_span text)
{
    struct bs_span domain = bs_address_domain(text);

    return domain.n > 0 && domain.n < text.n - 1 && bs_span_find(domain, '.') < domain.n &&
           bs_span_find_any(text, " \t\r\n\"<>(),:;") == text.n;
}

/* What a reader sees of it. */
static struct bs_span
as_seen(struct bs_span text, unsigned char *buffer, size_t size)
{
    struct sink out = {buffer, size, 0};

    for (long point; (point = bs_utf8_next(&text)) != BS_UTF8_END;) {
        unsigned long seen = point < 0 ? '?' : bs_idn_seen((unsigned long)point);
        if (seen != 0)
            sink_point(&out, seen);
    }
    return sink_span(&out);
}

/* The address that a display name consists of, or ends with as a mailbox does: "Joe <joe@…>". Where
 * there is no other address, such a name may be the mailbox itself, after a quote too many. */
static struct bs_span
address_in(struct bs_span text, bool alone)
{
    text = bs_span_strip(text, " \t\r\n\"',;:");
    if (!alone && bs_span_ends(text, ">"))
        text = bs_span_drop(text, bs_span_behind(text, '<'));
    if (bs_span_starts(text, "mailto:"))
        text = bs_span_drop(text, 7);
    return bs_span_strip(text, " \t\r\n\"'<>()[],;:");
}

/* Domains above and below each other belong to one owner, unless one is a registry's (gov.br):
 * "news@shop.example" is a newsletter service's usual name for <news@mail.shop.example>. */
static bool
is_one_domain(struct bs_span a, struct bs_span b)
{
    return a.n != b.n && (bs_host_within(a, b) || bs_host_within(b, a)) && bs_host_same_org(a, b);
}

static bool
is_another(struct bs_span text, struct bs_span address)
{
    return !bs_address_same(text, address) &&
           !is_one_domain(bs_address_domain(text), bs_address_domain(address));
}

static void
look_at_name(const struct look *look, struct bs_span name, struct bs_span address)
{
    unsigned char buffer[BS_MAX_NAME_TEXT], seen[BS_MAX_NAME_TEXT], other[BS_MAX_ADDRESS];
    struct bs_span text = bs_decode_words(name, buffer, sizeof buffer);

    look_at_scripts(look, text);
    text = address_in(as_seen(text, seen, sizeof seen), address.n == 0);
    if (is_address(text) && is_another(text, as_seen(address, other, sizeof other)))
        add(look, BS_FIND_NAME_ADDRESS, 0);
}

static void
look_at_author(const struct look *look, const struct bs_author *author)
{
    struct bs_span domain = bs_address_domain(author->address);

    if (author->name.n > 0)
        look_at_name(look, author->name, bs_span_trim(author->address));
    while (domain.n > 0)
        look_at_label(look, bs_span_word(&domain, ". \t\r\n"));
}

/* Plain ASCII with one address, and no name after it, has neither. */
static bool
can_spoof(struct bs_span value)
{
    struct bs_span domain = bs_span_drop(value, bs_span_find(value, '@') + 1);
    bool more = bs_span_find_any(domain, "@<\"") < domain.n;

    if (more || bs_span_has(value, "=?") || bs_span_has(value, "xn--"))
        return true;
    for (size_t i = 0; i < value.n; i++)
        if (bs_span_at(value, i) > 127)
            return true;
    return false;
}

void
bs_spoof_field(struct bs_findings *findings, const struct bs_field *field)
{
    struct bs_span value = field->value;
    struct bs_author author;
    size_t at = 0;

    if (!can_spoof(value))
        return;
    while (bs_author_next(value, &at, &author)) {
        struct look look = {findings, field, author.offset};
        look_at_author(&look, &author);
    }
}
