/* received: which address did the server see that wrote this line? */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "received.h"

#include <string.h>

#include "address.h"
#include "clauses.h"
#include "host.h"
#include "token.h"

/* ------------------------------------------------------ the from clause */

/* Addresses of one sort of place. */
struct pick {
    struct bs_ip ip;
    unsigned comment; /* that the first one is in */
    bool any, several;
};

static void
pick_add(struct pick *pick, const struct bs_ip *ip, unsigned comment)
{
    if (!pick->any)
        *pick = (struct pick){.ip = *ip, .comment = comment};
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
    bool greeted;                /* … which names HELO: from 192.0.2.1 (EHLO name), Yahoo */
    unsigned helo_in;            /* the comment, if it is in one */

    struct bs_span first;  /* word */
    struct bs_span before; /* the word before, in the same comment */
    struct bs_span named;  /* (name [192.0.2.1]) */
    bool forged;           /* Sendmail: the name does not lead back to the address */

    size_t helo_end; /* of the first word */
    unsigned comment;
    bool hidden;    /* an address in a comment about the session */
    bool open;      /* the last comment was never closed */
    bool swallowed; /* an open comment about the session hides what follows */
    bool chatter;   /* this comment is not about the peer's address */
    bool claimed;   /* what follows in this comment is the peer's own word */
    bool helo_next; /* the next word is the HELO word */
};

/* Comments about the session. Some quote what the peer chose, such as the name
 * in its certificate (Postfix) or an account (CommuniGate). */
static bool
is_chatter(const struct bs_token *word)
{
    static const char *const words[] = {
        "using",         "client",          "version", "cipher", "authenticated", "auth:",
        "envelope-from", "envelope-sender", "account", "uid",    "tls",           NULL,
    };

    return bs_token_is_one_of(word, words);
}

/* (HELO x) of qmail and CommuniGate, (EHLO x) of Yahoo, (LHLO x) of Zimbra,
 * helo=x and ident=y of Exim: what the peer said of itself. */
static bool
starts_claim(const struct bs_token *word)
{
    static const char *const words[] = {"helo", "ehlo", "lhlo", "ident", NULL};

    return bs_token_is_one_of(word, words);
}

static void
add_name(struct bs_hop *hop, struct bs_span name)
{
    name = bs_span_strip(name, ".\"");
    if (hop->names == BS_MAX_HOP_NAMES || !bs_host_valid(name))
        return;
    for (unsigned i = 0; i < hop->names; i++)
        if (bs_host_same(hop->name[i], name))
            return;
    hop->name[hop->names++] = name;
}

static void
add_address(struct bs_hop *hop, const struct bs_ip *ip)
{
    for (unsigned i = 0; i < hop->addrs; i++)
        if (bs_ip_equal(&hop->addr[i], ip))
            return;
    if (hop->addrs < BS_MAX_HOP_ADDRS)
        hop->addr[hop->addrs++] = *ip;
}

static void
enter_comment(struct from *from, const struct bs_token *word)
{
    if (word->depth == 0 || word->comment == from->comment)
        return;
    from->comment = word->comment;
    from->chatter = is_chatter(word);
    from->claimed = false;
    from->helo_next = false;
    from->before = bs_span_of(NULL, 0);
    if (bs_span_is(word->text, "account"))
        from->helo_apart = true;
}

static struct pick *
place_of(struct from *from, const struct bs_token *word)
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
take_claim(struct from *from, struct bs_hop *hop, const struct bs_token *word)
{
    if (word->depth == 0)
        return false;
    if (!from->claimed && starts_claim(word)) {
        from->claimed = true;
        from->helo_apart = true;
        from->helo_in = word->comment;
        from->helo_next = !bs_span_is(word->text, "ident");
        from->greeted |= from->helo_next;
        return true;
    }
    if (from->helo_next)
        hop->helo = word->whole;
    from->helo_next = false;
    return false;
}

