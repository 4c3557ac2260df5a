/* text: writes into a bounded buffer; all output goes through it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The buffer is NUL-terminated at every moment. What does not fit is left out,
 * with everything after it, and `cut` is set. Message data goes in only through
 * one of the escaping functions, so that no octet of a message can end a
 * header, a log line or a JSON string. */
#ifndef BS_TEXT_H
#define BS_TEXT_H

#include "span.h"

struct bs_text {
    char *buffer;
    size_t size; /* with room for the NUL; at least 1 */
    size_t n;
    bool cut;
};

struct bs_text bs_text_in(char *buffer, size_t size); /* nothing written yet */
void bs_text_put(struct bs_text *t, const char *text); /* trusted text */
void bs_text_put_span(struct bs_text *t, struct bs_span text);
void bs_text_number(struct bs_text *t, unsigned long long number);
void bs_text_hex(struct bs_text *t, unsigned long number); /* "0A", "202E" */

/* A word of a message for logs and headers: printable ASCII but blank, ';',
 * '"', '\' and '='; every other octet becomes '?'. One of more than `max` octets
 * is shortened to that and ends in "...". An empty word becomes "-". */
void bs_text_word(struct bs_text *t, struct bs_span word, size_t max);

/* The same for names in lists: letters, digits, '-', '_' and '.' only. */
void bs_text_name(struct bs_text *t, struct bs_span name, size_t max);

/* Inside a JSON string: quotes, backslash, controls and what turns the direction
 * of text are escaped, other UTF-8 is kept, octets that are not UTF-8 become
 * U+FFFD. */
void bs_text_json(struct bs_text *t, struct bs_span value);

#endif
