/* encoded_word: one encoded word, strictly. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "encoded_word.h"

#include "digit.h"

/* RFC 2047 §2: printable ASCII without the especials. */
static bool
is_token(int c)
{
    struct bs_span especials = bs_span_text("()<>@,;:\"/[]?.=");

    return c > ' ' && c < 127 && bs_span_find(especials, (unsigned char)c) == especials.n;
}

static size_t
token_end(struct bs_span at, size_t i)
{
    while (is_token(bs_span_at(at, i)))
        i++;
    return i;
}

/* Both return the length of the text that is whole. RFC 2047 §4.2: Q has
 * printable ASCII but '?' and blank, and '=' only before two digits. */
static size_t
q_length(struct bs_span text)
{
    size_t i = 0;

    for (int c; (c = bs_span_at(text, i)) > ' ' && c < 127 && c != '?';) {
        bool escape = c == '=';
        if (escape && bs_digit_octet(text, i + 1) < 0)
            break;
        i += escape ? 3 : 1;
    }
    return i;
}

/* One digit in the last group of four makes no octet: something is lost. */
static size_t
base64_length(struct bs_span text)
{
    size_t i = 0, padding = 0;

    while (bs_digit_base64(bs_span_at(text, i)) >= 0)
        i++;
    if (i % 4 == 1)
        return i - 1;
    while (padding < 2 && bs_span_at(text, i + padding) == '=')
        padding++;
    return i + padding;
}

static enum bs_encoded_word_state
read_text(struct bs_span at, size_t start, struct bs_encoded_word *word_r)
{
    struct bs_span text = bs_span_drop(at, start);
    size_t n = word_r->base64 ? base64_length(text) : q_length(text);
    bool closed = bs_span_at(text, n) == '?' && bs_span_at(text, n + 1) == '=';

    word_r->text = bs_span_take(text, n);
    word_r->text_end = start + n;
    word_r->length = word_r->text_end + (closed ? 2 : 0);
    word_r->broken = closed ? 2 : word_r->text_end;
    return closed && word_r->charset.n > 0 ? BS_ENCODED_WORD_WHOLE : BS_ENCODED_WORD_BROKEN;
}

/* Something between "=?" and "?=" that has no B or Q: broken where it names a
 * charset. Without a "?=" before the next blank it is text, and cannot contain
 * a word; so it is passed over, and nothing is looked at twice. */
static enum bs_encoded_word_state
read_other(struct bs_span at, struct bs_encoded_word *word_r)
{
    size_t i = 2 + word_r->charset.n;
    int c;

    word_r->broken = i + 1;
    while ((c = bs_span_at(at, i)) >= 0 && !bs_is_blank(c) && c != '\r' && c != '\n') {
        i++;
        if (c != '?' || bs_span_at(at, i) != '=')
            continue;
        word_r->length = i + 1;
        return word_r->charset.n > 0 ? BS_ENCODED_WORD_BROKEN : BS_ENCODED_WORD_NONE;
    }
    word_r->length = i;
    return BS_ENCODED_WORD_NONE;
}

static struct bs_span
without_language(struct bs_span charset)
{
    return bs_span_take(charset, bs_span_find(charset, '*'));
}

enum bs_encoded_word_state
bs_encoded_word_read(struct bs_span at, struct bs_encoded_word *word_r)
{
    size_t mark = token_end(at, 2);
    size_t second = token_end(at, mark + 1);
    struct bs_span encoding = bs_span_take(bs_span_drop(at, mark + 1), second - mark - 1);
    enum bs_encoded_word_state state;

    *word_r = (struct bs_encoded_word){.charset = bs_span_take(bs_span_drop(at, 2), mark - 2),
                                       .length = mark};
    if (bs_span_at(at, mark) != '?')
        return BS_ENCODED_WORD_NONE;
    word_r->base64 = bs_span_is(encoding, "B");
    if (bs_span_at(at, second) == '?' && (word_r->base64 || bs_span_is(encoding, "Q")))
        state = read_text(at, second + 1, word_r);
    else
        state = read_other(at, word_r);
    word_r->charset = without_language(word_r->charset);
    return state;
}
