/* evidence: how often each check fired, and on which mail that was wrong, according to Exim's main
 * log.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reads the log and its rotated parts (logfile.h) once. Log lines are those of
 * docs/log.md. What speaks against a hit:
 *
 *   genuine        the plugin found by a tag, a DKIM signature or a signed return
 *                  path that it is a bounce of our own mail
 *   exempt         the policy of today exempts its host, sender or recipient
 *   correspondent  one of our users wrote to its sender, before or after
 *   authenticated  it was accepted, and Exim found a valid DKIM signature of a
 *                  domain that our users wrote to
 *   delivered      a bounce, from a host that had mail of that user shortly before
 *
 * Correspondents and signatures do not count for checks of bounces, because servers that return
 * forged mail sign what they return. Correspondents do not count for checks of mail in our name,
 * whose senders are our users. A name that the DNS confirms is counted (`named`) but does not speak
 * against a hit, because spammers' hosts also have such names.
 *
 * For outgoing mail, hits are only counted: all of it comes from our own users, through hosts and
 * senders that the lists exempt, so nothing here could distinguish the thief of a password from its
 * owner.
 *
 * A hit before DATA does not have a message id; it belongs to the next mail of the same host and
 * sender within ten minutes.
 *
 * Memory: about 100 octets for each host and sender with hits of a check, at most 65,536 of
 * them, and what wrote.h takes. Beyond that, `complete` is false.
 *
 * Does not: read mail; know what a refused client would have sent. */
#ifndef BS_EVIDENCE_H
#define BS_EVIDENCE_H

#include "callouts.h"
#include "checkrecord.h"
#include "hits.h"
#include "policy.h"

#include <time.h>

#define BS_EVIDENCE_DAYS 14 /* of hits */

/* Why a report is neither ours nor foreign, although it would be if Backstop knew more. */
enum bs_unjudged {
    BS_UNJUDGED_NO_IDENTITY, /* as in bs_reason */
    BS_UNJUDGED_LIST_UNREAD,
    BS_UNJUDGED_NO_ANSWER,
    BS_UNJUDGED
};

struct bs_evidences {
    struct bs_check_record check[BS_ALL_CHECKS]; /* as in bs_check_about */
    char since[BS_LOG_TIME];                     /* the oldest line's time, or "" */
    char first[BS_LOG_TIME];                     /* of the oldest line of Backstop */
    unsigned long reports;                       /* in 14 days, that the plugin gave a verdict of */
    unsigned long unjudged[BS_UNJUDGED];
    unsigned long ours;    /* bounces in 14 days that were found to be ours, by whatever */
    unsigned long tagged;  /* of these, by a tag */
    unsigned long signed_; /* of these, by a signed return path (BATV) */
    unsigned long sent; /* of these, those that the memory has as sent, whatever else proved it */
    struct bs_callouts callouts; /* in 14 days */
    bool ipv4, ipv6;    /* mail of our users left by it */
    bool covered;       /* the log reaches back 14 days */
    bool complete;
    unsigned long foreign, lines; /* of the log; the first are not Exim's */
    bool unread;                  /* a part of the log, which was complained about */
};

/* `log` NULL: the log that Exim names. `mode_since`: one for each check, as in bs_check_about.
 * `hits`: keeps each hit (hits.h); or NULL. Returns 0, or an errno if no part could be read.
 * Complains about parts that could not be read. */
int bs_evidence_read(struct bs_evidences *all_r, const char *log, const struct bs_policy *policy,
                     const time_t mode_since[BS_ALL_CHECKS], struct bs_hits *hits);

/* Is the check one of bounces? */
bool bs_evidence_about_bounces(const struct bs_about *check);

#endif
