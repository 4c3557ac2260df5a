/* traffic: counts checks and mail in a log, by day and in total.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Fed with lines in order of time. Days are those of the lines (mainlog.h); a message counts on
 * the day of the line that reports it. Received, delivered, delayed and failed are counted as
 * Exim's own eximstats counts them.
 *
 * Memory does not depend on the size of the log: at most 366 days, each as large as what its
 * checks found; see distinct.h, top.h and inflight.h for what is exact. Lines of further days
 * are left out and counted.
 *
 * Does not: read files, print. */
#ifndef BS_TRAFFIC_H
#define BS_TRAFFIC_H

#include "bounced.h"
#include "check.h"
#include "distinct.h"
#include "inflight.h"
#include "mainlog.h"
#include "ours.h"
#include "top.h"

#define BS_TRAFFIC_DAYS   366
#define BS_DAY_TEXT       11 /* "2026-01-31" and its NUL */

/* The score from which on SpamAssassin calls mail spam by default. */
#define BS_SPAM_SCORE 5

struct bs_mail_counts {
    unsigned long received;
    unsigned long delivered; /* a message counts for each delivery */
    unsigned long addresses; /* a delivery counts for each of its addresses */
    unsigned long delayed;   /* messages, of which an address was at least once */
    unsigned long failed;
    uint64_t received_octets;
    uint64_t delivered_octets;
    unsigned long connections;
    unsigned long outside;   /* of received: from hosts, without a login */
    unsigned long arrived;   /* of these: delivered at least to one address */
    unsigned long ham, spam; /* by the spam filter */
    unsigned long refused[BS_STAGES];
    unsigned long put_off[BS_STAGES];
    unsigned long ours_refused, ours_put_off; /* of these: by Backstop (ours.h) */
    unsigned long would; /* mail, by recipient, that a check in warn found */
};

/* Each hit is one of the last four, or passed for a reason other than its own mode. */
struct bs_check_hits {
    unsigned long hits;
    unsigned long would; /* passed, in mode warn */
    unsigned long exempt;
    unsigned long put_off;
    unsigned long refused;
    struct bs_distinct hosts, senders, rcpts;
};

struct bs_traffic_day {
    char day[BS_DAY_TEXT];
    bool unknown; /* the log has no line of this day, which lies between others */
    struct bs_mail_counts mail;
    struct bs_check_hits *check[BS_ALL_CHECKS]; /* NULL: no hits */
};

struct bs_traffic_check {
    struct bs_check_hits found;
    struct bs_top *hosts, *senders, *rcpts; /* NULL: no hits */
};

struct bs_traffic {
    char first[BS_LOG_TIME], last[BS_LOG_TIME];  /* of the lines, or "" */
    char since[BS_LOG_TIME];                     /* lines before are left out; "": keep all */
    struct bs_traffic_day *day[BS_TRAFFIC_DAYS]; /* in order */
    unsigned days;
    unsigned long left_out; /* lines of days for which there was no room */
    struct bs_distinct received_hosts, refused_hosts, put_off_hosts;
    struct bs_traffic_check check[BS_ALL_CHECKS]; /* as in bs_check_about */
    unsigned long bounced[BS_BOUNCED_CAUSES]; /* hits of own_bounce */
    struct bs_inflight inflight;
    struct bs_ours ours;
};

void bs_traffic_add(struct bs_traffic *traffic, const struct bs_logline *line);
/* Called after the last line: adds the days between others that the log does not cover, up to a
 * month of them. */
void bs_traffic_fill(struct bs_traffic *traffic);
void bs_traffic_free(struct bs_traffic *traffic);

struct bs_mail_counts bs_traffic_mail(const struct bs_traffic *traffic); /* of all days */
unsigned long bs_mail_refused(const struct bs_mail_counts *mail);        /* in all stages */
unsigned long bs_mail_put_off(const struct bs_mail_counts *mail);

#endif
