/* received: which address did the server see that wrote this line?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "received.h"

#include <string.h>

#include "host.h"

/* A literal is never longer (an IPv6 address with its tag, zone and port), nor
 * a path (RFC 5321 §4.5.3.1.3: 256 octets; some room for bad ones). Looking no
 * further for the closing bracket keeps a line of opening ones linear. */
#define MAX_LITERAL 80u
#define MAX_PATH    512u

/* ------------------------------------------------------ words of a line */

/* Pull parser over a line: words with the comments around them. Folds are
 * blanks; "[…]", "<…>" and quoted strings are one word each. */
struct words {
    struct bs_span line;
    size_t at;
    unsigned depth;
    unsigned comments; /* begun so far, those inside others not counted */
};

struct word {
    struct bs_span text;  /* a literal's without its brackets */
    struct bs_span whole; /* with them */
    size_t at;
    unsigned depth;
    unsigned comment; /* which one, if depth > 0 */
    bool literal;
};

/* A comment that is closed too often changes nothing; one that is never closed
 * is dealt with by locate(). Quoted pairs do not count: no server writes them
 * here, and a HELO word that ends in a backslash would hide the bracket of the
 * server's own comment. */
static void
count_paren(struct words *words, int c)
{
    if (c == '(' && words->depth++ == 0)
        words->comments++;
    if (c == ')' && words->depth > 0)
        words->depth--;
}

static bool
is_gap(int c)
{
    switch (c) {
    case ' ':
    case '\t':
    case '\r':
    case '\n':
    case ',':
    case ';':
    case '=':
    case '"':
    case '\'':
    case '>':
    case ']':
        return true;
    default:
        return false;
    }
}

static bool
is_word_end(int c)
{
    return c < 0 || c == '(' || c == ')' || c == '[' || c == '<' || is_gap(c);
}

/* Length of "[…]" at the start, or 0. */
static size_t
literal_length(struct bs_span rest)
{
    size_t n = bs_span_find_any(bs_span_take(rest, MAX_LITERAL), "]()\r\n");

    return bs_span_at(rest, 0) == '[' && bs_span_at(rest, n) == ']' ? n + 1 : 0;
}

/* Length of "<…>" at the start, or 0. The local part may be quoted (RFC 5321
 * §4.1.2) and then hold anything, " by " too. */
static size_t
path_length(struct bs_span rest)
{
    size_t n = 1;

    if (bs_span_at(rest, 0) != '<')
        return 0;
    rest = bs_span_take(rest, MAX_PATH);
    if (bs_span_at(rest, 1) == '"')
        n = 3 + bs_span_find(bs_span_drop(rest, 2), '"');
    n += bs_span_find_any(bs_span_drop(rest, n), "<>()");
    return bs_span_at(rest, n) == '>' ? n + 1 : 0;
}

/* Length of a quoted string at the start, or 0: Exim writes the recipient without
 * brackets. One with parentheses is none, lest a single quote in a HELO word
 * hide the comment behind it. */
static size_t
quoted_length(struct bs_span rest)
{
    size_t n;

    if (bs_span_at(rest, 0) != '"')
        return 0;
    n = 1 + bs_span_find_any(bs_span_drop(bs_span_take(rest, MAX_PATH), 1), "\"()");
    return bs_span_at(rest, n) == '"' ? n + 1 : 0;
}

static size_t
word_length(struct bs_span rest)
{
    size_t n = 0;

    while (!is_word_end(bs_span_at(rest, n)))
        n++;
    return n;
}

/* Reads a word here, if there is one. */
static bool
take_word(struct words *words, struct word *word_r)
{
    struct bs_span rest = bs_span_drop(words->line, words->at);
    size_t n = literal_length(rest);

    word_r->literal = n > 0;
    if (n == 0)
        n = path_length(rest);
    if (n == 0 && words->depth == 0)
        n = quoted_length(rest);
    if (n == 0)
        n = word_length(rest);
    word_r->whole = bs_span_take(rest, n);
    word_r->text = word_r->whole;
    if (word_r->literal)
        word_r->text = bs_span_drop(bs_span_take(rest, n - 1), 1);
    word_r->at = words->at;
    word_r->depth = words->depth;
    word_r->comment = words->comments;
    words->at += n;
    return n > 0;
}

static bool
next_word(struct words *words, struct word *word_r)
{
    while (words->at < words->line.n) {
        if (take_word(words, word_r))
            return true;
        count_paren(words, bs_span_at(words->line, words->at));
        words->at++;
    }
    return false;
}

static struct words
words_of(struct bs_span line)
{
    struct words words = {line, 0, 0, 0};

    return words;
}

