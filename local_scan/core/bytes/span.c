/* span: bounded views of bytes. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "span.h"

#include <stdint.h>
#include <string.h>

/* A set of octets, made once per call: 256 bits. NUL is never in it. */
struct set {
    uint64_t bits[4];
};

static struct set
set_of(const char *octets)
{
    struct set set = {{0}};

    for (; *octets; octets++) {
        unsigned char c = (unsigned char)*octets;
        set.bits[c >> 6] |= UINT64_C(1) << (c & 63); /* bounds: c >> 6 < 4 */
    }
    return set;
}

static bool
in_set(const struct set *set, int c)
{
    return c >= 0 && (set->bits[c >> 6] >> (c & 63) & 1) != 0; /* bounds: c < 256 */
}

/* Usually the first octet at each end already stays, so making a set would cost more. */
static bool
is_one_of(int c, const char *octets)
{
    while (*octets && (unsigned char)*octets != c)
        octets++;
    return *octets != '\0';
}

struct bs_span
bs_span_strip(struct bs_span s, const char *octets)
{
    while (s.n && is_one_of(bs_span_at(s, 0), octets))
        s = bs_span_drop(s, 1);
    while (s.n && is_one_of(bs_span_at(s, s.n - 1), octets))
        s.n--;
    return s;
}

struct bs_span
bs_span_trim(struct bs_span s)
{
    while (bs_is_white(bs_span_at(s, 0)))
        s = bs_span_drop(s, 1);
    while (bs_is_white(bs_span_at(s, s.n - 1)))
        s.n--;
    return s;
}

static bool
is_plain(int c)
{
    return c >= ' ' && c < 127;
}

/* Are the eight octets at `p` all plain? The top bit of each shows it: it is set in an octet above
 * 127, becomes set if 1 is added to 127, and if 32 is subtracted from less. A carry can only come
 * from an octet that is not plain. */
static bool
are_plain(const unsigned char p[8])
{
    const uint64_t one = UINT64_C(0x0101010101010101), top = one << 7;
    uint64_t x;

    memcpy(&x, p, sizeof x);
    return ((x | (x + one) | ~((x | top) - 32 * one)) & top) == 0;
}

/* Nearly all of every header and of all output is plain. */
size_t
bs_span_plain(struct bs_span s)
{
    size_t i = 0;

    while (s.n - i >= 8 && are_plain(s.p + i)) /* bounds: i + 8 <= n */
        i += 8;
    while (is_plain(bs_span_at(s, i)))
        i++;
    return i;
}

static size_t
find_in_set(struct bs_span s, const struct set *set)
{
    size_t i = 0;

    while (i < s.n && !in_set(set, bs_span_at(s, i)))
        i++;
    return i;
}

size_t
bs_span_behind(struct bs_span s, unsigned char octet)
{
    size_t i = s.n;

    while (i > 0 && bs_span_at(s, i - 1) != octet)
        i--;
    return i;
}

size_t
bs_span_find_any(struct bs_span s, const char *octets)
{
    struct set set = set_of(octets);

    return find_in_set(s, &set);
}

/* Most letters that are the same also have the same case. */
static bool
same_octet(unsigned char a, unsigned char b)
{
    return a == b || bs_lower(a) == bs_lower(b);
}

static bool
same_octets(struct bs_span a, struct bs_span b)
{
    for (size_t i = 0; i < a.n; i++)
        if (!same_octet(a.p[i], b.p[i])) /* bounds: a.n == b.n */
            return false;
    return true;
}

/* The next octet that is C, a small letter, ignoring case; s.n if absent. */
static size_t
find_letter(struct bs_span s, unsigned char c)
{
    size_t i = 0;

    while (i < s.n && bs_lower(s.p[i]) != c) /* bounds: i < n */
        i++;
    return i;
}

static size_t
find_first(struct bs_span s, unsigned char c)
{
    return c >= 'a' && c <= 'z' ? find_letter(s, c) : bs_span_find(s, c);
}

