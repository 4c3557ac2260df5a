/* encoded_word: one encoded word (RFC 2047 §2), read strictly: is it well-formed, and if not, where
 * does it break?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Only definite breakage counts. More than 75 octets (Outlook), no blank around a word, a word in a
 * quoted string (nearly every mailer) and base64 without its padding are not breakage: they occur
 * every day, and every mail program copes with them.
 *
 * Does not: know charsets, or decode the text (decode.h). */
#ifndef BS_ENCODED_WORD_H
#define BS_ENCODED_WORD_H

#include "span.h"

enum bs_encoded_word_state {
    BS_ENCODED_WORD_NONE, /* plain text that has "=?" in it */
    BS_ENCODED_WORD_WHOLE,
    BS_ENCODED_WORD_BROKEN /* charset or encoding missing, bad octet, unclosed */
};

struct bs_encoded_word {
    struct bs_span charset; /* without RFC 2231's "*language" */
    struct bs_span text;    /* encoded, as far as it is whole */
    bool base64;            /* else Q */
    size_t length;          /* octets to pass over */
    size_t text_end;        /* offset after `text` */
    size_t broken;          /* offset of what breaks the word */
};

/* `at` starts with "=?". */
enum bs_encoded_word_state bs_encoded_word_read(struct bs_span at, struct bs_encoded_word *word_r);

#endif
