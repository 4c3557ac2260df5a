/* utf8: octets to Unicode code points, strictly (RFC 3629 §3, §4).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Overlong forms, surrogates and everything above U+10FFFF are broken. A broken sequence is
 * reported once, with as many octets as could have been the beginning of a character, and reading
 * continues after it.
 *
 * Does not: know widths or normal forms. */
#ifndef BS_UTF8_H
#define BS_UTF8_H

#include "span.h"

#define BS_UTF8_END  (-1L) /* nothing left */
#define BS_UTF8_BAD  (-2L) /* not UTF-8 */
#define BS_UTF8_MORE (-3L) /* inside a character */

/* For octets that come one by one (decoded text); zeroed to start. */
struct bs_utf8 {
    unsigned long point;
    unsigned missing;        /* octets until the character is complete */
    unsigned char low, high; /* what the next octet may be */
};

/* The code point that `octet` completes, BS_UTF8_MORE or BS_UTF8_BAD. After BS_UTF8_BAD, *again_r
 * says that `octet` does not belong to the broken sequence and must be pushed again. */
long bs_utf8_push(struct bs_utf8 *u, unsigned char octet, bool *again_r);

/* Cuts the next code point off *rest; BS_UTF8_BAD: a broken sequence was cut off. */
long bs_utf8_next(struct bs_span *rest);

/* The small letter of a capital: Latin, Greek, Cyrillic. Any other code point stays. */
unsigned long bs_utf8_lower(unsigned long point);

/* The same, for comparing words. Two spellings of one letter become one: Romanian's with comma and
 * cedilla, Arabic's alef, yeh and kaf, Greek's final sigma. */
unsigned long bs_utf8_small(unsigned long point);

/* Writes 1 to 4 octets and returns their number; `point` is a valid one. */
size_t bs_utf8_encode(unsigned long point, char octets_r[4]);

#endif
