/* digit: the values of hexadecimal and base64 digits; -1: not a digit.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BS_DIGIT_H
#define BS_DIGIT_H

#include "span.h"

static inline int
bs_digit_hex(int c)
{
    if (bs_is_digit(c))
        return c - '0';
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The octet that is written as two hexadecimal digits at `i`. */
static inline int
bs_digit_octet(struct bs_span text, size_t i)
{
    int high = bs_digit_hex(bs_span_at(text, i));
    int low = bs_digit_hex(bs_span_at(text, i + 1));

    return high < 0 || low < 0 ? -1 : high << 4 | low;
}

static inline int
bs_digit_base64(int c)
{
    if (bs_is_alnum(c))
        return bs_is_digit(c) ? c - '0' + 52 : c >= 'a' ? c - 'a' + 26 : c - 'A';
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

#endif
