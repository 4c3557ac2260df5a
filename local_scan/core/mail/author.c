/* author: the mailboxes of a From, Sender or Reply-To field. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "author.h"

#include "decode.h"

#include <string.h>

/* The index after a quoted string or a comment that starts at I; a bracket in there ends
 * nothing. */
static size_t
closed_at(struct bs_span value, size_t i, int close)
{
    int open = bs_span_at(value, i);
    unsigned depth = 1;

    while (depth > 0 && ++i < value.n) {
        int c = bs_span_at(value, i);
        if (c == '\\')
            i++;
        else if (c == close)
            depth--;
        else if (c == open)
            depth++;
    }
    return i + 1;
}

/* The octet at I, or after it what ends the mailbox: a comma, a semicolon, "<", ">". */
static size_t
end_of_part(struct bs_span value, size_t i, const char *ends)
{
    for (int c; (c = bs_span_at(value, i)) >= 0;) {
        if (c == '"')
            i = closed_at(value, i, '"');
        else if (c == '(')
            i = closed_at(value, i, ')');
        else if (bs_span_find(bs_span_text(ends), (unsigned char)c) < bs_span_text(ends).n)
            return i;
        else
            i++;
    }
    return value.n;
}

static struct bs_span
part(struct bs_span value, size_t start, size_t end)
{
    return bs_span_trim(bs_span_drop(bs_span_take(value, end), start));
}

/* What a blank or a comment does not end an address beside (RFC 5322 §4.4). */
static bool
joins(int c)
{
    return c == '@' || c == '.' || c == '(';
}

/* "joe@example.org (Joe)": a comment after an address without brackets is shown as the name. A
 * quoted local part may also have a parenthesis in it. What is not an address is shown unchanged. */
static void
split_bare(struct bs_author *author_r, struct bs_span text)
{
    size_t quoted = bs_span_at(text, 0) == '"' ? closed_at(text, 0, '"') : 0;
    size_t comment = quoted + bs_span_find(bs_span_drop(text, quoted), '(');

    struct bs_span before = bs_span_trim(bs_span_take(text, comment));

    if (comment == 0 || joins(bs_span_at(before, before.n - 1)))
        comment = text.n;
    author_r->name = bs_span_drop(text, comment);
    author_r->address = bs_span_take(text, comment);
    if (!bs_span_has(bs_span_drop(author_r->address, quoted), "@"))
        *author_r = (struct bs_author){.name = text, .offset = author_r->offset};
}

/* Where the next mailbox begins, or the sign before it. Programs differ in which of two addresses in
 * brackets they show, and in whether they show one that follows the brackets. */
static size_t
after_bracket(struct bs_span value, size_t close)
{
    size_t end = end_of_part(value, close, ",;<"), next = close < value.n ? close + 1 : close;

    return bs_span_has(part(value, next, end), "@") ? next : end;
}

bool
bs_author_next(struct bs_span value, size_t *at, struct bs_author *author_r)
{
    while (*at < value.n) {
        size_t start = *at, end = end_of_part(value, start, "<,;:");
        bool bracket = bs_span_at(value, end) == '<';
        bool group = bs_span_at(value, end) == ':'; /* which ends its name */

        author_r->offset = start;
        if (bracket) {
            size_t close = end_of_part(value, end + 1, ">");
            author_r->name = part(value, start, end);
            author_r->address = part(value, end + 1, close);
            end = after_bracket(value, close);
        } else {
            split_bare(author_r, part(value, start, end));
        }
        *at = end + (strchr(",;:", bs_span_at(value, end)) != NULL);
        if (!group)
            return true;
    }
    return false;
}

/* Where the address in a text ends: at any other blank, or at a comma in brackets. */
static size_t
end_of_address(struct bs_span text)
{
    size_t i = bs_span_find(text, '@');
    int last = '@';

    for (int c; (c = bs_span_at(text, i)) >= 0 && c != ',' && c != ';';) {
        size_t next = i + 1;
        if (c == '(')
            next = closed_at(text, i, ')');
        else if (!bs_is_white(c))
            last = c;
        else
            while (bs_is_white(bs_span_at(text, next)))
                next++;
        if (bs_is_white(c) && !joins(last) && !joins(bs_span_at(text, next)))
            return i;
        i = next;
    }
    return i < text.n ? i : text.n;
}

/* A sign that may follow a domain without being part of it. */
static bool
may_follow(int c)
{
    return c > ' ' && c < 127 && !bs_is_alnum(c) && strchr("-_]@", c) == NULL;
}

/* The comments before an address. One that does not end is not a comment; its end is looked for only
 * once, because that takes reading all that is left. */
static void
skip_comments(struct bs_author_addresses *it)
{
    while (!it->open && bs_span_at(it->rest, 0) == '(') {
        size_t end = closed_at(it->rest, 0, ')');
        it->open = end > it->rest.n;
        if (!it->open)
            it->rest = bs_span_trim(bs_span_drop(it->rest, end));
    }
}

/* The next one in what is left of the mailbox. */
static struct bs_span
take_address(struct bs_span *rest, struct bs_address *buffer)
{
    struct bs_span text = bs_span_take(*rest, end_of_address(*rest));
    struct bs_span address = bs_address_from(text, buffer);

    *rest = bs_span_drop(*rest, text.n + (text.n < rest->n));
    if (address.n == 0)
        address = bs_address_next(&text);
    while (may_follow(bs_span_at(address, address.n - 1)))
        address = bs_span_take(address, address.n - 1);
    return bs_span_ends(address, "@") ? bs_span_of(NULL, 0) : address;
}

/* Some programs also decode between brackets, which RFC 2047 §5 forbids. What is too long to decode
 * is read as it is: blanks in code must not push the address out. */
static struct bs_span
decoded(struct bs_author_addresses *it, struct bs_span text)
{
    if (!bs_span_has(text, "=?"))
        return text;
    struct bs_span plain = bs_decode_words(text, it->text, sizeof it->text);
    return plain.n < sizeof it->text ? plain : text;
}

struct bs_span
bs_author_address(struct bs_author_addresses *it, struct bs_address *buffer)
{
    struct bs_author author;

    for (;;) {
        while (bs_span_has(it->rest, "@")) {
            skip_comments(it);
            struct bs_span address = take_address(&it->rest, buffer);
            if (address.n == 0)
                continue;
            it->name = bs_span_of(NULL, 0);
            return address;
        }
        it->open = false;
        if (it->name.n > 0) {
            it->rest = decoded(it, it->name);
            it->name = bs_span_of(NULL, 0);
            continue;
        }
        if (!bs_author_next(it->value, &it->at, &author))
            return bs_span_of(NULL, 0);
        it->rest = decoded(it, author.address);
        it->name = author.name;
    }
}

struct bs_span
bs_author_first(struct bs_span value, struct bs_address *buffer)
{
    struct bs_author_addresses it = {.value = value};
    struct bs_address octets;
    struct bs_span from = bs_address_from(value, buffer);

    return bs_span_equal(from, bs_author_address(&it, &octets)) ? from : bs_span_of(NULL, 0);
}
