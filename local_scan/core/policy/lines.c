/* lines: the lines of a policy file, one by one. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lines.h"

#include "ip.h"

/* "key", "key: data", "key data"; a key with a colon is in double quotes (Exim's lsearch and
 * iplsearch). IPv6 addresses are also accepted without quotes: if a word has several colons, the
 * last one ends the key. Backslashes in a quoted key are not decoded; no list needs them. */
static struct bs_span
cut_key(struct bs_span *line)
{
    struct bs_span key;

    if (bs_span_at(*line, 0) == '"') {
        *line = bs_span_drop(*line, 1);
        key = bs_span_take(*line, bs_span_find(*line, '"'));
        bool whole = key.n < line->n && bs_span_find(key, '\\') == key.n;
        *line = bs_span_drop(*line, key.n + 1);
        return whole ? key : bs_span_of(NULL, 0);
    }
    key = bs_span_take(*line, bs_span_find_any(*line, " \t"));
    size_t colon = bs_span_find(key, ':');
    struct bs_net net;
    if (colon < key.n && !bs_net_read(key, &net)) {
        struct bs_span shorter = bs_span_take(key, key.n - 1);
        bool address = bs_span_ends(key, ":") && bs_net_read(shorter, &net);
        key = address ? shorter : bs_span_take(key, colon);
    }
    *line = bs_span_drop(*line, key.n);
    return key;
}

static struct bs_span
without_comment(struct bs_span line)
{
    for (size_t i = 0; i < line.n; i++) {
        bool starts = i == 0 || bs_is_blank(bs_span_at(line, i - 1));
        if (starts && bs_span_at(line, i) == '#')
            return bs_span_take(line, i);
    }
    return line;
}

/* After the key, blanks, and a colon at most: an address may begin with two. */
static struct bs_span
data_of(struct bs_span rest)
{
    rest = bs_span_trim(rest);
    return bs_span_trim(bs_span_drop(rest, bs_span_at(rest, 0) == ':'));
}

struct bs_policy_lines
bs_policy_lines_of(struct bs_span text)
{
    return (struct bs_policy_lines){text, 0, bs_span_bare_cr(text)};
}

bool
bs_policy_lines_next(struct bs_policy_lines *lines, struct bs_policy_line *line_r)
{
    while (lines->rest.n > 0) {
        struct bs_span line = without_comment(bs_span_line(&lines->rest, lines->bare_cr));
        lines->number++;
        if (bs_span_trim(line).n == 0)
            continue;
        line_r->number = lines->number;
        line_r->indented = bs_is_blank(bs_span_at(line, 0));
        line_r->text = line;
        line = bs_span_trim(line);
        line_r->key = cut_key(&line);
        line_r->data = data_of(line);
        return true;
    }
    return false;
}
