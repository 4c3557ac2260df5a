/* span: a bounded view of bytes, the only way in which this program reads
 * mail.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A span is a pointer and a length. It owns nothing and lives as long as the
 * bytes behind it. The empty span is { NULL, 0 } or { p, 0 }; the first also
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

struct bs_span bs_span_of(const void *p, size_t n);
struct bs_span bs_span_text(const char *text); /* NUL-terminated; no copy */

struct bs_span bs_span_take(struct bs_span s, size_t n); /* the first n */
struct bs_span bs_span_drop(struct bs_span s, size_t n); /* all but these */
struct bs_span bs_span_trim(struct bs_span s); /* of blank, tab, CR, LF */
struct bs_span bs_span_strip(struct bs_span s, const char *octets); /* both ends */

/* Index of the first occurrence, or s.n when there is none. Searching for a
 * text ignores the case of ASCII letters and takes time O(n * length). */
size_t bs_span_find(struct bs_span s, unsigned char octet);
size_t bs_span_find_any(struct bs_span s, const char *octets);
size_t bs_span_search(struct bs_span s, const char *text);
size_t bs_span_search_span(struct bs_span s, struct bs_span what);
bool bs_span_has(struct bs_span s, const char *text);

/* Comparisons ignore the case of ASCII letters. */
bool bs_span_is(struct bs_span s, const char *text);
bool bs_span_starts(struct bs_span s, const char *text);
bool bs_span_ends(struct bs_span s, const char *text);
bool bs_span_equal(struct bs_span a, struct bs_span b);

/* Cuts the next word off *rest: leading octets of `separators` are skipped, the
 * word ends before the next of them. Returns an empty span at the end. */
struct bs_span bs_span_word(struct bs_span *rest, const char *separators);

/* Cuts the next line off *rest and returns it without its end (LF, CRLF, or
 * bare CR where bare_cr says that CR ends lines in this text). *more is false
 * when nothing was left. */
struct bs_span bs_span_line(struct bs_span *rest, bool bare_cr, bool *more);

/* True where the text has no LF at all, so that bare CR must end its lines
 * (old Mac OS mailers, and files that lost their LF). */
bool bs_span_bare_cr(struct bs_span s);

/* A decimal number of 1 to `digits` digits at the start; -1 if none. */
long bs_span_number(struct bs_span s, size_t digits);

unsigned char bs_lower(unsigned char c); /* ASCII only */
bool bs_is_blank(int c); /* blank or tab */
bool bs_is_digit(int c);
bool bs_is_alnum(int c);

#endif
