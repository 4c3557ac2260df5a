/* address: the mail addresses that proofs are bound to, in one form. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "address.h"

#include "digit.h"
#include "field.h"
#include "idn.h"
#include "sink.h"

/* From */

/* Reads a From value (RFC 5322 §3.4, and §4.4 for routes, blanks and comments
 * inside an address). What is outside of brackets is kept until it turns out to
 * be a display name. */
struct mailboxes {
    struct bs_span rest;
    struct sink address;
    bool has_domain;
    bool angle; /* inside <> */
};

static void
forget(struct mailboxes *it)
{
    it->address.n = 0;
    it->has_domain = false;
}

static void
put(struct mailboxes *it, int c)
{
    if (!bs_is_blank(c))
        sink_put(&it->address, bs_lower((unsigned char)c));
}

/* After "(", to the ")" that belongs to it. */
static void
skip_comment(struct mailboxes *it)
{
    unsigned depth = 1;

    for (int c; depth > 0 && (c = bs_value_next(&it->rest)) >= 0;) {
        if (c == '\\')
            bs_value_next(&it->rest);
        if (c == '(')
            depth++;
        if (c == ')')
            depth--;
    }
}

/* Quotes go: Sendmail and Exchange put them around local parts that need no
 * quotes, and take them away. An "@" between them begins no domain. */
static void
put_quoted(struct mailboxes *it)
{
    for (int c; (c = bs_value_next(&it->rest)) >= 0 && c != '"';) {
        if (c == '\\')
            c = bs_value_next(&it->rest);
        if (c >= 0)
            put(it, c);
    }
}

/* "[IPv6:2001:db8::1]": the colons are not those of a group or a route. */
static void
put_literal(struct mailboxes *it)
{
    int c = '[';

    put(it, c);
    while (c != ']' && (c = bs_value_next(&it->rest)) >= 0)
        put(it, c);
}

/* An octet with a meaning; true where it ends an address. A colon ends the name
 * of a group, or a route; a comma and a semicolon end a mailbox, and so does the
 * comma of an unquoted "Doe, Joe <joe@example.org>", which then has no domain. */
static bool
take_special(struct mailboxes *it, int c)
{
    if (c == '(')
        skip_comment(it);
    else if (c == '"')
        put_quoted(it);
    else if (c == '[')
        put_literal(it);
    else if (c == '<' || c == ':')
        forget(it);
    else if (it->has_domain && (!it->angle || c == '>'))
        return true;
    else
        forget(it);
    it->angle = (it->angle || c == '<') && c != '>';
    return false;
}

struct bs_span
bs_address_from(struct bs_span value, struct bs_address *buffer)
{
    struct mailboxes it = {.rest = value, .address = {buffer->octet, sizeof buffer->octet, 0}};

    for (int c; (c = bs_value_next(&it.rest)) >= 0;) {
        if (strchr("(\"[<:,;>", c) != NULL && c != '\0') {
            if (take_special(&it, c))
                break;
            continue;
        }
        it.has_domain |= c == '@' && it.address.n > 0;
        put(&it, c);
    }
    bool whole = it.has_domain && !sink_full(&it.address);
    return whole ? sink_span(&it.address) : bs_span_of(NULL, 0);
}

/* Reverse-paths */

/* Exim's and the draft's tag: a digit, three of the day, six of the hash. */
static bool
is_batv_tag(struct bs_span text)
{
    bool is = text.n == 10;

    for (size_t i = 0; i < text.n; i++)
        is &= i < 4 ? bs_is_digit(bs_span_at(text, i)) : bs_digit_hex(bs_span_at(text, i)) >= 0;
    return is;
}

/* "prvs=TAG=joe"; "prvs=joe=TAG" and "prvs=joe/TAG" of older drafts;
 * "btv1==TAG==joe" of Barracuda. */
