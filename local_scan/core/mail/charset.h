/* charset: text of other charsets to UTF-8.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Knows all letters of single-octet charsets (KOI8, ISO 8859, the code pages of Windows), of UTF-16
 * and of UTF-7. Of the others (GBK and GB 18030, Big5, EUC-KR, Shift_JIS, EUC-JP, ISO-2022-JP), it
 * knows ASCII, kana, and the letters by which reports are recognised (report/words*.h); any other
 * letter becomes '?', except, in GB 18030, invisible ones and those from U+10000 on. iconv is not
 * used because it allocates memory. Linear time.
 *
 * Does not: guess a charset, or check UTF-8. */
#ifndef BS_CHARSET_H
#define BS_CHARSET_H

#include "sink.h"
#include "span.h"

struct bs_charset; /* one of a static table */

/* By its MIME name; a language after '*' is ignored (RFC 2231 §5). Never NULL: of an unknown
 * charset, ASCII is read. */
const struct bs_charset *bs_charset_find(struct bs_span name);

/* Are its letters known, beyond ASCII? */
bool bs_charset_reads(const struct bs_charset *charset);

/* Octet by octet; zeroed but for `charset` to start. */
struct bs_charset_reader {
    const struct bs_charset *charset;
    int lead;                 /* the first octet of a letter of two, or 0 */
    int shift;                /* of ISO 2022 and UTF-7 */
    unsigned gap;             /* octets to come: of letters that are longer */
    unsigned long code, high; /* what is read of a letter; its high surrogate, or 0 */
    unsigned have;            /* bits, or octets, in it */
    bool little;              /* the lower octet comes first */
};

void bs_charset_push(struct bs_charset_reader *reader, int octet, struct sink *out);

/* A whole text, into at most `size` octets of `buffer`. The text itself, without
 * a copy, if the charset is UTF-8, ASCII or not known, or if the text is not in it
 * (UTF-16 without a zero). */
struct bs_span bs_charset_text(const struct bs_charset *charset, struct bs_span text,
                               unsigned char *buffer, size_t size);

#endif
