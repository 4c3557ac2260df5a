/* utf8: octets to Unicode code points, strictly. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "utf8.h"

/* RFC 3629 §4: which octets may lead, and which may then follow. The narrower ranges exclude
 * overlong forms (E0, F0), surrogates (ED) and everything above U+10FFFF (F4); C0, C1 and F5 to FF
 * cannot lead. */
static const struct lead {
    unsigned char from, to;
    unsigned char missing;
    unsigned char low, high;
} leads[] = {
    {0xC2, 0xDF, 1, 0x80, 0xBF}, {0xE0, 0xE0, 2, 0xA0, 0xBF}, {0xE1, 0xEC, 2, 0x80, 0xBF},
    {0xED, 0xED, 2, 0x80, 0x9F}, {0xEE, 0xEF, 2, 0x80, 0xBF}, {0xF0, 0xF0, 3, 0x90, 0xBF},
    {0xF1, 0xF3, 3, 0x80, 0xBF}, {0xF4, 0xF4, 3, 0x80, 0x8F},
};

static long
push_first(struct bs_utf8 *u, unsigned char octet)
{
    if (octet < 0x80)
        return octet;
    for (size_t i = 0; i < BS_COUNT(leads); i++) {
        const struct lead *lead = &leads[i];
        if (octet < lead->from || octet > lead->to)
            continue;
        u->missing = lead->missing;
        u->low = lead->low;
        u->high = lead->high;
        u->point = octet & (0x3FU >> lead->missing);
        return BS_UTF8_MORE;
    }
    return BS_UTF8_BAD;
}

long
bs_utf8_push(struct bs_utf8 *u, unsigned char octet, bool *again_r)
{
    *again_r = false;
    if (u->missing == 0)
        return push_first(u, octet);
    if (octet < u->low || octet > u->high) {
        u->missing = 0;
        *again_r = true;
        return BS_UTF8_BAD;
    }
    u->point = u->point << 6 | (octet & 0x3FU);
    u->low = 0x80;
    u->high = 0xBF;
    return --u->missing == 0 ? (long)u->point : BS_UTF8_MORE;
}

long
bs_utf8_next(struct bs_span *rest)
{
    struct bs_utf8 u = {0};
    bool again = false;

    if (rest->n == 0)
        return BS_UTF8_END;
    for (size_t i = 0; i < rest->n; i++) {
        long point = bs_utf8_push(&u, (unsigned char)bs_span_at(*rest, i), &again);
        if (point == BS_UTF8_MORE)
            continue;
        *rest = bs_span_drop(*rest, again ? i : i + 1);
        return point;
    }
    *rest = bs_span_drop(*rest, rest->n);
    return BS_UTF8_BAD;
}

static char
octet_of(unsigned long bits)
{
    return (char)(unsigned char)bits;
}

size_t
bs_utf8_encode(unsigned long point, char octets_r[4])
{
    static const unsigned char mark[] = {0, 0, 0xC0, 0xE0, 0xF0};
    size_t n = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;

    for (size_t i = n - 1; i > 0; i--, point >>= 6)
        octets_r[i] = octet_of(0x80 | (point & 0x3F)); /* bounds: 0 < i < n <= 4 */
    octets_r[0] = octet_of(point | (n == 1 ? 0 : mark[n]));
    return n;
}

/* Letters that come in pairs, capital and small, beside each other. */
static bool
is_paired(unsigned long point)
{
    return (point >= 0x100 && point <= 0x137) || (point >= 0x14a && point <= 0x177) ||
           (point >= 0x1a0 && point <= 0x1a5) || (point >= 0x1e00 && point <= 0x1eff) ||
           (point >= 0x218 && point <= 0x21b) || (point >= 0x460 && point <= 0x4bf) ||
           (point >= 0x4d0 && point <= 0x52f);
}

/* Capitals whose small letters lie apart, by ranges. */
static const struct {
    unsigned short first, last, apart;
} capitals[] = {
    {0xc0, 0xd6, 32},   {0xd8, 0xde, 32},   {0x1af, 0x1af, 1},  {0x386, 0x386, 38},
    {0x388, 0x38a, 37}, {0x38c, 0x38c, 64}, {0x38e, 0x38f, 63}, {0x391, 0x3a9, 32},
    {0x400, 0x40f, 80}, {0x410, 0x42f, 32}, {0x531, 0x556, 48},
};

/* Two spellings of one letter: the second one is used. */
static const unsigned short spellings[][2] = {
    {0x178, 0xff},  {0x219, 0x15f}, {0x21b, 0x163}, {0x3c2, 0x3c3}, {0x451, 0x435}, {0x622, 0x627},
    {0x623, 0x627}, {0x625, 0x627}, {0x649, 0x64a}, {0x6cc, 0x64a}, {0x6a9, 0x643}, {0x2019, '\''},
};

static unsigned long
one_spelling(unsigned long point)
{
    for (size_t i = 0; i < BS_COUNT(spellings); i++)
        if (spellings[i][0] == point)
            return spellings[i][1];
    return point;
}

unsigned long
bs_utf8_lower(unsigned long point)
{
    if (point < 0x80)
        return bs_lower((unsigned char)point);
    if (point > 0x1eff) /* the last of both tables */
        return point;
    if (is_paired(point))
        return point | 1;
    if ((point >= 0x139 && point <= 0x148) || (point >= 0x179 && point <= 0x17e))
        return point + (point & 1);
    for (size_t i = 0; i < BS_COUNT(capitals); i++)
        if (point >= capitals[i].first && point <= capitals[i].last)
            return point + capitals[i].apart;
    return point;
}

unsigned long
bs_utf8_small(unsigned long point)
{
    if (point == 0x130)
        return 'i';
    if (point < 0x80 || point > 0x2019) /* the last of the table */
        return bs_utf8_lower(point);
    return one_spelling(bs_utf8_lower(point));
}
