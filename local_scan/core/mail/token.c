/* token: the words of a Received line. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "token.h"

#include "address.h"

/* A literal is never longer (an IPv6 address with its tag, zone and port), nor
 * a path (RFC 5321 §4.5.3.1.3: 256 octets; some room for bad ones). Looking no
 * further for the closing bracket keeps a line of opening ones linear. */
#define MAX_LITERAL 80u
#define MAX_PATH    512u

/* A comment that is closed too often changes nothing; one that is never closed is
 * handled by the code that looks for "by". Quoted pairs do not count: no server writes
 * them here, and a HELO word that ends in a backslash would hide the bracket of the
 * server's own comment. */
static void
count_paren(struct bs_tokens *tokens, int c)
{
    if (c == '(' && tokens->depth++ == 0)
        tokens->comments++;
    if (c == ')' && tokens->depth > 0)
        tokens->depth--;
}

/* Characters that may end a word, and those of them that do nothing else. */
enum { END = 1, GAP = 2 | END };

static const unsigned char ends[256] = {
    ['('] = END, [')'] = END,  ['['] = END,  ['<'] = END,  ['"'] = END,
    [' '] = GAP, ['\t'] = GAP, ['\r'] = GAP, ['\n'] = GAP, [','] = GAP,
    [';'] = GAP, ['='] = GAP,  ['\''] = GAP, ['>'] = GAP,  [']'] = GAP,
};

/* Length of "[…]" at the start, or 0. */
static size_t
literal_length(struct bs_span rest)
{
    size_t n;

    if (bs_span_at(rest, 0) != '[')
        return 0;
    n = bs_span_find_any(bs_span_take(rest, MAX_LITERAL), "]()\r\n");
    return bs_span_at(rest, n) == ']' ? n + 1 : 0;
}

/* Where a quoted local part that begins at `n` ends (RFC 5321 §4.1.2: quoted pairs count), if "@"
 * follows; else the end: a HELO word can have a quote that is never closed. */
static size_t
quoted_local_end(struct bs_span rest, size_t n)
{
    for (int c; (c = bs_span_at(rest, ++n)) != '"';) {
        if (c < 0 || c == '\r' || c == '\n')
            return rest.n;
        n += c == '\\';
    }
    return bs_span_at(rest, n + 1) == '@' ? n + 1 : rest.n;
}

/* Length of "<…>" at the start, or 0. The local part may be quoted and then hold
 * anything, " by " too. */
static size_t
path_length(struct bs_span rest)
{
    size_t n = 1;

    if (bs_span_at(rest, 0) != '<')
        return 0;
    rest = bs_span_take(rest, MAX_PATH);
    if (bs_span_at(rest, 1) == '"')
        n = quoted_local_end(rest, 1);
    n += bs_span_find_any(bs_span_drop(rest, n), "<>()");
    return bs_span_at(rest, n) == '>' ? n + 1 : 0;
}

/* Length of a quoted string at the start, or 0: Exim writes the recipient without
 * brackets. One with parentheses only counts before "@", lest a single quote in a
 * HELO word hide the comment after it. */
static size_t
quoted_length(struct bs_span rest)
{
    size_t n;

    if (bs_span_at(rest, 0) != '"')
        return 0;
    rest = bs_span_take(rest, MAX_PATH);
    n = quoted_local_end(rest, 0);
    if (n < rest.n)
        return n;
    n = 1 + bs_span_find_any(bs_span_drop(rest, 1), "\"()");
    return bs_span_at(rest, n) == '"' ? n + 1 : 0;
}

static size_t
word_length(struct bs_span rest)
{
    size_t n = 0;

    while (n < rest.n && !ends[rest.p[n]]) /* bounds: n < rest.n; 256 entries */
        n++;
    return n;
}

/* Reads a word here, if there is one. */
static bool
take_word(struct bs_tokens *tokens, struct bs_token *token_r)
{
    struct bs_span rest = bs_span_drop(tokens->line, tokens->at);
    size_t n = literal_length(rest);

    token_r->literal = n > 0;
    if (n == 0)
        n = path_length(rest);
    if (n == 0 && tokens->depth == 0)
        n = quoted_length(rest);
    if (n == 0)
        n = word_length(rest);
    token_r->whole = bs_span_take(rest, n);
    token_r->text = token_r->whole;
    if (token_r->literal)
        token_r->text = bs_span_drop(bs_span_take(rest, n - 1), 1);
    token_r->at = tokens->at;
    token_r->depth = tokens->depth;
    token_r->comment = tokens->comments;
    tokens->at += n;
    return n > 0;
}

bool
bs_token_next(struct bs_tokens *tokens, struct bs_token *token_r)
{
    while (tokens->at < tokens->line.n) {
        int c = bs_span_at(tokens->line, tokens->at);

        if (ends[c] != GAP && take_word(tokens, token_r)) /* bounds: c >= 0 */
            return true;
        count_paren(tokens, c);
        tokens->at++;
    }
    return false;
}

struct bs_tokens
bs_tokens_of(struct bs_span line)
{
    return (struct bs_tokens){.line = line};
}

bool
bs_token_is_one_of(const struct bs_token *token, const char *const *table)
{
    return !token->literal && bs_span_is_any(token->text, table);
}

bool
bs_token_ip(const struct bs_token *token, struct bs_ip *ip_r)
{
    struct bs_span text = token->text;

    if (text.n > 2 * MAX_LITERAL)
        return false;
    if (!token->literal)
        text = bs_span_strip(bs_address_domain(text), ".");
    if (text.n <= 2 || !bs_ip_read(text, ip_r))
        return false;
    bs_ip_without_nat64(ip_r);
    return true;
}
