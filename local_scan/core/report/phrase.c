/* phrase: phrases of many languages, found in a text as people write them. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "phrase.h"

#include "utf8.h"

static size_t
white_length(struct bs_span text, size_t i)
{
    size_t start = i;

    while (bs_is_white(bs_span_at(text, i)))
        i++;
    return i - start;
}

/* U+2019, into which word processors turn an apostrophe, also in windows-1252. */
static size_t
apostrophe_length(struct bs_span text, size_t i)
{
    int c = bs_span_at(text, i);

    if (c == '\'' || c == '`' || c == 0x92)
        return 1;
    return c == 0xe2 && bs_span_at(text, i + 1) == 0x80 && bs_span_at(text, i + 2) == 0x99 ? 3 : 0;
}

/* Beyond ASCII. Octets that are not UTF-8 are read as ISO 8859-1. */
static unsigned long
wide_letter_at(struct bs_span text, size_t i, size_t *length_r)
{
    struct bs_span rest = bs_span_drop(text, i);
    long point = bs_utf8_next(&rest);

    *length_r = point < 0 ? 1 : text.n - i - rest.n;
    return bs_utf8_small(point < 0 ? (unsigned long)bs_span_at(text, i) : (unsigned long)point);
}

/* The small letter at `i`; 0: the end. */
static inline unsigned long
letter_at(struct bs_span text, size_t i, size_t *length_r)
{
    int octet = bs_span_at(text, i);

    if (octet >= 0x80)
        return wide_letter_at(text, i, length_r);
    *length_r = 1;
    return octet < 0 ? 0 : bs_lower((unsigned char)octet);
}

size_t
bs_phrase_length(struct bs_span text, size_t i, struct bs_span phrase)
{
    size_t start = i, length, step;

    for (size_t p = 0; p < phrase.n; p += step, i += length) {
        int octet = bs_span_at(phrase, p), c = bs_span_at(text, i);

        step = length = 1;
        if (octet == ' ')
            length = white_length(text, i);
        else if (octet == '\'')
            length = apostrophe_length(text, i);
        else if (octet < 0x80 && c < 0x80) { /* most are */
            if (c < 0 || bs_lower((unsigned char)c) != octet)
                return 0;
        } else if (letter_at(text, i, &length) != letter_at(phrase, p, &step))
            return 0;
        if (length == 0 || i >= text.n)
            return 0;
    }
    return i - start;
}

/* An octet, or -1 for the end, in the form that phrases use: small, one white
 * space, one apostrophe. */
static int
lower(int c)
{
    if (c < 0 || bs_is_white(c))
        return ' ';
    return c == '`' || c == 0x92 || c == 0xe2 ? '\'' : bs_lower((unsigned char)c);
}

/* Can `phrase` begin with that octet, which is small, or beyond ASCII? Hardly
 * any phrase can. */
static bool
may_begin(const char *phrase, int octet)
{
    unsigned char first = (unsigned char)*phrase;

    return first == octet || (first >= 0x80 && octet >= 0x80);
}

size_t
bs_phrase_start(struct bs_span text, const char *const *phrases, size_t count)
{
    int octet = bs_span_at(text, 0);

    if (octet < 0x80)
        octet = lower(octet);
    for (size_t i = 0; i < count; i++) {
        if (!may_begin(phrases[i], octet))
            continue;
        size_t length = bs_phrase_length(text, 0, bs_span_text(phrases[i]));
        if (length > 0)
            return length;
    }
    return 0;
}

/* A number for the letter at `i`; all white space has one number, and so have all apostrophes; the
 * end has that of white space. */
static unsigned
wide_hash_at(struct bs_span text, size_t i, size_t *length_r)
{
    if (apostrophe_length(text, i) > 0)
        return '\'';
    int octet = bs_span_at(text, i);
    return octet < 0x80 ? (unsigned)lower(octet) : (unsigned)wide_letter_at(text, i, length_r);
}

/* By the first two letters if the first is beyond ASCII, else by three octets. Of these the
 * second is one number beyond ASCII; the third counts if it is spelled in one way only: not
 * after white space or an apostrophe, and not an i, which Turkish has with and without a dot. */
unsigned
bs_phrase_hash(struct bs_span text, size_t i)
{
    int first = bs_span_at(text, i);
    int second = lower(bs_span_at(text, i + 1));
    size_t length = 1;

    if (first >= 0x80) {
        unsigned letter = (unsigned)letter_at(text, i, &length);
        return letter * 31u + wide_hash_at(text, i + length, &length);
    }
    if (second >= 0x80) /* the capital I with a dot is a small i */
        second = letter_at(text, i + 1, &length) == 'i' ? 'i' : 0x80;
    int third = lower(bs_span_at(text, i + 1 + length));
    if (!bs_is_alnum(second) || !bs_is_alnum(third) || third == 'i')
        third = 0;
    return ((unsigned)lower(first) * 31u + (unsigned)second) * 31u + (unsigned)third;
}
