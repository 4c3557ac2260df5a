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

/* U+2019, which word processors make of an apostrophe, also in windows-1252. */
static size_t
apostrophe_length(struct bs_span text, size_t i)
{
    int c = bs_span_at(text, i);

    if (c == '\'' || c == '`' || c == 0x92)
        return 1;
    return c == 0xe2 && bs_span_at(text, i + 1) == 0x80 && bs_span_at(text, i + 2) == 0x99 ? 3 : 0;
}

/* The small letter at `i`. What is not UTF-8 is read as ISO 8859-1. */
static unsigned long
letter_at(struct bs_span text, size_t i, size_t *length_r)
{
    struct bs_span rest = bs_span_drop(text, i);
    int octet = bs_span_at(text, i);
    long point = octet >= 0x80 ? bs_utf8_next(&rest) : octet;

    *length_r = 1;
    if (octet < 0x80)
        return (unsigned long)(octet < 0 ? 0 : bs_lower((unsigned char)octet));
    if (point < 0)
        return bs_utf8_small((unsigned long)octet);
    *length_r = text.n - i - rest.n;
    return bs_utf8_small((unsigned long)point);
}

size_t
bs_phrase_length(struct bs_span text, size_t i, struct bs_span phrase)
{
    size_t start = i, length, step;

    for (size_t p = 0; p < phrase.n; p += step) {
        int octet = bs_span_at(phrase, p);

        step = 1;
        if (octet == ' ')
            length = white_length(text, i);
        else if (octet == '\'')
            length = apostrophe_length(text, i);
        else if (letter_at(text, i, &length) != letter_at(phrase, p, &step))
            return 0;
        if (length == 0 || i >= text.n)
            return 0;
        i += length;
    }
    return i - start;
}

/* An octet, or -1 for the end, as a phrase has it: small, one white space, one
 * apostrophe. */
static int
lower(int c)
{
    if (c < 0 || bs_is_white(c))
        return ' ';
    return c == '`' || c == 0x92 || c == 0xe2 ? '\'' : bs_lower((unsigned char)c);
}

/* Can `phrase` begin with that octet, which is small, or beyond ASCII? Nearly
 * none can. */
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

/* Letters beyond ASCII have several spellings: by themselves if they come first,
 * else all the same. */
unsigned
bs_phrase_hash(struct bs_span text, size_t i)
{
    int first = bs_span_at(text, i);
    int second = lower(bs_span_at(text, i + 1));
    size_t length;

    if (first >= 0x80)
        return (unsigned)letter_at(text, i, &length);
    if (second >= 0x80)
        second = 0x80;
    return (unsigned)lower(first) * 31u + (unsigned)second;
}
