/* clauses: where "by" is in a Received line. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "clauses.h"

#include "token.h"

/* qmail-scanner writes "by host by uid 64011 with …", others "… by TLS id". */
static bool
names_no_server(const struct bs_token *word)
{
    static const char *const others[] = {"uid", "tls", NULL};

    return bs_token_is_one_of(word, others);
}

/* Where "by" is. Of several outside comments the last one counts: Postfix keeps
 * a HELO word with blanks as it is, so "EHLO [192.0.2.1] by x" must not cut off
 * the comment with the true address. Inside comments the first one counts, and
 * only if it is the only one: then a comment was left open. */
struct bys {
    size_t at, end;
    bool found, open;
};

static struct bys
find_by(struct bs_span line)
{
    struct bys by = {0, 0, false, false}, next = by, inside = by;
    struct bs_tokens words = bs_tokens_of(line);
    struct bs_token word;

    while (bs_token_next(&words, &word)) {
        if (next.found && (!by.found || !names_no_server(&word)))
            by = next;
        next.found = false;
        if (word.literal || !bs_span_is(word.text, "by"))
            continue;
        next = (struct bys){word.at, words.at, true, word.depth > 0};
        if (!next.open)
            continue;
        if (!inside.found)
            inside = next;
        next.found = false;
    }
    if (next.found && !by.found)
        by = next;
    return by.found ? by : inside;
}

struct bs_clauses
bs_clauses_find(struct bs_span line)
{
    static const size_t from = sizeof "from" - 1;
    struct bs_clauses found;
    struct bys by = find_by(line);

    found.has_from = bs_span_starts(line, "from") && bs_is_white(bs_span_at(line, from));
    if (by.open && !found.has_from) /* (qmail 2022 invoked by uid 0) */
        by.found = false;
    found.tail = by.found ? bs_span_drop(line, by.end) : bs_span_of(NULL, 0);
    found.from = bs_span_of(NULL, 0);
    if (found.has_from)
        found.from = bs_span_drop(by.found ? bs_span_take(line, by.at) : line, from);
    return found;
}