static struct bs_span
without_batv(struct bs_span local)
{
    struct bs_span rest = bs_span_drop(local, 5);

    if (bs_span_starts(local, "btv1==")) {
        rest = bs_span_drop(local, 6);
        size_t end = bs_span_search(rest, "==");
        return end < rest.n ? bs_span_drop(rest, end + 2) : local;
    }
    if (!bs_span_starts(local, "prvs="))
        return local;
    if (is_batv_tag(bs_span_take(rest, bs_span_find(rest, '='))))
        return bs_span_drop(rest, 11);
    size_t tag = rest.n > 11 ? rest.n - 11 : 0;
    bool old = bs_span_at(rest, tag) == '=' || bs_span_at(rest, tag) == '/';
    return old && is_batv_tag(bs_span_drop(rest, tag + 1)) ? bs_span_take(rest, tag) : local;
}

/* After the next "=". */
static struct bs_span
behind_equals(struct bs_span text)
{
    return bs_span_drop(text, bs_span_find(text, '=') + 1);
}

/* "SRS0=HHH=TT=example.org=joe", and "SRS1=HHH=forwarder==HHH=TT=example.org=joe"
 * where a second server forwarded: the address is another one. */
static void
take_off_srs(struct bs_span *local_r, struct bs_span *domain_r)
{
    bool second = bs_span_starts(*local_r, "SRS1");
    int separator = bs_span_at(*local_r, 4);

    if (!second && !bs_span_starts(*local_r, "SRS0"))
        return;
    if (separator != '=' && separator != '+' && separator != '-')
        return;
    struct bs_span rest = bs_span_drop(*local_r, 5);
    if (second)
        rest = bs_span_drop(rest, bs_span_search(rest, "==") + 2);
    rest = behind_equals(behind_equals(rest));
    struct bs_span domain = bs_span_take(rest, bs_span_find(rest, '='));
    rest = behind_equals(rest);
    if (domain.n == 0 || rest.n == 0)
        return;
    *domain_r = domain;
    *local_r = rest;
}

static void
put_lower(struct sink *out, struct bs_span text)
{
    for (size_t i = 0; i < text.n; i++)
        sink_put(out, bs_lower((unsigned char)bs_span_at(text, i)));
}

static struct bs_span
undo(struct bs_span address, bool srs, struct bs_address *buffer)
{
    struct sink out = {buffer->octet, sizeof buffer->octet, 0};
    size_t at = bs_span_behind(address, '@');

    if (at < 2)
        return bs_span_of(NULL, 0);
    struct bs_span domain = bs_span_drop(address, at);
    struct bs_span local = without_batv(bs_span_take(address, at - 1));
    if (srs)
        take_off_srs(&local, &domain);
    size_t plus = bs_span_find(local, '+');
    put_lower(&out, plus > 0 ? bs_span_take(local, plus) : local);
    sink_put(&out, '@');
    put_lower(&out, domain);
    return sink_full(&out) ? bs_span_of(NULL, 0) : sink_span(&out);
}

struct bs_span
bs_address_plain(struct bs_span address, struct bs_address *buffer)
{
    return undo(address, true, buffer);
}

struct bs_span
bs_address_bare(struct bs_span address, struct bs_address *buffer)
{
    return undo(address, false, buffer);
}

/* In a domain, letters beyond ASCII (RFC 6532) and their code (xn--) are the same. */
static bool
same_domain(struct bs_span a, struct bs_span b)
{
    struct bs_idn ascii_a, ascii_b;
    struct bs_span one = bs_idn_ascii(a, &ascii_a);

    return bs_span_equal(a, b) || (one.n > 0 && bs_span_equal(one, bs_idn_ascii(b, &ascii_b)));
}

