/* decode: transfer encodings and text dressings, undone into a buffer. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "decode.h"

#include "charset.h"
#include "digit.h"
#include "sink.h"

/* What is not a digit is skipped (RFC 2045 §6.8); '=' ends a group, after which another one may
 * begin: some gateways join two bodies. */
static int
base64_next(struct bs_decoder *it)
{
    while (it->i < it->in.n) {
        int c = bs_span_at(it->in, it->i++), digit = bs_digit_base64(c);

        if (c == '=')
            it->count = 0;
        if (digit < 0)
            continue;
        it->bits = (it->bits << 6 | (unsigned long)digit) & 0xfff;
        it->count += 6;
        if (it->count < 8)
            continue;
        it->count -= 8;
        return (int)(it->bits >> it->count & 0xff);
    }
    return -1;
}

static int
q_next(struct bs_decoder *it)
{
    int c = bs_span_at(it->in, it->i);
    int octet = c == '=' ? bs_digit_octet(it->in, it->i + 1) : -1;

    it->i += octet >= 0 ? 3 : 1;
    if (octet >= 0)
        return octet;
    return c == '_' ? ' ' : c;
}

int
bs_decode_next(struct bs_decoder *it)
{
    return it->base64 ? base64_next(it) : q_next(it);
}

struct bs_span
bs_decode_base64(struct bs_span in, unsigned char *buffer, size_t size)
{
    struct sink out = {buffer, size, 0};
    struct bs_decoder it = {.in = in, .base64 = true};
    int octet;

    while (!sink_full(&out) && (octet = base64_next(&it)) >= 0)
        sink_put(&out, octet);
    return sink_span(&out);
}

/* Octets of a soft line break at `i`, which is after its '='; 0 if it is not
 * one. Blanks before the line end are transport padding, RFC 2045 §6.7 (3). */
static size_t
soft_break(struct bs_span in, size_t i)
{
    size_t start = i;

    while (bs_is_blank(bs_span_at(in, i)))
        i++;
    if (bs_span_at(in, i) == '\r')
        return i + 1 + (bs_span_at(in, i + 1) == '\n') - start;
    return bs_span_at(in, i) == '\n' ? i + 1 - start : 0;
}

struct bs_span
bs_decode_qp(struct bs_span in, unsigned char *buffer, size_t size)
{
    struct sink out = {buffer, size, 0};
    size_t i = 0;

    while (i < in.n && !sink_full(&out)) {
        int c = bs_span_at(in, i++);
        int octet = c == '=' ? bs_digit_octet(in, i) : -1;
        size_t skip = c == '=' ? soft_break(in, i) : 0;

        if (octet >= 0) {
            sink_put(&out, octet);
            i += 2;
        } else if (skip > 0) {
            i += skip;
        } else {
            sink_put(&out, c);
            /* A run of blanks after a stray '=' is looked at only once. */
            while (c == '=' && bs_is_blank(bs_span_at(in, i)))
                sink_put(&out, bs_span_at(in, i++));
        }
    }
    return sink_span(&out);
}

struct bs_span
bs_decode_part(const struct bs_part *part, unsigned char *buffer, size_t size)
{
    if (part->encoding == BS_ENC_BASE64)
        return bs_decode_base64(part->body, buffer, size);
    if (part->encoding == BS_ENC_QP)
        return bs_decode_qp(part->body, buffer, size);
    return part->body;
}

/* Quoting */

/* The quoting in front of a line: '>' or '|', each with at most one blank after
 * it; with `indent`, also blanks. */
static struct bs_span
quote_prefix(struct bs_span line, bool indent)
{
    size_t i = 0;

    while (bs_span_at(line, i) == '>' || bs_span_at(line, i) == '|') {
        i++;
        if (bs_span_at(line, i) == ' ')
            i++;
    }
    if (i > 0 || !indent)
        return bs_span_take(line, i);
    while (bs_is_blank(bs_span_at(line, i)))
        i++;
    return bs_span_take(line, i);
}

