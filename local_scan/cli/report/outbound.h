/* outbound: who sent how much where on one day, compared with the 14 days before.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Fed with lines in order of time. Outgoing is what is delivered to another
 * host. Who sent it: the login; for mail submitted on this machine, the local
 * user; else, if we are a relay, the host it came from; mail that users'
 * addresses forward is one account for all.
 *
 * An account is marked as unusual where
 *   rate      it has written to 50 recipients or more, and to more than four
 *             times as many as on the busiest of the days before
 *   new       to 100 or more that it had not written to before, and these are
 *             most of the day's
 *   subject   to 100 or more under the same subject, if Exim logs subjects
 *             (log_selector = +subject)
 *   bounces   a host that we relay for has sent 5 bounces or more to people who did not
 *             write the mail (relay_bounce)
 *   spam      the spam scanner would reject 5 of its messages or more (out_spam)
 *   malware   the virus scanner has found something in one (out_malware)
 *   networks  its login was used from more than 10 networks (/24, or the first
 *             three groups of an IPv6 address)
 * A multiple is measured against the busiest day, not the mean: a weekly
 * newsletter is not a surprise the next week. If the logs have no day before,
 * rate and new are not judged.
 *
 * Memory: 4,096 accounts and 700,000 recipients at most. Further accounts count
 * as one; with more recipients `new` is not judged.
 *
 * Does not: read files, print, send. */
#ifndef BS_OUTBOUND_H
#define BS_OUTBOUND_H

#include "bounced.h"
#include "distinct.h"
#include "inflight.h"
#include "mainlog.h"
#include "map.h"
#include "top.h"

#define BS_OUTBOUND_DAYS     15 /* the day, and those before it */
#define BS_OUTBOUND_ACCOUNTS 4096

enum bs_sender_kind {
    BS_SENDER_LOGIN,
    BS_SENDER_USER,
    BS_SENDER_HOST,
    BS_SENDER_FORWARD,
    BS_SENDER_OTHERS,
    BS_SENDER_KINDS
};

enum bs_mark {
    BS_MARK_RATE,
    BS_MARK_NEW,
    BS_MARK_SUBJECT,
    BS_MARK_NETWORKS,
    BS_MARK_BOUNCES,
    BS_MARK_SPAM,
    BS_MARK_MALWARE,
    BS_MARKS
};

/* Of out_spam or out_malware. */
struct bs_scan_hits {
    unsigned long found, refused; /* all of them, and those that were refused */
};

struct bs_account {
    enum bs_sender_kind kind;
    char *name;
    unsigned long recipients[BS_OUTBOUND_DAYS]; /* 0: the day; 1: the one before */
    unsigned long messages, failed, delayed;    /* of the day, as all below */
    unsigned long news;                         /* recipients that are new */
    unsigned long bounces;                      /* hits of relay_bounce */
    struct bs_scan_hits spam, malware;
    uint64_t octets;
    struct bs_distinct networks;
    struct bs_top *domains, *subjects; /* or NULL */
};

struct bs_outbound {
    char days[BS_OUTBOUND_DAYS][11];          /* "2026-01-31" */
    bool seen[BS_OUTBOUND_DAYS];              /* the log has lines of it */
    bool subjects;                            /* it has subjects */
    unsigned long bounced[BS_BOUNCED_CAUSES]; /* by Exim itself, on the day */
    struct bs_account *account;
    unsigned accounts;
    struct bs_map index;      /* of accounts */
    struct bs_distinct known; /* pairs of sender and recipient */
    struct bs_top *domains;   /* of all */
    struct bs_inflight inflight;
};

/* `day` is "2026-01-31", or a time of that day ("2026-01-31 12:34:56"). False: no memory. */
bool bs_outbound_start(struct bs_outbound *all, const char *day);
void bs_outbound_add(struct bs_outbound *all, const struct bs_logline *line);
void bs_outbound_free(struct bs_outbound *all);

unsigned bs_outbound_days_before(const struct bs_outbound *all);    /* of which there are lines */
unsigned long bs_account_busiest(const struct bs_account *account); /* of the days before */
bool bs_outbound_marked(const struct bs_outbound *all, const struct bs_account *account,
                        enum bs_mark mark);
bool bs_outbound_unusual(const struct bs_outbound *all, const struct bs_account *account);

const char *bs_sender_name(enum bs_sender_kind kind);
const char *bs_mark_name(enum bs_mark mark);

#endif
