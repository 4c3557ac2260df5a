/* logword: where words of Exim's log lines end. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "logword.h"

size_t
bs_logword_plain(struct bs_span text)
{
    return bs_span_find(text, ' ');
}

size_t
bs_logword_quoted(struct bs_span text)
{
    size_t i = 1;

    while (i < text.n && bs_span_at(text, i) != '"')
        i += bs_span_at(text, i) == '\\' ? 2 : 1;
    return i < text.n ? i + 1 : text.n;
}

/* A quotation mark that is never closed is an ordinary octet. Behind "<joe@a.example>", Exim may
 * write more without a blank: a colon, and in one line a field. */
size_t
bs_logword_address(struct bs_span text)
{
    bool closes = bs_span_at(text, 0) == '<';
    size_t i = 0;

    while (i < text.n && bs_span_at(text, i) != ' ') {
        int c = bs_span_at(text, i);
        if (c == '>' && closes)
            return i + 1;
        size_t quoted = c == '"' ? bs_logword_quoted(bs_span_drop(text, i)) : 0;

        if (quoted > 1 && bs_span_at(text, i + quoted - 1) == '"')
            i += quoted;
        else
            i += c == '\\' ? 2 : 1;
    }
    return i < text.n ? i : text.n;
}

static int
lower(int c)
{
    return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

/* Is this the form in which Exim writes that quoted local part, perhaps with its domain? Exim
 * removes quotation marks and backslashes, and may write lower case. */
static bool
is_unquoted(struct bs_span text, struct bs_span quoted)
{
    size_t i = 0, k = 0;
    bool inside = false;

    for (; k < quoted.n; k++) {
        int c = bs_span_at(quoted, k);

        if (c == '"') {
            inside = !inside;
            continue;
        }
        if (c == '@' && !inside && i == text.n) /* log_as_local: without its domain */
            return true;
        if (c == '\\')
            c = bs_span_at(quoted, ++k);
        if (lower(c) != lower(bs_span_at(text, i++)))
            return false;
    }
    return i == text.n;
}

/* "a b@c.example <"a b"@c.example>": Exim logs local parts without their quotation marks, so this
 * looks for the place at which the address is repeated in quotes. */
static size_t
find_unquoted(struct bs_span text, struct bs_span *quoted_r)
{
    size_t from = 0, n;

    while ((n = bs_span_search(bs_span_drop(text, from), " <")) < text.n - from) {
        size_t at = from + n;
        struct bs_span address = bs_span_drop(text, at + 1);

        address = bs_span_take(address, bs_logword_address(address));
        *quoted_r = bs_span_take(bs_span_drop(address, 1), address.n - 2);
        if (bs_span_has(*quoted_r, "\"") && bs_span_ends(address, ">") &&
            is_unquoted(bs_span_take(text, at), *quoted_r))
            return at + 1 + address.n;
        from = at + 1;
    }
    *quoted_r = bs_span_of(NULL, 0);
    return 0;
}

size_t
bs_logword_parents(struct bs_span text)
{
    size_t i = 0;

    if (bs_span_at(text, 0) != '(')
        return 0;
    while (i < text.n) {
        i += bs_logword_address(bs_span_drop(text, i));
        if (bs_span_at(text, i - 1) == ')')
            return i;
        i++;
    }
    return text.n;
}

/* A pipe, a file or an automatic reply may have blanks in it. */
static bool
is_pipe_or_file(struct bs_span text)
{
    int c = bs_span_at(text, 0);

    return c == '|' || c == '/' || c == '>' || (c == '"' && bs_span_at(text, 1) == '|') ||
           bs_span_starts(text, "save ");
}

/* What comes after a recipient and its parents: a field, an error, or how it was delayed. */
static bool
is_after(struct bs_span text)
{
    size_t n = 0;

    if (bs_span_at(text, 0) == ' ')
        text = bs_span_drop(text, 1);
    while (bs_is_alnum(bs_span_at(text, n)))
        n++;
    return text.n == 0 || bs_span_at(text, 0) == ':' || bs_span_starts(text, "defer") ||
           bs_span_starts(text, "routing ") ||
           (bs_span_at(text, n) == '=' && bs_span_at(text, 0) >= 'A' && bs_span_at(text, 0) <= 'Z');
}

static bool
has_parent(struct bs_span text)
{
    return bs_span_starts(text, " <") || bs_span_starts(text, " (");
}

/* A recipient with blanks: it ends where the address that it is for follows, and perhaps the
 * addresses between. 0 if none follows. */
static size_t
find_parent(struct bs_span text)
{
    size_t from = 0, n;

    while ((n = bs_span_search(bs_span_drop(text, from), " <")) < text.n - from) {
        size_t at = from + n;
        struct bs_span before = bs_span_take(text, at), parent = bs_span_drop(text, at + 1);

        if (is_after(bs_span_drop(parent, bs_logword_address(parent)))) {
            size_t list = bs_span_search(before, " (");
            return bs_span_ends(before, ")") ? list : at;
        }
        from = at + 1;
    }
    return 0;
}

size_t
bs_logword_recipient(struct bs_span text, struct bs_span *quoted_r)
{
    size_t n = find_unquoted(text, quoted_r);

    if (n > 0)
        return n;
    n = bs_logword_address(text);
    struct bs_span word = bs_span_take(text, n), rest = bs_span_drop(text, n);
    bool whole =
        has_parent(rest) || bs_span_ends(word, ":") || (bs_span_has(word, "@") && is_after(rest));
    size_t to = whole && !is_pipe_or_file(text) ? 0 : find_parent(text);
    return to > 0 ? to : n;
}

/* "[192.0.2.1]", with what may follow it: ":25", "*" for a connection that was used again, and ":"
 * before an error. 0: not an address. */
static size_t
ip_length(struct bs_span text)
{
    size_t n = 1;

    while (bs_is_alnum(bs_span_at(text, n)) || bs_span_at(text, n) == ':' ||
           bs_span_at(text, n) == '.' || bs_span_at(text, n) == '%')
        n++;
    int after = bs_span_at(text, n + 1);
    if (bs_span_at(text, 0) != '[' || n < 3 || bs_span_at(text, n) != ']')
        return 0;
    return n + 1 == text.n || after == ' ' || after == ':' || after == '*' ? n + 1 : 0;
}

static size_t
skip_blank(struct bs_span text, size_t i)
{
    return bs_span_at(text, i) == ' ' ? i + 1 : i;
}

/* "(word) [": a HELO word can contain blanks and look like an address, if Exim accepts such words
 * (helo_accept_junk_hosts). So the word ends before the last address in brackets. */
static size_t
helo_length(struct bs_span text)
{
    size_t n = 0, more = bs_span_search(text, ") [");

    while (more < text.n - n) {
        n += more + 1;
        struct bs_span rest = bs_span_drop(text, n + 1);
        size_t ip = bs_logword_plain(rest);
        if (!bs_span_starts(bs_span_drop(rest, ip), " ("))
            return n;
        more = bs_span_search(bs_span_drop(text, n), ") [");
    }
    return n > 0 ? n : bs_logword_plain(text);
}

/* "name (helo) DS [address]:port"; a delivery to a socket only has the name. DS: the name was
 * verified by DNSSEC. */
size_t
bs_logword_host(struct bs_span text, struct bs_loghost *host_r)
{
    size_t i = 0, named = 0, ip;

    *host_r = (struct bs_loghost){0};
    if (bs_span_at(text, 0) != '(' && ip_length(text) == 0) {
        named = bs_logword_plain(text);
        host_r->name = bs_span_take(text, named);
        i = skip_blank(text, named);
    }
    if (bs_span_at(text, i) == '(') {
        struct bs_span helo = bs_span_drop(text, i);
        size_t n = helo_length(helo);
        host_r->helo = bs_span_strip(bs_span_take(helo, bs_logword_plain(helo)), "()");
        i = skip_blank(text, i + n);
    }
    if (bs_span_starts(bs_span_drop(text, i), "DS ["))
        i += 3;
    ip = ip_length(bs_span_drop(text, i));
    if (ip == 0)
        return named > 0 ? named : bs_logword_plain(text);
    host_r->ip = bs_span_take(bs_span_drop(text, i + 1), ip - 2);
    return i + bs_logword_plain(bs_span_drop(text, i));
}
