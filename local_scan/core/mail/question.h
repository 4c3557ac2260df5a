/* question: what the core asks of the DNS, databases and libraries, and a front end answers.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The core never calls out. A module that needs to know something calls bs_ask_*, which returns the
 * answer if it is known; otherwise the question is noted, and is open. The front end gets all open
 * questions answered in parallel (lookup/lookup.h) and judges again, until nothing is open or the
 * time is over. Follow-up questions are simply asked in the next round, and every judgement can be
 * tested with canned answers.
 *
 * A question that is asked twice is noted once. `open` and `unknown` are not answers: nothing may
 * be concluded from them, least of all a refusal. `none` is an answer: it is known that no such
 * thing exists.
 *
 * Names are compared and kept in lower case, without a final dot. Answers are
 * copied into the table. Limits: BS_MAX_QUESTIONS, BS_MAX_ANSWERS,
 * BS_MAX_ANSWER_TEXT; what does not fit is unknown.
 *
 * Does not: know what a question is for, or whether an answer can be believed. */
#ifndef BS_QUESTION_H
#define BS_QUESTION_H

#include "ip.h"
#include "bounds.h"

enum bs_ask {
    BS_ASK_ADDRESS, /* a name: its A and AAAA records, as `ip` */
    BS_ASK_NAME,    /* an address: the names of its PTR records, as `text` */
    BS_ASK_MX,      /* a domain: the names of its mail servers, best first;
                     * "." (RFC 7505) is `none` */
    BS_ASK_TEXT,    /* a name: each TXT record as `text`, its strings joined */
    BS_ASK_LISTED,  /* a name in a DNS list: its A records, as `ip` */
    BS_ASK_COUNTRY, /* an address: "DE", ISO 3166-1 */
    BS_ASK_NETWORK, /* an address: "64500", the number of its autonomous system;
                     * a second text, if there is one, is the system's name */
    BS_ASK_ORG,     /* a name: its registrable domain by the Public Suffix List */
    BS_ASK_MAC,     /* HMAC-SHA-256 of `data` under the key `name`: 32 octets as `text` */
    BS_ASK_SIGNED,  /* is `signature` (raw octets) one of `data` by the public key
                     * `name`? One text, "yes"; or `none` */
    BS_ASK_PAIR,    /* is the private key `data` (PEM) the one of the public key `name`?
                     * Likewise; unknown if it cannot be read */
    BS_ASKS
};

/* How BS_ASK_SIGNED was signed, and which kind of key BS_ASK_PAIR is about; RFC 6376
 * §3.3, RFC 8463. */
enum bs_signed_by { BS_SIGNED_BY_RSA_SHA256, BS_SIGNED_BY_ED25519_SHA256 };

enum bs_known {
    BS_KNOWN_OPEN,    /* not answered yet */
    BS_KNOWN_UNKNOWN, /* there will be no answer: timeout, SERVFAIL, no library, no room */
    BS_KNOWN_NONE,    /* it does not exist */
    BS_KNOWN_SOME
};

struct bs_item {
    struct bs_ip ip;
    struct bs_span text; /* in the table */
};

/* A view of an answer; lives until its table is started again. */
struct bs_known_as {
    enum bs_known known;
    const struct bs_item *item;
    unsigned count; /* 0 unless BS_KNOWN_SOME */
};

struct bs_question {
    enum bs_ask ask;
    struct bs_span name; /* a name; a key, as raw octets (SubjectPublicKeyInfo or
                          * PKCS #1 for RSA, 32 octets for Ed25519) */
    struct bs_ip ip;
    struct bs_span data;      /* of BS_ASK_MAC, BS_ASK_SIGNED, BS_ASK_PAIR; the asker's, not copied */
    struct bs_span signature; /* likewise */
    enum bs_signed_by by;
    enum bs_known known;
    unsigned first, count; /* of the items */
    size_t text;           /* where theirs begins */
    bool cut;              /* one of them did not fit */
};

struct bs_questions {
    struct bs_question question[BS_MAX_QUESTIONS];
    unsigned questions;
    struct bs_item item[BS_MAX_ANSWERS];
    unsigned items;
    unsigned char text[BS_MAX_ANSWER_TEXT];
    size_t used;
    bool offline; /* questions are not answered: what is asked is unknown at once */
    bool no_places; /* countries and networks stay open and are not noted … */
    bool postponed; /* … as happened to one */
    bool full;    /* something did not fit */
};

void bs_questions_start(struct bs_questions *q, bool offline);

/* Asking side (core). `name` is a name, or a name under which it is to be
 * looked up (7.100.51.198.zone.example); one that no DNS can have is `none` at
 * once. */
struct bs_known_as bs_ask_name(struct bs_questions *q, enum bs_ask ask, struct bs_span name);
struct bs_known_as bs_ask_ip(struct bs_questions *q, enum bs_ask ask, const struct bs_ip *ip);
struct bs_known_as bs_ask_mac(struct bs_questions *q, struct bs_span key, struct bs_span data);
struct bs_known_as bs_ask_signed(struct bs_questions *q, enum bs_signed_by by, struct bs_span key,
                                 struct bs_span data, struct bs_span signature);
struct bs_known_as bs_ask_pair(struct bs_questions *q, enum bs_signed_by by, struct bs_span key,
                               struct bs_span private_key);

/* Writes "7.100.51.198" or nibbles (RFC 5782 §2.1, §2.4), a dot, and the zone. Returns the length,
 * 0 if it does not fit. */
size_t bs_question_listed_name(const struct bs_ip *ip, struct bs_span zone, char *buffer,
                               size_t size);

/* Answering side (front ends). */
unsigned bs_questions_open(const struct bs_questions *q); /* how many */
void bs_answer_ip(struct bs_questions *q, unsigned i, const struct bs_ip *ip);
void bs_answer_text(struct bs_questions *q, unsigned i, struct bs_span text);
void bs_answer_end(struct bs_questions *q, unsigned i, enum bs_known none_or_unknown);
/* Ends an answer: it is SOME if items were added, else as given. All items of one question are
 * added before those of another. */

/* Makes all open questions unknown, because the time is over. */
void bs_questions_give_up(struct bs_questions *q);

#endif
