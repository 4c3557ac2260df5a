/* span: a bounded view of bytes, the only way in which this program reads
 * mail.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A span is a pointer and a length. It owns nothing and lives as long as the
 * bytes it points to. The empty span is { NULL, 0 } or { p, 0 }; the first also
 * means "absent" where a header says so. Every function accepts every span and
 * stays inside it; positions past the end are the end.
 *
 * Does not: know about characters, locales, NUL termination, fields or mail.
 * Letters are compared as ASCII only. Nothing here may ever call a module that
 * knows more than bytes. */
#ifndef BS_SPAN_H
#define BS_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#define BS_COUNT(array) (sizeof(array) / sizeof *(array))

struct bs_span {
    const unsigned char *p;
    size_t n;
};

/* The octet at I, or -1 past the end. */
static inline int
bs_span_at(struct bs_span s, size_t i)
{
    return i < s.n ? s.p[i] : -1; /* bounds: i < n */
}

static inline struct bs_span
bs_span_of(const void *p, size_t n)
{
    return (struct bs_span){p, p ? n : 0};
}

/* NUL-terminated; no copy. */
static inline struct bs_span
bs_span_text(const char *text)
{
    return bs_span_of(text, text ? strlen(text) : 0);
}

/* For "%.*s", where that is a variable. */
#define BS_SPAN(s) (int)(s).n, (const char *)(s).p

/* The first n octets; all but the first n. */
static inline struct bs_span
bs_span_take(struct bs_span s, size_t n)
{
    return (struct bs_span){s.p, n < s.n ? n : s.n};
}

static inline struct bs_span
bs_span_drop(struct bs_span s, size_t n)
{
    if (n > s.n)
        n = s.n;
    return n ? (struct bs_span){s.p + n, s.n - n} : s; /* bounds: n <= s.n */
}

struct bs_span bs_span_trim(struct bs_span s);                      /* of blank, tab, CR, LF */
struct bs_span bs_span_strip(struct bs_span s, const char *octets); /* both ends */

/* Index of the first occurrence, or s.n if absent. Searching for a text ignores
 * the case of ASCII letters and takes time O(n * length). */
static inline size_t
bs_span_find(struct bs_span s, unsigned char octet)
{
    const unsigned char *hit = s.n ? memchr(s.p, octet, s.n) : NULL;

    return hit ? (size_t)(hit - s.p) : s.n;
}

/* Index after the last occurrence, or 0 if absent. */
size_t bs_span_behind(struct bs_span s, unsigned char octet);

size_t bs_span_find_any(struct bs_span s, const char *octets);
size_t bs_span_search(struct bs_span s, const char *text);
size_t bs_span_search_span(struct bs_span s, struct bs_span what);
bool bs_span_has(struct bs_span s, const char *text);

/* How many octets at the start are printable ASCII, blanks included. */
size_t bs_span_plain(struct bs_span s);

/* Comparisons ignore the case of ASCII letters. */
bool bs_span_is_rest(struct bs_span s, const char *text);     /* of bs_span_is */
bool bs_span_starts_rest(struct bs_span s, const char *text); /* of bs_span_starts */
bool bs_span_ends(struct bs_span s, const char *text);
bool bs_span_equal(struct bs_span a, struct bs_span b);
bool bs_span_is_any(struct bs_span s, const char *const *texts); /* NULL ends them */
bool bs_span_is_among(struct bs_span s, const struct bs_span *spans, size_t count);

/* Cuts the next word off *rest: leading octets of `separators` are skipped, the
 * word ends before the next of them. Returns an empty span at the end. */
struct bs_span bs_span_word(struct bs_span *rest, const char *separators);

/* Cuts the next line off *rest and returns it without its end (LF, CRLF, or bare CR where bare_cr
 * says that CR ends lines in this text). */
struct bs_span bs_span_line(struct bs_span *rest, bool bare_cr);
/* The same for lines that end in LF; false when nothing was left. */
bool bs_span_next_line(struct bs_span *rest, struct bs_span *line_r);

/* Without the line end, if it ends in one: LF, CRLF or CR. `eol` is what ends
 * lines in this text. */
struct bs_span bs_span_chomp(struct bs_span s, unsigned char eol);

/* True if the text has no LF at all, so that bare CR must end its lines (old
 * Mac OS mailers, and files that lost their LF). */
bool bs_span_bare_cr(struct bs_span s);

/* A decimal number of 1 to `digits` digits at the start; -1 if absent. */
long bs_span_number(struct bs_span s, size_t digits);

/* All of it as seconds since 1970, or any other number of 1 to 12 digits (RFC
 * 6376 §3.5, t=); -1 if it is not one. */
long long bs_span_seconds(struct bs_span s);

/* Classes of octets, ASCII only; -1 is not in any. */
static inline unsigned char
bs_lower(unsigned char c)
{
    return c >= 'A' && c <= 'Z' ? (unsigned char)(c + ('a' - 'A')) : c;
}

static inline bool
bs_is_blank(int c)
{
    return c == ' ' || c == '\t';
}

static inline bool
bs_is_white(int c) /* or part of a fold or a line end */
{
    return bs_is_blank(c) || c == '\r' || c == '\n';
}

static inline bool
bs_is_digit(int c)
{
    return c >= '0' && c <= '9';
}

static inline bool
bs_is_alnum(int c)
{
    return bs_is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Is it that text, does it start with it? Words are compared with long tables:
 * nearly all differ in their first letter. */
static inline bool
bs_span_is(struct bs_span s, const char *text)
{
    if (s.n == 0)
        return *text == '\0';
    return bs_lower(s.p[0]) == bs_lower((unsigned char)*text) && /* bounds: n > 0 */
           bs_span_is_rest(s, text);
}

static inline bool
bs_span_starts(struct bs_span s, const char *text)
{
    if (s.n == 0)
        return *text == '\0';
    return bs_lower(s.p[0]) == bs_lower((unsigned char)*text) ? /* bounds: n > 0 */
               bs_span_starts_rest(s, text)
                                                              : *text == '\0';
}

#endif