/* user@host in a comment: the host was written by the server, what precedes the last @ is the
 * peer's own answer (RFC 1413). */
static void
take_name(struct from *from, struct bs_hop *hop, const struct bs_token *word)
{
    struct bs_span name = word->depth > 0 ? bs_address_domain(word->text) : word->text;

    add_name(hop, name);
    if (word->depth == 0 || from->claimed)
        return;
    from->before = name;
    if (bs_span_is(name, "forged"))
        from->forged = true;
}

static void
take_from_word(struct from *from, struct bs_hop *hop, const struct bs_token *word)
{
    struct bs_ip ip;

    enter_comment(from, word);
    if (take_claim(from, hop, word))
        return;
    if (from->chatter && !from->claimed && word->depth > 0) {
        /* no server writes a peer's address there, but a HELO word with
         * "(using" in it makes the server's comment look so */
        from->hidden |= word->literal && bs_token_ip(word, &ip);
        return;
    }
    if (!bs_token_ip(word, &ip)) {
        take_name(from, hop, word);
        return;
    }
    add_address(hop, &ip);
    if (word->depth > 0 && from->claimed)
        return;
    pick_add(place_of(from, word), &ip, from->comment);
    if (word->depth > 0 && word->literal && from->before.p)
        from->named = from->before;
}

static void
read_from(struct from *from, struct bs_hop *hop, struct bs_span clause)
{
    struct bs_tokens words = bs_tokens_of(clause);
    struct bs_token word;
    size_t start = 0;

    while (bs_is_white(bs_span_at(clause, start)))
        start++;
    memset(from, 0, sizeof *from);
    hop->helo = bs_span_drop(clause, start);
    hop->helo = bs_span_take(hop->helo, bs_span_find_any(hop->helo, " \t\r\n("));
    from->first = hop->helo;
    from->helo_end = start + hop->helo.n;
    while (bs_token_next(&words, &word))
        take_from_word(from, hop, &word);
    from->open = words.depth > 0;
    from->swallowed = from->chatter && from->open;
}

/* ------------------------------------------------------ the other clauses */

static bool
is_clause(const struct bs_token *word, const char *keyword)
{
    return word->depth == 0 && !word->literal && bs_span_is(word->text, keyword);
}

struct tail {
    bool exim; /* writes the address in brackets when it has no name; so does chasquid */
    bool http; /* no HELO exists */
    struct bs_span via;
    bool plain;  /* InterScan writes nothing but the address */
    bool smtp;   /* the protocol is SMTP, LMTP or another name of it */
    bool with;   /* in the clause that names the protocol */
    bool clause; /* past the host: with, id, … */
    bool open;   /* the last comment was never closed: a HELO word with "by (" in it? */
    bool by_literal;
    unsigned comment;
};

/* True for the first word of a comment, which may name the software. */
static bool
enter_writer(struct tail *tail, const struct bs_token *word)
{
    if (word->depth == 0 || word->comment == tail->comment)
        return false;
    tail->comment = word->comment;
    tail->exim |= bs_span_is(word->text, "Exim") || bs_span_is(word->text, "chasquid");
    tail->plain |= bs_span_is(word->text, "InterScan");
    return true;
}

/* by host [192.0.2.1], by host (192.0.2.1), by host (name [192.0.2.1]); but not
 * a version, by host (ecelerity 3.6.5.1). */
static void
take_by_ip(struct tail *tail, struct bs_hop *hop, const struct bs_token *word, bool first)
{
    struct bs_ip ip;

    if (tail->clause || (hop->by_has_ip && (tail->by_literal || !word->literal)))
        return;
    if (!(word->literal || word->depth == 0 || (first && word->comment == 1)))
        return;
    if (!bs_token_ip(word, &ip))
        return;
    hop->by_ip = ip;
    hop->by_has_ip = true;
    tail->by_literal = word->literal;
}