static bool
quote_holds(struct bs_span line, struct bs_span prefix)
{
    struct bs_span bare = bs_span_trim(prefix);

    if (prefix.n == 0)
        return false;
    if (bs_span_equal(bs_span_take(line, prefix.n), prefix))
        return true;
    return bare.n > 0 && bs_span_equal(line, bare);
}

struct bs_span
bs_decode_quoted(struct bs_span in, unsigned char *buffer, size_t size)
{
    struct sink out = {buffer, size, 0};
    struct bs_span prefix = {0};
    bool bare_cr = bs_span_bare_cr(in);
    bool block_start = true; /* an indent is quoting only where a block begins */

    while (in.n > 0 && !sink_full(&out)) {
        struct bs_span line = bs_span_line(&in, bare_cr);
        if (!quote_holds(line, prefix))
            prefix = quote_prefix(line, block_start);
        block_start = bs_span_trim(line).n == 0;
        sink_copy(&out, bs_span_drop(line, prefix.n));
        sink_put(&out, '\n');
    }
    return sink_span(&out);
}

/* RFC 2047 */

struct word {
    const struct bs_charset *charset;
    bool base64;
    struct bs_span text;
    size_t length; /* from "=?" to "?=" */
};

/* Reads the encoded word at the start of `in`. Its three pieces hold no '?', so
 * that a search for the end passes over no octet more than three times. */
static bool
word_read(struct word *word_r, struct bs_span in)
{
    struct bs_span rest = bs_span_drop(in, 2);
    size_t charset = bs_span_find(rest, '?');
    struct bs_span name = bs_span_take(rest, charset);
    size_t text;
    int kind;

    rest = bs_span_drop(rest, charset + 1);
    kind = bs_span_at(rest, 0);
    if (bs_span_at(rest, 1) != '?')
        return false;
    rest = bs_span_drop(rest, 2);
    text = bs_span_find(rest, '?');
    if (bs_span_at(rest, text + 1) != '=')
        return false;
    if (kind != 'B' && kind != 'b' && kind != 'Q' && kind != 'q')
        return false;
    word_r->charset = bs_charset_find(name);
    word_r->base64 = kind == 'B' || kind == 'b';
    word_r->text = bs_span_take(rest, text);
    word_r->length = 2 + charset + 1 + 2 + text + 2;
    return true;
}

static void
word_decode(struct sink *out, const struct word *word)
{
    struct bs_charset_reader reader = {.charset = word->charset};
    struct bs_decoder it = {.in = word->text, .base64 = word->base64};

    for (int octet; !sink_full(out) && (octet = bs_decode_next(&it)) >= 0;)
        bs_charset_push(&reader, octet, out);
}

/* Index after the white space at `i`. */
static size_t
skip_white(struct bs_span in, size_t i)
{
    while (bs_is_white(bs_span_at(in, i)))
        i++;
    return i;
}

struct bs_span
bs_decode_words(struct bs_span in, unsigned char *buffer, size_t size)
{
    struct sink out = {buffer, size, 0};
    struct word word;
    size_t behind_word = 0; /* length of `out` when the last word was read */
    size_t i = 0;

    while (i < in.n && !sink_full(&out)) {
        int c = bs_span_at(in, i);

        if (c == '=' && bs_span_at(in, i + 1) == '?' && word_read(&word, bs_span_drop(in, i))) {
            word_decode(&out, &word);
            i += word.length;
            behind_word = skip_white(in, i);
            /* White space between two words is not text, RFC 2047 §6.2. */
            if (bs_span_at(in, behind_word) == '=' && bs_span_at(in, behind_word + 1) == '?' &&
                word_read(&word, bs_span_drop(in, behind_word)))
                i = behind_word;
            continue;
        }
        if (c != '\r' && c != '\n')
            sink_put(&out, c);
        i++;
    }
    return sink_span(&out);
}
