/* span: bounded views of bytes. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "span.h"

#include <string.h>

unsigned char
bs_lower(unsigned char c)
{
    return c >= 'A' && c <= 'Z' ? (unsigned char)(c + ('a' - 'A')) : c;
}

bool
bs_is_blank(int c)
{
    return c == ' ' || c == '\t';
}

bool
bs_is_digit(int c)
{
    return c >= '0' && c <= '9';
}

bool
bs_is_alnum(int c)
{
    return bs_is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

struct bs_span
bs_span_of(const void *p, size_t n)
{
    return (struct bs_span){ p, p ? n : 0 };
}

struct bs_span
bs_span_text(const char *text)
{
    return bs_span_of(text, text ? strlen(text) : 0);
}

struct bs_span
bs_span_take(struct bs_span s, size_t n)
{
    return (struct bs_span){ s.p, n < s.n ? n : s.n };
}

struct bs_span
bs_span_drop(struct bs_span s, size_t n)
{
    if (n > s.n)
        n = s.n;
    return n ? (struct bs_span){ s.p + n, s.n - n } : s; /* bounds: n <= s.n */
}

static bool
is_one_of(int c, const char *octets)
{
    return c > 0 && strchr(octets, c) != NULL;
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
    return bs_span_strip(s, " \t\r\n");
}

size_t
bs_span_find(struct bs_span s, unsigned char octet)
{
    const unsigned char *hit = s.n ? memchr(s.p, octet, s.n) : NULL;

    return hit ? (size_t)(hit - s.p) : s.n;
}

size_t
bs_span_find_any(struct bs_span s, const char *octets)
{
    size_t i = 0;

    while (i < s.n && !is_one_of(bs_span_at(s, i), octets))
        i++;
    return i;
}

static bool
same_octets(struct bs_span a, struct bs_span b)
{
    for (size_t i = 0; i < a.n; i++)
        if (bs_lower(a.p[i]) != bs_lower(b.p[i])) /* bounds: a.n == b.n */
            return false;
    return true;
}

size_t
bs_span_search_span(struct bs_span s, struct bs_span what)
{
    if (what.n == 0)
        return 0;
    int first = bs_lower((unsigned char)bs_span_at(what, 0));
    for (size_t i = 0; i < s.n && s.n - i >= what.n; i++)
        if (bs_lower(s.p[i]) == first /* bounds: i < s.n */
            && same_octets(bs_span_take(bs_span_drop(s, i), what.n), what))
            return i;
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
bs_span_equal(struct bs_span a, struct bs_span b)
{
    return a.n == b.n && same_octets(a, b);
}

bool
bs_span_is(struct bs_span s, const char *text)
{
    return bs_span_equal(s, bs_span_text(text));
}

bool
bs_span_starts(struct bs_span s, const char *text)
{
    struct bs_span start = bs_span_text(text);

    return s.n >= start.n && same_octets(start, s);
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
    while (rest->n && is_one_of(bs_span_at(*rest, 0), separators))
        *rest = bs_span_drop(*rest, 1);
    struct bs_span word = bs_span_take(*rest, bs_span_find_any(*rest, separators));
    *rest = bs_span_drop(*rest, word.n);
    return word;
}

struct bs_span
bs_span_line(struct bs_span *rest, bool bare_cr, bool *more)
{
    size_t end = bs_span_find(*rest, bare_cr ? '\r' : '\n');
    struct bs_span line = bs_span_take(*rest, end);

    *more = rest->n > 0;
    *rest = bs_span_drop(*rest, end + 1);
    if (!bare_cr && line.n && bs_span_at(line, line.n - 1) == '\r')
        line.n--;
    return line;
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
