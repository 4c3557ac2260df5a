/* coded: words of base64 or hexadecimal digits that may hold an address. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "coded.h"

#include "digit.h"
#include "sink.h"

/* Shorter words hold no address: "a@b.cd" has 8 digits. */
#define MIN_CODED 8
/* Digits that are decoded at once, and how far the next window overlaps with it: more than an
 * address needs. */
#define WINDOW  1024
#define OVERLAP 512
/* Digits that are searched as one word: a longer word is searched in overlapping pieces, so that
 * the time is linear in the text. */
#define MAX_CODED 4096

static bool
is_digit(int c)
{
    return bs_is_alnum(c) || c == '+' || c == '/' || c == '-' || c == '_';
}

/* The end of a word of digits. If digits fill a whole line, the word continues on the next one. */
static size_t
coded_end(struct bs_span text, size_t start)
{
    text = bs_span_take(text, start + MAX_CODED);
    size_t line = start, i = start;

    for (;;) {
        while (is_digit(bs_span_at(text, i)))
            i++;
        size_t next = i + (bs_span_at(text, i) == '\r');
        if (i - line < 60 || bs_span_at(text, next) != '\n' ||
            !is_digit(bs_span_at(text, next + 1)))
            return i;
        i = line = next + 1;
    }
}

/* RFC 4648 §5 writes the last two as '-' and '_'. */
static int
base64_value(int c)
{
    return c == '-' ? 62 : c == '_' ? 63 : bs_digit_base64(c);
}

static struct bs_span
decode_window(struct bs_span in, unsigned bits_each, unsigned char *buffer, size_t size)
{
    struct sink out = {buffer, size, 0};
    unsigned long bits = 0;
    unsigned have = 0;

    for (size_t i = 0; i < in.n && !sink_full(&out); i++) {
        int c = bs_span_at(in, i);
        int value = bits_each == 6 ? base64_value(c) : bs_digit_hex(c);

        if (value < 0)
            continue;
        bits = (bits << bits_each | (unsigned long)value) & 0xffff;
        have += bits_each;
        if (have < 8)
            continue;
        have -= 8;
        sink_put(&out, (int)(bits >> have & 0xff));
    }
    return sink_span(&out);
}

/* A word of digits, or the rest of one. */
struct coded {
    struct bs_span digits;
    bool inside; /* its start was cut off: a user named there was seen before */
};

/* Is there a user in these digits, starting at any digit? */
static bool
coded_user(const struct bs_coded_look *look, struct coded coded, unsigned bits_each)
{
    unsigned char buffer[WINDOW];
    unsigned shifts = bits_each == 6 ? 4 : 2;

    for (size_t at = 0; at < coded.digits.n; at += WINDOW - OVERLAP)
        for (unsigned shift = 0; shift < shifts; shift++) {
            struct bs_span in = bs_span_take(bs_span_drop(coded.digits, at + shift), WINDOW);
            struct bs_span text = decode_window(in, bits_each, buffer, sizeof buffer);

            if (look->shows(look->arg, text, coded.inside || at > 0))
                return true;
        }
    return false;
}

static bool
holds_user(const struct bs_coded_look *look, struct coded coded)
{
    return coded.digits.n >= MIN_CODED &&
           (coded_user(look, coded, 6) ||
            (coded.digits.n >= 2 * MIN_CODED && coded_user(look, coded, 4)));
}

/* In a URL the '/' before the word is mostly no digit. */
bool
bs_coded_cut(const struct bs_coded_look *look, struct bs_span text, size_t i, struct bs_cut *cut_r)
{
    *cut_r = (struct bs_cut){i, coded_end(text, i)};
    struct bs_span rest = bs_span_drop(bs_span_take(text, cut_r->to), i);
    bool inside = i > 0 && is_digit(bs_span_at(text, i - 1));
    size_t from = i;

    if (!holds_user(look, (struct coded){rest, inside}))
        return false;
    while (rest.n > 0) {
        struct bs_span piece = bs_span_take(rest, bs_span_find(rest, '/'));

        if (holds_user(look, (struct coded){piece, inside})) {
            *cut_r = (struct bs_cut){from, from + piece.n};
            break;
        }
        from += piece.n + 1;
        rest = bs_span_drop(rest, piece.n + 1);
        inside = false;
    }
    return true;
}

bool
bs_coded_starts(struct bs_span text, size_t i, size_t next)
{
    return i >= next && is_digit(bs_span_at(text, i)) &&
           (i == next || !is_digit(bs_span_at(text, i - 1)));
}

size_t
bs_coded_next(struct bs_span text, size_t i)
{
    size_t end = coded_end(text, i);

    return end - i == MAX_CODED ? end - OVERLAP : end;
}
