/* encode: octets written in the transfer encodings of mail. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "encode.h"

#define LINE_DIGITS 76 /* RFC 2045 §6.8 */
#define LINE_OCTETS 75 /* RFC 2045 §6.7 (5): 76 with the '=' of a soft break */
/* 42 octets make 56 digits, and with "=?utf-8?B?" and "?=" 68 of the 75 octets
 * that RFC 2047 §2 allows. */
#define WORD_OCTETS 42

static void
put_group(struct sink *out, struct bs_span in)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    unsigned long bits = 0;

    for (size_t i = 0; i < 3; i++)
        bits = bits << 8 | (unsigned long)(i < in.n ? bs_span_at(in, i) : 0);
    for (size_t i = 0; i < 4; i++)
        sink_put(out, i <= in.n ? digits[bits >> (18 - 6 * i) & 63] : '='); /* bounds: 0..63 */
}

static void
put_groups(struct sink *out, struct bs_span in)
{
    for (; in.n > 0; in = bs_span_drop(in, 3))
        put_group(out, bs_span_take(in, 3));
}

void
bs_encode_base64(struct sink *out, struct bs_span in)
{
    for (; in.n > 0; in = bs_span_drop(in, LINE_DIGITS / 4 * 3)) {
        put_groups(out, bs_span_take(in, LINE_DIGITS / 4 * 3));
        sink_put(out, '\n');
    }
}

static size_t
line_end(struct bs_span in, size_t i)
{
    if (bs_span_at(in, i) == '\n')
        return 1;
    return bs_span_at(in, i) == '\r' && bs_span_at(in, i + 1) == '\n' ? 2 : 0;
}

/* RFC 2045 §6.7 (2), (3): blanks at the end of a line would be lost. */
static bool
is_literal(struct bs_span in, size_t i)
{
    int c = bs_span_at(in, i);

    if (bs_is_blank(c))
        return i + 1 < in.n && line_end(in, i + 1) == 0;
    return c > ' ' && c < 0x7f && c != '=';
}

void
bs_encode_qp(struct sink *out, struct bs_span in)
{
    static const char digits[] = "0123456789ABCDEF";
    size_t column = 0;

    for (size_t i = 0; i < in.n && !sink_full(out); i++) {
        size_t end = line_end(in, i), width = is_literal(in, i) ? 1 : 3;
        int c = bs_span_at(in, i);

        if (end == 0 && column + width > LINE_OCTETS) {
            sink_text(out, "=\n");
            column = 0;
        }
        if (end > 0) {
            sink_put(out, '\n');
            i += end - 1;
        } else if (width == 1) {
            sink_put(out, c);
        } else {
            sink_put(out, '=');
            sink_put(out, digits[c >> 4 & 15]);
            sink_put(out, digits[c & 15]);
        }
        column = end > 0 ? 0 : column + width;
    }
}

/* At most WORD_OCTETS, and no letter cut in two (RFC 2047 §5). */
static size_t
word_length(struct bs_span in)
{
    size_t n = in.n < WORD_OCTETS ? in.n : WORD_OCTETS;

    while (n > WORD_OCTETS - 4 && (bs_span_at(in, n) & 0xc0) == 0x80 && n < in.n)
        n--;
    return n;
}

void
bs_encode_words(struct sink *out, struct bs_span in)
{
    while (in.n > 0 && !sink_full(out)) {
        size_t n = word_length(in);

        sink_text(out, "=?utf-8?B?");
        put_groups(out, bs_span_take(in, n));
        in = bs_span_drop(in, n);
        sink_text(out, in.n > 0 ? "?=\n " : "?=");
    }
}