static bool
word_is_one_of(const struct word *word, const char *const *table)
{
    if (word->literal)
        return false;
    for (; *table; table++) {
        if (bs_span_is(word->text, *table))
            return true;
    }
    return false;
}

static bool
is_clause(const struct word *word, const char *keyword)
{
    return word->depth == 0 && !word->literal && bs_span_is(word->text, keyword);
}

/* user@host in a comment: the host was written by the server, what stands
 * before the last @ is the peer's own answer (RFC 1413). */
static struct bs_span
behind_at(struct bs_span text)
{
    size_t at = text.n;

    while (at > 0 && bs_span_at(text, at - 1) != '@')
        at--;
    return bs_span_drop(text, at);
}

static bool
word_ip(const struct word *word, struct bs_ip *ip_r)
{
    struct bs_span text = word->text;

    if (text.n > 2 * MAX_LITERAL)
        return false;
    if (!word->literal)
        text = bs_span_strip(behind_at(text), ".");
    return text.n > 2 && bs_ip_read(text, ip_r);
}

/* ----------------------------------------------- the clauses of a line */

struct line {
    struct bs_span from; /* after "from" and up to "by" */
    struct bs_span tail; /* after "by" */
    bool has_from;
};

/* qmail-scanner writes "by host by uid 64011 with …", others "… by TLS id". */
static bool
names_no_server(const struct word *word)
{
    static const char *const others[] = {"uid", "tls", NULL};

    return word_is_one_of(word, others);
}

/* Where "by" stands. Of several outside comments the last one counts: Postfix
 * keeps a HELO word with blanks as it is, so "EHLO [192.0.2.1] by x" must not
 * cut off the comment with the true address. Inside comments the first one
 * counts, and only if no other was found before a comment that stays open. */
struct bys {
    size_t at, end;
    bool found, open;
};

