/* token: the words of a Received line, with the comments around them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A tokeniser for lines that hardly follow RFC 5321 §4.4: servers differ in what they quote, and
 * the peer chose some of the words. Linear time. Views into the line.
 *
 * Does not: know what a word means in its place (received.c). */
#ifndef BS_TOKEN_H
#define BS_TOKEN_H

#include "ip.h"

/* Pull parser over a line: words with the comments around them. Folds are
 * blanks; "[…]", "<…>" and quoted strings are one word each. */
struct bs_tokens {
    struct bs_span line;
    size_t at;
    unsigned depth;
    unsigned comments; /* begun so far, those inside others not counted */
};

struct bs_token {
    struct bs_span text;  /* a literal's without its brackets */
    struct bs_span whole; /* with them */
    size_t at;
    unsigned depth;
    unsigned comment; /* which one, if depth > 0 */
    bool literal;
};

struct bs_tokens bs_tokens_of(struct bs_span line);

/* False at the end of the line. */
bool bs_token_next(struct bs_tokens *tokens, struct bs_token *token_r);

/* Is it, outside brackets, a word of the table (NULL at its end)? */
bool bs_token_is_one_of(const struct bs_token *token, const char *const *table);

bool bs_token_ip(const struct bs_token *token, struct bs_ip *ip_r);

#endif
