/* text: a bounded buffer that no message can break out of. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text.h"

#include <string.h>

#include "utf8.h"

#define ELLIPSIS_SIZE 3

struct bs_text
bs_text_in(char *buffer, size_t size)
{
    buffer[0] = '\0';
    return (struct bs_text){.buffer = buffer, .size = size};
}

/* Writes all octets or nothing, so that no escape and no character is split; and nothing once
 * something was left out. */
static void
append(struct bs_text *t, const char *octets, size_t n)
{
    if (t->cut || n >= t->size - t->n) {
        t->cut = true;
        return;
    }
    for (size_t i = 0; i < n; i++)
        t->buffer[t->n++] = octets[i]; /* bounds: t->n + n < t->size */
    t->buffer[t->n] = '\0';
}

/* Writes as much as fits: trusted text may be split anywhere. */
void
bs_text_put_span(struct bs_text *t, struct bs_span text)
{
    size_t room = t->cut ? 0 : t->size - 1 - t->n;
    struct bs_span fits = bs_span_take(text, room);

    t->cut |= fits.n < text.n;
    if (fits.n > 0)
        memcpy(t->buffer + t->n, fits.p, fits.n); /* bounds: fits.n <= room */
    t->n += fits.n;
    t->buffer[t->n] = '\0';
}

void
bs_text_put(struct bs_text *t, const char *text)
{
    bs_text_put_span(t, bs_span_text(text));
}

/* The digits that a 64-bit number needs at most in base 10. */
#define MAX_DIGITS 20

static void
put_base(struct bs_text *t, unsigned long long number, unsigned base, size_t least)
{
    char digits[MAX_DIGITS];
    size_t n = sizeof digits;

    while (n > 0 && (number > 0 || sizeof digits - n < least)) {
        digits[--n] = "0123456789ABCDEF"[number % base]; /* bounds: n > 0 */
        number /= base;
    }
    append(t, digits + n, sizeof digits - n);
}

void
bs_text_number(struct bs_text *t, unsigned long long number)
{
    put_base(t, number, 10, 1);
}

void
bs_text_hex(struct bs_text *t, unsigned long number)
{
    put_base(t, number, 16, number > 0xFF ? 4 : 2);
}

static bool
is_word_octet(int c)
{
    return c > ' ' && c <= '~' && c != ';' && c != '"' && c != '\\' && c != '=';
}

static bool
is_name_octet(int c)
{
    return bs_is_alnum(c) || c == '-' || c == '_' || c == '.';
}

static void
put_allowed(struct bs_text *t, struct bs_span word, size_t max, bool (*allowed)(int))
{
    bool whole = word.n <= max;

    if (word.n == 0)
        word = bs_span_text("-");
    if (!whole)
        word = bs_span_take(word, max > ELLIPSIS_SIZE ? max - ELLIPSIS_SIZE : 0);
    for (size_t i = 0; i < word.n; i++) {
        int c = bs_span_at(word, i);
        append(t, (char[]){allowed(c) ? (char)c : '?'}, 1);
    }
    if (!whole)
        bs_text_put(t, "...");
}

void
bs_text_word(struct bs_text *t, struct bs_span word, size_t max)
{
    put_allowed(t, word, max, is_word_octet);
}

void
bs_text_name(struct bs_text *t, struct bs_span name, size_t max)
{
    put_allowed(t, name, max, is_name_octet);
}

/* DEL and the C1 controls are legal in JSON (RFC 8259 §7), but not safe on a
 * terminal that it is printed to. */
static bool
is_control(unsigned long point)
{
    return point < 0x20 || (point >= 0x7F && point < 0xA0);
}

/* The marks, embeddings, overrides and isolates of UAX #9, and Unicode's two line ends: with them,
 * a terminal or a log shows a different text from the one that is there. */
static bool
is_layout(unsigned long point)
{
    return point == 0x61C || point == 0x200E || point == 0x200F ||
           (point >= 0x2028 && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
}

static void
put_json_point(struct bs_text *t, unsigned long point)
{
    char octets[6] = "\\u";
    size_t n;

    if (point == '"' || point == '\\') {
        octets[1] = (char)point;
        n = 2;
    } else if (is_control(point) || is_layout(point)) {
        for (n = 2; n < 6; n++)
            octets[n] = "0123456789abcdef"[point >> 4 * (5 - n) & 0xF]; /* bounds: n < 6 */
    } else {
        n = bs_utf8_encode(point, octets);
    }
    append(t, octets, n);
}

/* Octets that need no escape in a JSON string. */
static size_t
plain_length(struct bs_span value)
{
    size_t n = 0;

    for (int c; (c = bs_span_at(value, n)) >= ' ' && c <= '~' && c != '"' && c != '\\';)
        n++;
    return n;
}

void
bs_text_json(struct bs_text *t, struct bs_span value)
{
    while (value.n > 0 && !t->cut) {
        size_t plain = plain_length(value);
        bs_text_put_span(t, bs_span_take(value, plain));
        value = bs_span_drop(value, plain);
        if (value.n == 0)
            return;
        long point = bs_utf8_next(&value);
        put_json_point(t, point < 0 ? 0xFFFD : (unsigned long)point);
    }
}
