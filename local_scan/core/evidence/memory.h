/* memory: asks about a report what is remembered of sent mail.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A report names the mail that it is about, and its recipients. The memory of sent mail (digest.h)
 * can say whether that mail left. All questions follow from the message alone, so bs_memory_ask
 * makes them all at once: each is a digest, with what a "yes" to it proves. The front end answers
 * all of them or not at all, from a database or a log; bs_memory_says reads the answers. This does
 * not wait for the DNS, nor does the DNS wait for this.
 *
 *     bs_memory_ask(&memory, &key, &about);
 *     memory.question[i].known = BS_KNOWN_SOME or BS_KNOWN_NONE, for all i
 *     memory.since = …, memory.until = …, memory.gap = …
 *     delivery.memory = &memory; bs_weigh_verdict(…)
 *
 * The address that a report is for is its envelope recipient, if there is only one. If the envelope
 * is not known, it is the address in To, Delivered-To and the like, or the author of the returned
 * mail if that is ours. Mail that another address of ours has sent does not prove anything for this
 * one, but it does not count as unsent.
 *
 * What a "yes" is worth: everyone who got the mail knows its Message-ID, so `sent` makes a report
 * believable for the one address that sent the mail, and a tag that is missing or wrong outranks
 * it. If the returned header has a Message-ID, the ids beside it (References, In-Reply-To) prove
 * nothing. What a "no" is worth: it counts only if the memory was complete for the time in
 * question, without a gap, and every question was answered.
 *
 * Limit: BS_MAX_MEMORY_QUESTIONS; if a question does not fit, `more` is set, and then a "no" does
 * not count.
 *
 * A report that does not name a message may be about anything that its user has sent in the days
 * before it: if the mail was forwarded, or written to a group, the report can name addresses and
 * hosts that the user has never written to. So it only counts as not written if that user has sent
 * nothing at all.
 *
 * Does not: reach a database, know what time it is, or conclude (verdict/weigh.h). */
#ifndef BS_MEMORY_H
#define BS_MEMORY_H

#include "address.h"
#include "digest.h"
#include "named.h"
#include "policy.h"
#include "question.h"
#include "returned.h"

/* What the memory says about a report: the first one that holds. */
enum bs_recall {
    BS_RECALL_NOTHING,      /* no memory, or it cannot say */
    BS_RECALL_SENT,         /* the address that the report is for sent the mail */
    BS_RECALL_PASSED_ON,    /* it came to or from that address, and was passed on */
    BS_RECALL_OTHER,        /* another address of ours sent it, or it is not the mail returned */
    BS_RECALL_WROTE_TO,     /* that address wrote to a recipient that is named */
    BS_RECALL_WROTE_THERE,  /* no message is named; that address wrote to a domain that is named */
    BS_RECALL_WROTE_LATELY, /* no message is named, and that address has sent something lately */
    BS_RECALL_UNSENT,       /* it names a mail in our name, and no such mail left */
    BS_RECALL_NOT_WRITTEN,  /* no message is named, and that address has neither written there nor
                             * sent anything lately */
    BS_RECALLS
};

/* What a yes proves. */
enum bs_memory_proves {
    BS_MEMORY_SENT,
    BS_MEMORY_PASSED_ON,
    BS_MEMORY_OTHER,
    BS_MEMORY_WROTE_TO,
    BS_MEMORY_WITHOUT_ID, /* that address has sent mail without a Message-ID: another
                           * server made one, so an unknown one says nothing */
    BS_MEMORY_DOMAIN,     /* it wrote to that domain */
    BS_MEMORY_ACTIVE,     /* it sent something at that time */
    BS_MEMORY_PROVES
};

struct bs_memory_question {
    enum bs_memory_proves proves;
    enum bs_known known; /* OPEN at first */
    char digest[BS_DIGEST_SIZE];
};

struct bs_memory {
    struct bs_memory_question question[BS_MAX_MEMORY_QUESTIONS];
    unsigned questions;
    bool more; /* something did not fit */
    /* the returned mail */
    bool has_id;      /* its header has a Message-ID that is whole */
    bool in_our_name; /* From or its reverse-path is ours */
    bool by_srs;      /* the report is for a forward's return path: the hash in it is proof */
    long long at;     /* its Date, seconds since 1970; 0: unknown */
    /* set by the answering side, in seconds since 1970 */
    long long since, until; /* between these all that left is remembered; 0: not at all */
    bool gap;               /* something in between could not be written */
};

/* What the questions are about. */
struct bs_memory_about {
    const struct bs_named *named;
    const struct bs_returned *returned;
    const struct bs_policy *policy;
    const struct bs_recipients *to;
    bool aliases;          /* all of `to` are names of one recipient, before and after an alias */
    struct bs_span client; /* confirmed name of the host that hands the report in, or absent */
    long long now;         /* seconds since 1970; 0: not known */
};

void bs_memory_ask(struct bs_memory *memory_r, const struct bs_hmac_key *key,
                   const struct bs_memory_about *about);

/* Asked before there is a report: has mail from `user` been delivered to that host or its network,
 * or has `user` written to the domain of the host's name (confirmed, or absent)? */
void bs_memory_ask_host(struct bs_memory *memory_r, const struct bs_hmac_key *key,
                        const struct bs_policy *policy, struct bs_span user, struct bs_span host,
                        struct bs_span name);

/* `memory` NULL: this host does not have one. `now` 0: not known; then nothing counts as unsent. */
enum bs_recall bs_memory_says(const struct bs_memory *memory, long long now);

const char *bs_recall_name(enum bs_recall recall); /* "passed_on" */

#endif