static struct bys
find_by(struct bs_span line)
{
    struct bys by = {0, 0, false, false}, next = by, inside = by;
    struct words words = words_of(line);
    struct word word;

    while (next_word(&words, &word)) {
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
    return !by.found && words.depth > 0 ? inside : by;
}

static struct line
locate(struct bs_span head)
{
    static const size_t from = sizeof "from" - 1;
    struct line line;
    struct bys by = find_by(head);

    line.has_from = bs_span_starts(head, "from") && is_gap(bs_span_at(head, from));
    line.tail = by.found ? bs_span_drop(head, by.end) : bs_span_of(NULL, 0);
    line.from = bs_span_of(NULL, 0);
    if (line.has_from)
        line.from = bs_span_drop(by.found ? bs_span_take(head, by.at) : head, from);
    return line;
}

/* ------------------------------------------------------ the from clause */

/* Addresses of one sort of place; more than two kinds of "many" do not matter. */
struct pick {
    struct bs_ip ip;
    bool any, several;
};

static void
pick_add(struct pick *pick, const struct bs_ip *ip)
{
    if (!pick->any)
        pick->ip = *ip;
    else if (!bs_ip_equal(&pick->ip, ip))
        pick->several = true;
    pick->any = true;
}

struct from {
    struct pick comment_literal; /* (name [192.0.2.1]) */
    struct pick comment_bare;    /* (192.0.2.1) */
    struct pick behind;          /* (…192.0.2.1…) [192.0.2.2] */
    struct pick later;           /* name [192.0.2.1] */
    struct pick first_literal;   /* [192.0.2.1] */
    struct pick bare;            /* 192.0.2.1 */
    bool helo_apart;             /* the HELO word has a place of its own, in a comment */

    size_t helo_end; /* of the first word */
    unsigned comment;
    bool chatter;   /* this comment is not about the peer's address */
    bool claimed;   /* what follows in this comment is the peer's own word */
    bool helo_next; /* the next word is the HELO word */
};

/* Comments about the session. Some quote what the peer chose, such as the name
 * in its certificate (Postfix) or an account (CommuniGate). */
static bool
is_chatter(const struct word *word)
{
    static const char *const words[] = {
        "using",         "client",          "version", "cipher", "authenticated", "auth:",
        "envelope-from", "envelope-sender", "account", "uid",    "tls",           NULL,
    };

    return word_is_one_of(word, words);
}

/* (HELO x) of qmail and CommuniGate, (EHLO x) of Yahoo, (LHLO x) of Zimbra,
 * helo=x and ident=y of Exim: what the peer said of itself. */
static bool
starts_claim(const struct word *word)
{
    static const char *const words[] = {"helo", "ehlo", "lhlo", "ident", NULL};

    return word_is_one_of(word, words);
}

static void
add_name(struct bs_hop *hop, struct bs_span name)
{
    name = bs_span_strip(name, ".\"");
    if (hop->names == BS_MAX_HOP_NAMES || !bs_host_valid(name))
        return;
    for (unsigned i = 0; i < hop->names; i++) {
        if (bs_host_same(hop->name[i], name))
            return;
    }
    hop->name[hop->names++] = name;
}

static void
add_address(struct bs_hop *hop, const struct bs_ip *ip)
{
    for (unsigned i = 0; i < hop->addrs; i++) {
        if (bs_ip_equal(&hop->addr[i], ip))
            return;
    }
    if (hop->addrs < BS_MAX_HOP_ADDRS)
        hop->addr[hop->addrs++] = *ip;
}

static void
enter_comment(struct from *from, const struct word *word)
{
    if (word->depth == 0 || word->comment == from->comment)
        return;
    from->comment = word->comment;
    from->chatter = is_chatter(word);
    from->claimed = false;
    from->helo_next = false;
    if (bs_span_is(word->text, "account"))
        from->helo_apart = true;
}

static struct pick *
place_of(struct from *from, const struct word *word)
{
    if (word->depth > 0)
        return word->literal ? &from->comment_literal : &from->comment_bare;
    if (!word->literal)
        return &from->bare;
    if (word->at < from->helo_end)
        return &from->first_literal;
    return from->comment > 0 ? &from->behind : &from->later;
}

/* True if the word is used up as a keyword. */
static bool
take_claim(struct from *from, struct bs_hop *hop, const struct word *word)
{
    if (word->depth == 0)
        return false;
    if (!from->claimed && starts_claim(word)) {
        from->claimed = true;
        from->helo_apart = true;
        from->helo_next = !bs_span_is(word->text, "ident");
        return true;
    }
    if (from->helo_next)
        hop->helo = word->whole;
    from->helo_next = false;
    return false;
}

static void
take_from_word(struct from *from, struct bs_hop *hop, const struct word *word)
{
    struct bs_ip ip;

    enter_comment(from, word);
    if (take_claim(from, hop, word))
        return;
    if (from->chatter && !from->claimed && word->depth > 0)
        return;
    if (!word_ip(word, &ip)) {
        add_name(hop, word->depth > 0 ? behind_at(word->text) : word->text);
        return;
    }
    add_address(hop, &ip);
    if (word->depth == 0 || !from->claimed)
        pick_add(place_of(from, word), &ip);
}

static void
read_from(struct from *from, struct bs_hop *hop, struct bs_span clause)
{
    struct words words = words_of(clause);
    struct word word;
    size_t start = 0;

    while (is_gap(bs_span_at(clause, start)))
        start++;
    memset(from, 0, sizeof *from);
    hop->helo = bs_span_drop(clause, start);
    hop->helo = bs_span_take(hop->helo, bs_span_find_any(hop->helo, " \t\r\n("));
    from->helo_end = start + hop->helo.n;
    while (next_word(&words, &word))
        take_from_word(from, hop, &word);
}

/* ------------------------------------------------------ the other clauses */

struct tail {
    bool exim; /* writes the address in brackets when it has no name */
    bool http; /* no HELO exists */
    struct bs_span via;
    bool plain;  /* InterScan writes nothing but the address */
    bool clause; /* past the host: with, id, … */
    bool by_literal;
    unsigned comment;
};

static void
take_writer(struct tail *tail, const struct word *word)
{
    if (word->comment == tail->comment)
        return;
    tail->comment = word->comment;
    tail->exim |= bs_span_is(word->text, "Exim");
    tail->plain |= bs_span_is(word->text, "InterScan");
}

/* by host [192.0.2.1], by host (192.0.2.1), by host (name [192.0.2.1]) */
static void
take_by_ip(struct tail *tail, struct bs_hop *hop, const struct word *word)
{
    struct bs_ip ip;

    if (tail->clause || (hop->by_has_ip && (tail->by_literal || !word->literal)))
        return;
    if (!word_ip(word, &ip))
        return;
    hop->by_ip = ip;
    hop->by_has_ip = true;
    tail->by_literal = word->literal;
}

static struct bs_span *
clause_of(struct tail *tail, struct bs_hop *hop, const struct word *word)
{
    if (is_clause(word, "via"))
        return &tail->via;
    if (is_clause(word, "with") && !hop->with.p)
        return &hop->with;
    if (is_clause(word, "id") && !hop->id.p)
        return &hop->id;
    return NULL;
}

static bool
starts_clause(const struct word *word)
{
    static const char *const words[] = {"with", "id", "via", "for", "from", NULL};

    return word->depth == 0 && word_is_one_of(word, words);
}

static void
read_tail(struct tail *tail, struct bs_hop *hop, struct bs_span clause)
{
    struct words words = words_of(clause);
    struct word word;
    struct bs_span *value = NULL;

    memset(tail, 0, sizeof *tail);
    while (next_word(&words, &word)) {
        if (word.depth > 0)
            take_writer(tail, &word);
        if (value && word.depth == 0) {
            *value = word.text;
            value = NULL;
            continue;
        }
        if (starts_clause(&word)) {
            tail->clause = true;
            value = clause_of(tail, hop, &word);
            continue;
        }
        if (word.depth == 0 && !tail->clause && !hop->by.p)
            hop->by = bs_span_strip(word.text, ".");
        take_by_ip(tail, hop, &word);
    }
    /* Webmail, and Yahoo's own protocol between its servers. */
    tail->http = bs_span_is(hop->with, "HTTP") || bs_span_is(tail->via, "HTTP") ||
                 bs_span_is(hop->with, "NNFMP");
}

/* ------------------------------------------------- which one is the peer */

static void
set_peer(struct bs_hop *hop, const struct pick *pick, enum bs_peer known)
{
    hop->peer = pick->ip;
    hop->peer_known = pick->several ? BS_PEER_AMBIGUOUS : known;
}

/* An address in a comment was written by the server. Exim before version 3 put
 * the HELO word there and the address behind it. */
static void
peer_in_comment(const struct from *from, struct bs_hop *hop)
{
    const struct pick *in =
        from->comment_literal.any ? &from->comment_literal : &from->comment_bare;

    set_peer(hop, in, BS_PEER_SEEN);
    if (from->behind.any && (from->behind.several || !bs_ip_equal(&in->ip, &from->behind.ip)))
        hop->peer_known = BS_PEER_AMBIGUOUS;
}

/* HELO is one word, so brackets around a second one are the server's (IMail,
 * MDaemon, Smail, fetchmail). Brackets around the only word may be the
 * client's, unless the HELO word has another place. */
static void
peer_outside(const struct from *from, const struct tail *tail, struct bs_hop *hop)
{
    bool sure = tail->http || from->helo_apart || tail->exim;

    if (from->behind.any)
        set_peer(hop, &from->behind, BS_PEER_SEEN);
    else if (from->later.any)
        set_peer(hop, &from->later, BS_PEER_SEEN);
    else if (from->first_literal.any)
        set_peer(hop, &from->first_literal, sure ? BS_PEER_SEEN : BS_PEER_LITERAL);
    else if (from->bare.any)
        set_peer(hop, &from->bare, tail->http || tail->plain ? BS_PEER_SEEN : BS_PEER_CLAIMED);
}

void
bs_received_read(struct bs_hop *hop_r, struct bs_span value)
{
    struct line line;
    struct from from;
    struct tail tail;
    size_t semicolon;

    memset(hop_r, 0, sizeof *hop_r);
    value = bs_span_trim(value);
    semicolon = value.n;
    while (semicolon > 0 && bs_span_at(value, semicolon - 1) != ';')
        semicolon--;
    hop_r->date = bs_span_trim(bs_span_drop(value, semicolon > 0 ? semicolon : value.n));
    line = locate(bs_span_take(value, semicolon > 0 ? semicolon - 1 : value.n));
    read_tail(&tail, hop_r, line.tail);
    hop_r->has_from = line.has_from;
    if (!line.has_from)
        return;
    read_from(&from, hop_r, line.from);
    if (from.comment_literal.any || from.comment_bare.any)
        peer_in_comment(&from, hop_r);
    else
        peer_outside(&from, &tail, hop_r);
}

/* --------------------------------------------------------- any mention */

static bool
is_address_octet(int c)
{
    return bs_is_alnum(c) || c == '.' || c == ':' || c == '%' || c == '-' || c == '_';
}

bool
bs_received_mentions(struct bs_span value, bool (*wanted)(const struct bs_ip *, const void *),
                     const void *arg)
{
    size_t start = 0;

    while (start < value.n) {
        size_t end = start;
        struct bs_ip ip;
        struct bs_span word;

        while (is_address_octet(bs_span_at(value, end)))
            end++;
        word = bs_span_strip(bs_span_drop(bs_span_take(value, end), start), ".");
        if (word.n > 2 && bs_ip_read(word, &ip) && wanted(&ip, arg))
            return true;
        start = end + 1;
    }
    return false;
}
