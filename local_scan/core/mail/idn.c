/* idn: internationalised domains in ASCII (RFC 5890: from U-labels to A-labels). */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "idn.h"

#include "punycode.h"
#include "sink.h"
#include "utf8.h"

struct label {
    unsigned long point[BS_PUNYCODE_POINTS];
    size_t n;
    bool wide; /* not ASCII */
    bool bad;  /* too long */
};

static bool
is_invisible(unsigned long point)
{
    return point == 0xAD || (point >= 0x200B && point <= 0x200D) || point == 0x2060 ||
           (point >= 0xFE00 && point <= 0xFE0F) || point == 0xFEFF;
}

static bool
is_space(unsigned long point)
{
    return point == 0xA0 || (point >= 0x2000 && point <= 0x200A) || point == 0x202F ||
           point == 0x205F || point == 0x3000;
}

unsigned long
bs_idn_seen(unsigned long point)
{
    if (is_space(point))
        return ' ';
    if (is_invisible(point))
        return 0;
    if (point == 0x3002 || point == 0xFF61) /* ideographic full stops */
        return '.';
    if (point == 0xFE6B)
        return '@';
    if (point >= 0xFF01 && point <= 0xFF5E)
        point -= 0xFF01 - '!';
    return bs_utf8_lower(point);
}

/* A mark; letters, and the same letters with it. */
static const struct {
    unsigned long mark;
    const char *bare, *marked;
} marks[] = {
    {0x300, "aeiou", "àèìòù"},
    {0x301, "aeiouycnszlr", "áéíóúýćńśźĺŕ"},
    {0x302, "aeioucghjswy", "âêîôûĉĝĥĵŝŵŷ"},
    {0x303, "anoiu", "ãñõĩũ"},
    {0x304, "aeiou", "āēīōū"},
    {0x306, "aegiou", "ăĕğĭŏŭ"},
    {0x307, "cegz", "ċėġż"},
    {0x308, "aeiouy", "äëïöüÿ"},
    {0x30A, "au", "åů"},
    {0x30B, "ou", "őű"},
    {0x30C, "cdenrstz", "čďěňřšťž"},
    {0x326, "st", "șț"},
    {0x327, "cstgkln", "çşţģķļņ"},
    {0x328, "aeiu", "ąęįų"},
};

/* 0: there is no such letter. */
static unsigned long
joined(unsigned long letter, unsigned long mark)
{
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        struct bs_span bare = bs_span_text(marks[i].bare), marked = bs_span_text(marks[i].marked);
        while (marks[i].mark == mark && bare.n > 0) {
            long both = bs_utf8_next(&marked);
            if (letter == (unsigned long)bs_span_at(bare, 0))
                return (unsigned long)both;
            bare = bs_span_drop(bare, 1);
        }
    }
    return 0;
}

static void
add(struct label *label, unsigned long point)
{
    unsigned long both = label->n > 0 ? joined(label->point[label->n - 1], point) : 0;

    label->wide |= point > 127;
    if (both > 0)
        label->point[label->n - 1] = both; /* bounds: n > 0 */
    else if (label->n < BS_PUNYCODE_POINTS)
        label->point[label->n++] = point; /* bounds: n < BS_PUNYCODE_POINTS */
    else
        label->bad = true;
}

static void
put_label(struct sink *out, const struct label *label)
{
    if (label->wide) {
        sink_copy(out, bs_span_text("xn--"));
        bs_punycode_write(out, label->point, label->n);
    } else {
        for (size_t i = 0; i < label->n; i++)
            sink_put(out, (int)label->point[i]);
    }
}

static struct bs_span
convert(struct bs_span name, struct bs_idn *buffer)
{
    struct sink out = {buffer->octet, sizeof buffer->octet, 0};
    struct label label = {.n = 0};

    for (long next; (next = bs_utf8_next(&name)) != BS_UTF8_END && !label.bad;) {
        unsigned long point = next < 0 ? 0 : bs_idn_seen((unsigned long)next);
        label.bad |= next < 0;
        if (point == '.') {
            put_label(&out, &label);
            sink_put(&out, '.');
            label = (struct label){.n = 0};
        } else if (point != 0 && point != ' ') {
            add(&label, point);
        }
    }
    put_label(&out, &label);
    return label.bad || sink_full(&out) ? bs_span_of(NULL, 0) : sink_span(&out);
}

struct bs_span
bs_idn_ascii(struct bs_span name, struct bs_idn *buffer)
{
    for (size_t i = 0; i < name.n; i++)
        if (bs_span_at(name, i) > 127)
            return convert(name, buffer);
    return name;
}
