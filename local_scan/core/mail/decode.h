/* decode: transfer encodings, HTML and quoting, undone into a buffer.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Each function writes at most `size` octets to `buffer` and returns a view of them; if the view
 * has `size` octets, the rest was left out. Malformed input (base64 that ends early, stray '=') is
 * decoded as far as possible. Source and buffer must not overlap. Linear time. */
#ifndef BS_DECODE_H
#define BS_DECODE_H

#include "mime.h"
#include "span.h"

struct bs_span bs_decode_base64(struct bs_span in, unsigned char *buffer, size_t size);
struct bs_span bs_decode_qp(struct bs_span in, unsigned char *buffer, size_t size);

/* HTML to text: tags out, <br>, </p>, </div>, </tr>, </li> to LF, the common
 * entities and numeric ones to UTF-8, <style> and <script> dropped. */
struct bs_span bs_decode_html(struct bs_span in, unsigned char *buffer, size_t size);

/* Removes one uniform quoting prefix ("> ", "| ", blanks) from each block of lines that has it. */
struct bs_span bs_decode_quoted(struct bs_span in, unsigned char *buffer, size_t size);

/* A part's body, decoded by its transfer encoding; the body itself, without a
 * copy, if it has no encoding. */
struct bs_span bs_decode_part(const struct bs_part *part, unsigned char *buffer, size_t size);

/* Pulls octets out of base64, or out of the Q encoding (RFC 2047 §4.2); zeroed but for the first two
 * to start. */
struct bs_decoder {
    struct bs_span in;
    bool base64;
    size_t i; /* octets of `in` that were read */
    unsigned long bits; /* the last digits, at most 14 bits of them in use */
    unsigned count;
};

int bs_decode_next(struct bs_decoder *it); /* -1: no more */

/* RFC 2047 encoded words to UTF-8, as far as charset.h knows their letters. Other
 * text is copied, unfolded. */
struct bs_span bs_decode_words(struct bs_span in, unsigned char *buffer, size_t size);

#endif