bool
bs_address_same(struct bs_span a, struct bs_span b)
{
    struct bs_address bare_a, bare_b;
    struct bs_span one = bs_address_bare(a, &bare_a), two = bs_address_bare(b, &bare_b);
    size_t local = bs_span_behind(one, '@');

    return local > 0 && local == bs_span_behind(two, '@') &&
           bs_span_equal(bs_span_take(one, local), bs_span_take(two, local)) &&
           same_domain(bs_span_drop(one, local), bs_span_drop(two, local));
}

bool
bs_address_means(struct bs_span recipient, struct bs_span address)
{
    struct bs_address plain;

    return bs_address_same(recipient, address) ||
           bs_address_same(bs_address_plain(recipient, &plain), address);
}

bool
bs_recipients_are(const struct bs_recipients *recipients, struct bs_span address)
{
    if (!recipients->known)
        return true;
    for (unsigned i = 0; i < recipients->count; i++)
        if (!bs_address_means(recipients->address[i], address))
            return false;
    return recipients->count > 0 && !recipients->more;
}

struct bs_span
bs_address_domain(struct bs_span address)
{
    return bs_span_drop(address, bs_span_behind(address, '@'));
}

struct bs_span
bs_address_typed(struct bs_span value)
{
    value = bs_span_drop(value, bs_span_find(value, ';') + 1);
    return bs_span_strip(value, " \t\r\n<>");
}

static bool
looks_like_address(struct bs_span word)
{
    size_t at = bs_span_find(word, '@');

    return at > 0 && word.n < BS_MAX_ADDRESS && bs_span_plain(word) == word.n &&
           bs_span_find(bs_span_drop(word, at), '.') < word.n - at;
}

#define AROUND " \t\r\n<>()[]\",;:"

/* The length of a sign beyond ASCII that texts put next to an address, or 0: « », U+2000 to 203F
 * (quotes), U+3000 to 303F and U+FF00 to FF7F (brackets, commas and colons of Chinese and
 * Japanese). */
static size_t
sign_length(struct bs_span text, size_t i)
{
    int lead = bs_span_at(text, i), next = bs_span_at(text, i + 1);

    if (lead == 0xc2)
        return next == 0xab || next == 0xbb ? 2 : 0;
    if (lead == 0xe2 || lead == 0xe3)
        return next == 0x80 ? 3 : 0;
    return lead == 0xef && (next == 0xbc || next == 0xbd) ? 3 : 0;
}

static bool
ends_word(struct bs_span text, size_t i)
{
    return strchr(AROUND, bs_span_at(text, i)) != NULL || sign_length(text, i) > 0;
}

static bool
starts_word(struct bs_span text, size_t i)
{
    return i == 0 || strchr(AROUND, bs_span_at(text, i - 1)) != NULL ||
           (i >= 2 && sign_length(text, i - 2) == 2) || (i >= 3 && sign_length(text, i - 3) == 3);
}

/* The word around the "@" at `at`. Chinese, Japanese and Thai do not put a blank between an address
 * and the next word; charset.c writes "?" for a letter that it does not know, and the parameters of
 * a link begin with one. */
static struct bs_span
word_at(struct bs_span text, size_t at)
{
    size_t start = at, end = at;
    bool dot = false; /* in the domain, so far */

    while (!starts_word(text, start))
        start--;
    for (; end < text.n && !ends_word(text, end); end++) {
        int c = bs_span_at(text, end);
        if (c == '?' || (c >= 0xe0 && dot && bs_is_alnum(bs_span_at(text, end - 1))))
            break;
        dot = dot || c == '.';
    }
    return bs_span_take(bs_span_drop(text, start), end - start);
}

struct bs_span
bs_address_next(struct bs_span *rest)
{
    for (size_t at; (at = bs_span_find(*rest, '@')) < rest->n;) {
        struct bs_span word = word_at(*rest, at);
        *rest = bs_span_drop(*rest, (size_t)(word.p - rest->p) + word.n);
        word = bs_span_strip(word, ".'*?");
        if (looks_like_address(word))
            return word;
    }
    return bs_span_of(NULL, 0);
}
