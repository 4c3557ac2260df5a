/* author: the mailboxes of a From, Sender or Reply-To field. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "author.h"

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

/* "joe@example.org (Joe)": a comment after an address without brackets is shown as the name. A
 * quoted local part may also have a parenthesis in it. What is no address is shown as it is. */
static void
split_bare(struct bs_author *author_r, struct bs_span text)
{
    size_t quoted = bs_span_at(text, 0) == '"' ? closed_at(text, 0, '"') : 0;
    size_t comment = quoted + bs_span_find(bs_span_drop(text, quoted), '(');

    if (comment == 0)
        comment = text.n;
    author_r->name = bs_span_drop(text, comment);
    author_r->address = bs_span_take(text, comment);
    if (!bs_span_has(bs_span_drop(author_r->address, quoted), "@"))
        *author_r = (struct bs_author){.name = text, .offset = author_r->offset};
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
            end = end_of_part(value, close, ",;");
        } else {
            split_bare(author_r, part(value, start, end));
        }
        *at = end + 1;
        if (!group)
            return true;
    }
    return false;
}