static struct bs_span *
clause_of(struct tail *tail, struct bs_hop *hop, const struct bs_token *word)
{
    if (is_clause(word, "via"))
        return &tail->via;
    if (is_clause(word, "with") && !hop->with.p)
        return &hop->with;
    if (is_clause(word, "id") && !hop->id.p)
        return &hop->id;
    return NULL;
}

/* ESMTPS, LMTPA, UTF8SMTP, asmtp, "Microsoft SMTP Server", "Lotus SMTP MTA"; Exchange
 * 5.5 and InterScan do not say the word. Exim calls what a program on its host
 * hands in local-smtp. */
static bool
is_smtp(const struct bs_token *word)
{
    static const char *const others[] = {"internet", "interscan", NULL};

    if (bs_span_starts(word->text, "local"))
        return false;
    return bs_span_has(word->text, "SMTP") || bs_span_has(word->text, "LMTP") ||
           bs_token_is_one_of(word, others);
}

static bool
starts_clause(const struct bs_token *word)
{
    static const char *const words[] = {"with", "id", "via", "for", "from", NULL};

    return word->depth == 0 && bs_token_is_one_of(word, words);
}

static void
read_tail(struct tail *tail, struct bs_hop *hop, struct bs_span clause)
{
    struct bs_tokens words = bs_tokens_of(clause);
    struct bs_token word;
    struct bs_span *value = NULL;

    memset(tail, 0, sizeof *tail);
    while (bs_token_next(&words, &word)) {
        bool first = enter_writer(tail, &word);

        tail->smtp |= tail->with && word.depth == 0 && is_smtp(&word);
        if (value && word.depth == 0) {
            *value = word.text;
            value = NULL;
            continue;
        }
        if (starts_clause(&word)) {
            tail->clause = true;
            tail->with = is_clause(&word, "with");
            value = clause_of(tail, hop, &word);
            continue;
        }
        if (word.depth == 0 && !tail->clause && !hop->by.p)
            hop->by = bs_span_strip(word.text, ".");
        take_by_ip(tail, hop, &word, first);
    }
    tail->open = words.depth > 0;
    /* Webmail, and Yahoo's own protocol between its servers. */
    tail->http = bs_span_is(hop->with, "HTTP") || bs_span_is(tail->via, "HTTP") ||
                 bs_span_is(hop->with, "NNFMP");
    hop->handover = tail->smtp || (hop->with.p == NULL && !tail->http);
}

/* ------------------------------------------------- which one is the peer */

static void
set_peer(struct bs_hop *hop, const struct pick *pick, enum bs_peer known)
{
    hop->peer = pick->ip;
    hop->peer_known = pick->several ? BS_PEER_AMBIGUOUS : known;
}

static bool
disagrees(const struct pick *pick, const struct pick *with)
{
    return pick->any && with->any && (pick->several || !bs_ip_equal(&pick->ip, &with->ip));
}

/* A HELO word may have brackets and parentheses in it, so that it looks like a comment of the
 * server's, before the true one or in place of a word that the server wrote: an address
 * counts only if no other one can be the server's. A name from the DNS that looks like an
 * address is in the same comment, or comes first and has no brackets. */
static bool
is_contradicted(const struct from *from, const struct pick *in, bool first_is_peer,
                const struct bs_hop *hop)
{
    first_is_peer = first_is_peer && in->comment != from->helo_in;
    return from->swallowed || (from->open && hop->addrs > 1) || disagrees(&from->behind, in) ||
           (from->comment_bare.comment != in->comment && disagrees(&from->comment_bare, in)) ||
           (first_is_peer && disagrees(&from->first_literal, in));
}

/* An address in a comment was written by the server. Exim before version 3 put
 * the HELO word there and the address after it. */