size_t
bs_span_search_span(struct bs_span s, struct bs_span what)
{
    size_t i = 0;

    if (what.n == 0)
        return 0;
    if (s.n < what.n)
        return s.n;
    unsigned char first = bs_lower((unsigned char)bs_span_at(what, 0));
    size_t last = s.n - what.n; /* where it can begin at the latest */
    while (i <= last) {
        i += find_first(bs_span_take(bs_span_drop(s, i), last + 1 - i), first);
        if (i > last)
            break;
        if (same_octets(what, bs_span_drop(s, i))) /* bounds: i + what.n <= s.n */
            return i;
        i++;
    }
    return s.n;
}

size_t
bs_span_search(struct bs_span s, const char *text)
{
    return bs_span_search_span(s, bs_span_text(text));
}

bool
bs_span_has(struct bs_span s, const char *text)
{
    return bs_span_search(s, text) < s.n;
}

bool
bs_span_is_any(struct bs_span s, const char *const *texts)
{
    for (; *texts; texts++)
        if (bs_span_is(s, *texts))
            return true;
    return false;
}

bool
bs_span_equal(struct bs_span a, struct bs_span b)
{
    if (a.n != b.n)
        return false;
    return a.n == 0 || memcmp(a.p, b.p, a.n) == 0 || same_octets(a, b);
}

bool
bs_span_is_among(struct bs_span s, const struct bs_span *spans, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (bs_span_equal(s, spans[i])) /* bounds: i < count */
            return true;
    return false;
}

/* How many octets of `text`, up to its end, `s` starts with. strlen is not used, because most
 * comparisons are with long tables, and end at the first letter. */
static size_t
same_start(struct bs_span s, const char *text)
{
    size_t i = 0;

    while (text[i] && i < s.n && same_octet(s.p[i], (unsigned char)text[i]))
        i++; /* bounds: i < s.n, and before the NUL of text */
    return i;
}

bool
bs_span_is_rest(struct bs_span s, const char *text)
{
    size_t same = same_start(s, text);

    return same == s.n && text[same] == '\0';
}

bool
bs_span_starts_rest(struct bs_span s, const char *text)
{
    return text[same_start(s, text)] == '\0';
}

bool
bs_span_ends(struct bs_span s, const char *text)
{
    struct bs_span end = bs_span_text(text);

    return s.n >= end.n && same_octets(end, bs_span_drop(s, s.n - end.n));
}

struct bs_span
bs_span_word(struct bs_span *rest, const char *separators)
{
    struct set set = set_of(separators);

    while (rest->n && in_set(&set, bs_span_at(*rest, 0)))
        *rest = bs_span_drop(*rest, 1);
    struct bs_span word = bs_span_take(*rest, find_in_set(*rest, &set));
    *rest = bs_span_drop(*rest, word.n);
    return word;
}

struct bs_span
bs_span_line(struct bs_span *rest, bool bare_cr)
{
    size_t end = bs_span_find(*rest, bare_cr ? '\r' : '\n');
    struct bs_span line = bs_span_take(*rest, end);

    *rest = bs_span_drop(*rest, end + 1);
    if (!bare_cr && line.n && bs_span_at(line, line.n - 1) == '\r')
        line.n--;
    return line;
}

bool
bs_span_next_line(struct bs_span *rest, struct bs_span *line_r)
{
    bool more = rest->n > 0;

    *line_r = bs_span_line(rest, false);
    return more;
}

struct bs_span
bs_span_chomp(struct bs_span s, unsigned char eol)
{
    if (bs_span_at(s, s.n - 1) == eol)
        s.n--;
    if (bs_span_at(s, s.n - 1) == '\r')
        s.n--;
    return s;
}

bool
bs_span_bare_cr(struct bs_span s)
{
    return bs_span_find(s, '\n') == s.n && bs_span_find(s, '\r') < s.n;
}

long
bs_span_number(struct bs_span s, size_t digits)
{
    long number = -1;

    if (digits > 9) /* stays below 2^31 */
        digits = 9;
    for (size_t i = 0; i < digits && bs_is_digit(bs_span_at(s, i)); i++)
        number = (number < 0 ? 0 : number) * 10 + (bs_span_at(s, i) - '0');
    return number;
}

long long
bs_span_seconds(struct bs_span s)
{
    long long number = 0;

    if (s.n == 0 || s.n > 12)
        return -1;
    for (size_t i = 0; i < s.n; i++) {
        if (!bs_is_digit(bs_span_at(s, i)))
            return -1;
        number = number * 10 + (bs_span_at(s, i) - '0');
    }
    return number;
}
