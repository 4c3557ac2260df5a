/* smtpreply: does a reply of SMTP, or an enhanced status code, begin here? */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "smtpreply.h"

#include "phrase.h"

/* What servers write after a code. "550 users", or a house number, is not a reply. */
static const char *const reply_words[] = {
    "no such", "unknown", "unknown user", "user unknown", "user not", "user is", "user does",
    "mailbox", "recipient", "sender rejected", "sender address", "sender denied", "relay",
    "relaying", "access denied", "access restricted", "address rejected", "address not",
    "address unknown", "account disabled", "account is", "account not", "account does", "invalid",
    "requested", "rejected", "blocked", "sorry", "quota", "over quota", "unable to", "permanent",
    "temporary", "too many", "transaction failed", "service unavailable", "greylisted", "not found",
    "not allowed"};

/* "5.1.1", RFC 3463. */
static bool
is_enhanced_code(struct bs_span text)
{
    int c = bs_span_at(text, 0);

    return (c == '4' || c == '5') && bs_span_at(text, 1) == '.' &&
           bs_is_digit(bs_span_at(text, 2)) &&
           bs_span_has(bs_span_drop(bs_span_take(text, 6), 2), ".");
}

/* "5.1.10 RESOLVER.ADR.RecipientNotFound", as Exchange writes it. */
static bool
is_exchange_code(struct bs_span text)
{
    struct bs_span word = bs_span_drop(text, bs_span_find(text, ' ') + 1);
    size_t n = 0;

    while (bs_span_at(word, n) >= 'A' && bs_span_at(word, n) <= 'Z')
        n++;
    return n > 3 && bs_span_at(word, n) == '.' && is_enhanced_code(text);
}

static bool
says_why(struct bs_span text)
{
    size_t n = bs_phrase_start(text, reply_words, BS_COUNT(reply_words));

    return n > 0 && !bs_is_alnum(bs_span_at(text, n));
}

/* "550 " or "550-", RFC 5321 §4.2. */
static bool
is_code(struct bs_span text)
{
    int first = bs_span_at(text, 0), end = bs_span_at(text, 3);

    return (first == '4' || first == '5') && bs_is_digit(bs_span_at(text, 1)) &&
           bs_is_digit(bs_span_at(text, 2)) && (end == ' ' || end == '-');
}

/* "550 5.1.1", "550 <user@host>", "550-5.1.1", "550 no such user", "#5.1.1", "(5.1.1)" as servers
 * and bounces write it. */
bool
bs_smtpreply_is(struct bs_span text, int before)
{
    bool marked = before == '#' || before == '(' || before == '[';

    if (marked && is_enhanced_code(text))
        return true;
    if (!is_code(text))
        return is_exchange_code(text);
    text = bs_span_drop(text, 4);
    return bs_span_at(text, 0) == '<' || is_enhanced_code(text) || says_why(text);
}