static void
peer_in_comment(const struct from *from, const struct tail *tail, struct bs_hop *hop)
{
    const struct pick *in =
        from->comment_literal.any ? &from->comment_literal : &from->comment_bare;

    set_peer(hop, in, BS_PEER_SEEN);
    if (is_contradicted(from, in, from->helo_apart || tail->exim, hop))
        hop->peer_known = BS_PEER_AMBIGUOUS;
}

/* The HELO word in the server's comment can close it, and go on with an address of its own. */
static bool
closes_comment(const struct from *from)
{
    return from->helo_apart && (disagrees(&from->first_literal, &from->behind) ||
                                (from->greeted && disagrees(&from->bare, &from->behind)));
}

/* HELO is one word, so brackets around a second one are the server's (IMail,
 * MDaemon, Smail, fetchmail). Brackets around the only word may be the
 * client's, unless the HELO word has another place. */
static void
peer_outside(const struct from *from, const struct tail *tail, struct bs_hop *hop)
{
    bool sure = tail->http || from->helo_apart || tail->exim;
    bool bare = tail->http || tail->plain || from->greeted;

    if (from->behind.any)
        set_peer(hop, &from->behind, BS_PEER_SEEN);
    else if (from->later.any)
        set_peer(hop, &from->later, BS_PEER_SEEN);
    else if (from->first_literal.any)
        set_peer(hop, &from->first_literal, sure ? BS_PEER_SEEN : BS_PEER_LITERAL);
    else if (from->bare.any)
        set_peer(hop, &from->bare, bare ? BS_PEER_SEEN : BS_PEER_CLAIMED);
    if ((from->swallowed || (from->hidden && !from->helo_apart) || closes_comment(from) ||
         disagrees(&from->later, &from->behind)) &&
        hop->peer_known != BS_PEER_NONE)
        hop->peer_known = BS_PEER_AMBIGUOUS;
}

/* The name precedes the address in a comment, or, if the HELO word has another
 * place, comes first of all (Exim, qmail, Yahoo). */
static void
set_rdns(const struct from *from, const struct tail *tail, struct bs_hop *hop)
{
    struct bs_span name = from->named;
    bool in_comment = from->comment_literal.any || from->comment_bare.any;

    if (!name.p && in_comment && (from->helo_apart || tail->exim))
        name = from->first;
    name = bs_span_strip(name, ".");
    if (hop->peer_known == BS_PEER_SEEN && !from->forged && bs_host_valid(name))
        hop->rdns = name;
}

/* Cuts the date off. */
static struct bs_span
take_date(struct bs_span *value)
{
    size_t semicolon = bs_span_behind(*value, ';');
    struct bs_span date = bs_span_drop(*value, semicolon > 0 ? semicolon : value->n);

    *value = bs_span_take(*value, semicolon > 0 ? semicolon - 1 : value->n);
    return bs_span_trim(date);
}

struct bs_span
bs_received_date(struct bs_span value)
{
    value = bs_span_trim(value);
    return take_date(&value);
}

bool
bs_received_is_fetched(const struct bs_hop *hop)
{
    return bs_span_starts(hop->with, "POP") || bs_span_starts(hop->with, "IMAP");
}

void
bs_received_read(struct bs_hop *hop_r, struct bs_span value)
{
    struct bs_clauses clauses;
    struct from from;
    struct tail tail;

    memset(hop_r, 0, sizeof *hop_r);
    value = bs_span_trim(value);
    hop_r->date = take_date(&value);
    clauses = bs_clauses_find(value);
    read_tail(&tail, hop_r, clauses.tail);
    hop_r->has_from = clauses.has_from;
    if (!clauses.has_from)
        return;
    read_from(&from, hop_r, clauses.from);
    if (from.comment_literal.any || from.comment_bare.any)
        peer_in_comment(&from, &tail, hop_r);
    else
        peer_outside(&from, &tail, hop_r);
    if (tail.open && hop_r->peer_known != BS_PEER_NONE)
        hop_r->peer_known = BS_PEER_AMBIGUOUS;
    set_rdns(&from, &tail, hop_r);
}
