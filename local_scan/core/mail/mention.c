/* mention: the addresses that a text names, in any form. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mention.h"

/* Letters, digits and ".:%-_". A table, for each octet of every line is asked
 * for. */
#define NONE 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0

static const bool in_address[256] = {
    NONE, NONE,                                           /* controls */
    0,    0,    0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, /* % - . */
    1,    1,    1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, /* digits : */
    0,    1,    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, /* A to O */
    1,    1,    1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 1, /* P to Z _ */
    0,    1,    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, /* a to o */
    1,    1,    1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, /* p to z */
};

/* Is there a dotted quad in a word that is not an address as a whole?
 * "ipv4:192.0.2.1", "192.0.2.1%eth0" and "192.0.2.1_.trendmicro.com" are seen; in
 * "192.0.2.1.example" it is the start of a name. */
static bool
mentions_within(struct bs_span word, bool (*wanted)(const struct bs_ip *, const void *),
                const void *arg)
{
    struct bs_ip ip;

    while (word.n > 0) {
        struct bs_span run = word;
        run.n = 0;
        while (bs_is_digit(bs_span_at(word, run.n)) || bs_span_at(word, run.n) == '.')
            run.n++;
        int behind = bs_span_at(word, run.n);
        if (run.n > 6 && !bs_is_alnum(behind) && behind != '-' &&
            bs_ip_read(bs_span_strip(run, "."), &ip) && wanted(&ip, arg))
            return true;
        word = bs_span_drop(word, run.n + 1);
    }
    return false;
}

/* A look before the reader is called: most words are names and numbers. */
static bool
may_be_address(struct bs_span word)
{
    if (word.n < 3)
        return false;
    int first = bs_span_at(word, 0);
    return ((bs_is_digit(first) || first == '.') && bs_span_find(word, '.') < word.n) ||
           bs_span_find(word, ':') < word.n;
}

/* The word at `start`, which may be empty. */
static struct bs_span
address_word(struct bs_span value, size_t start)
{
    size_t end = start;

    while (end < value.n && in_address[value.p[end]]) /* bounds: end < n; 256 entries */
        end++;
    return bs_span_drop(bs_span_take(value, end), start);
}

bool
bs_mention_find(struct bs_span value, bool (*wanted)(const struct bs_ip *, const void *),
                const void *arg)
{
    struct bs_span word;
    struct bs_ip ip;

    for (size_t start = 0; start < value.n; start += word.n + 1) {
        word = address_word(value, start);
        if (!may_be_address(word))
            continue;
        struct bs_span bare = bs_span_strip(word, ".");
        bool whole = bs_ip_read(bare, &ip);
        if (whole)
            bs_ip_without_nat64(&ip);
        if (whole ? wanted(&ip, arg) : mentions_within(bare, wanted, arg))
            return true;
    }
    return false;
}
