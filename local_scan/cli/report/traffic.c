/* traffic: counts checks and mail in a log, by day and in total. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "traffic.h"

#include "date.h"
#include "hash.h"

#include <stdio.h>
#include <stdlib.h>

/* Counters for each of hosts, senders and recipients of a check. */
#define TOP_SLOTS 256

#define GAP_MAX 31 /* days; a line of last year must not fill a page with empty days */

/* --- days ------------------------------------------------------------------ */

static struct bs_traffic_day *
insert_day(struct bs_traffic *traffic, unsigned at, const char *when)
{
    struct bs_traffic_day *day = traffic->days < BS_TRAFFIC_DAYS ? calloc(1, sizeof *day) : NULL;

    if (day == NULL)
        return NULL;
    memcpy(day->day, when, BS_DAY_TEXT - 1);
    memmove(&traffic->day[at + 1], &traffic->day[at], (traffic->days - at) * sizeof *traffic->day);
    traffic->day[at] = day;
    traffic->days++;
    return day;
}

/* From the last day backwards: nearly all lines have the day of the line before. */
static struct bs_traffic_day *
day_of(struct bs_traffic *traffic, const char *when)
{
    unsigned i = traffic->days;

    while (i > 0 && memcmp(traffic->day[i - 1]->day, when, BS_DAY_TEXT - 1) > 0)
        i--;
    if (i > 0 && memcmp(traffic->day[i - 1]->day, when, BS_DAY_TEXT - 1) == 0)
        return traffic->day[i - 1];
    return insert_day(traffic, i, when);
}

/* --- checks ---------------------------------------------------------------- */

struct hit {
    struct bs_span did, mode, host, sender, rcpt;
    bool exempt;
};

static void
count_found(struct bs_check_hits *found, const struct hit *hit, unsigned limit)
{
    found->hits++;
    if (bs_span_is(hit->did, "deny"))
        found->refused++;
    else if (bs_span_is(hit->did, "defer") || bs_span_is(hit->did, "hold"))
        found->put_off++;
    else if (hit->exempt)
        found->exempt++;
    else if (bs_span_is(hit->mode, "warn"))
        found->would++;
    bs_distinct_add(&found->hosts, limit, bs_hash(hit->host));
    bs_distinct_add(&found->senders, limit, bs_hash(hit->sender));
    bs_distinct_add(&found->rcpts, limit, bs_hash(hit->rcpt));
}

static void
count_check(struct bs_traffic *traffic, struct bs_traffic_day *day, unsigned i,
            const struct hit *hit)
{
    struct bs_traffic_check *check = &traffic->check[i];

    if (check->hosts == NULL) {
        check->hosts = bs_top_new(TOP_SLOTS);
        check->senders = bs_top_new(TOP_SLOTS);
        check->rcpts = bs_top_new(TOP_SLOTS);
    }
    count_found(&check->found, hit, BS_DISTINCT_LARGE);
    bs_top_add(check->hosts, hit->host, 1);
    bs_top_add(check->senders, hit->sender, 1);
    bs_top_add(check->rcpts, hit->rcpt, 1);
    if (day->check[i] == NULL)
        day->check[i] = calloc(1, sizeof *day->check[i]);
    if (day->check[i])
        count_found(day->check[i], hit, BS_DISTINCT_SMALL);
}

/* "event=scanned did=pass score=7.1" */
static void
count_event(struct bs_mail_counts *mail, const struct bs_logline *line)
{
    struct bs_span score = bs_logline_word(line, "score=");

    if (!bs_span_is(bs_logline_word(line, "event="), "scanned"))
        return;
    if (bs_span_number(score, 6) >= BS_SPAM_SCORE)
        mail->spam++;
    else
        mail->ham++;
}

static void
count_ours(struct bs_traffic *traffic, struct bs_traffic_day *day, const struct bs_logline *line)
{
    unsigned check = bs_check_find(bs_logline_word(line, "check="));
    struct hit hit = {
        .did = bs_logline_word(line, "did="),
        .mode = bs_logline_word(line, "mode="),
        .host = bs_logline_word(line, "host="),
        .sender = bs_logline_word(line, "from="),
        .rcpt = bs_logline_word(line, "rcpt="),
        .exempt = bs_logline_word(line, "exempt=").n > 0,
    };

    if (bs_check_about(check) == NULL) {
        count_event(&day->mail, line);
        return;
    }
    count_check(traffic, day, check, &hit);
    day->mail.would += bs_ours_hit(&traffic->ours, line);
    enum bs_bounced why = bs_bounced_of(&traffic->inflight, line);
    if (why < BS_BOUNCED_CAUSES)
        traffic->bounced[why]++;
}

/* --- mail ------------------------------------------------------------------ */

static void
count_arrival(struct bs_traffic *traffic, struct bs_mail_counts *mail,
              const struct bs_logline *line)
{
    struct bs_transit *message = bs_inflight_add(&traffic->inflight, line->id);
    bool outside = line->ip.n > 0 && line->login.n == 0;

    bs_ours_arrived(&traffic->ours, line);
    mail->received++;
    mail->received_octets += line->size;
    mail->outside += outside;
    if (line->ip.n > 0)
        bs_distinct_add(&traffic->received_hosts, BS_DISTINCT_LARGE, bs_hash(line->ip));
    if (message) {
        message->size = line->size;
        message->outside = outside;
    }
}

static void
count_delivery(struct bs_traffic *traffic, struct bs_mail_counts *mail,
               const struct bs_logline *line)
{
    struct bs_transit *message = bs_inflight_find(&traffic->inflight, line->id);

    mail->delivered++;
    mail->addresses++;
    if (message == NULL)
        return;
    mail->delivered_octets += message->size;
    mail->arrived += message->outside && !message->delivered;
    message->delivered = true;
}

/* Counts each message once, and only if its arrival is in the log, as eximstats does. */
static void
count_trouble(struct bs_traffic *traffic, struct bs_mail_counts *mail,
              const struct bs_logline *line)
{
    struct bs_transit *message = bs_inflight_find(&traffic->inflight, line->id);

    if (message == NULL)
        return;
    bs_bounced_note(message, line);
    if (line->kind == BS_LOG_FAILED) {
        mail->failed += !message->failed;
        message->failed = true;
    } else {
        mail->delayed += !message->delayed;
        message->delayed = true;
    }
}

/* If one message gets several replies, the first one counts. */
static void
count_refusal(struct bs_traffic *traffic, struct bs_distinct *hosts,
              unsigned long stages[BS_STAGES], unsigned long *ours, const struct bs_logline *line)
{
    bool is_ours = bs_ours_reply(&traffic->ours, line);

    if (bs_ours_again(&traffic->ours, line))
        return;
    stages[line->stage]++;
    *ours += is_ours;
    if (line->ip.n > 0)
        bs_distinct_add(hosts, BS_DISTINCT_LARGE, bs_hash(line->ip));
}

static void
count(struct bs_traffic *traffic, struct bs_traffic_day *day, const struct bs_logline *line)
{
    struct bs_mail_counts *mail = &day->mail;

    switch (line->kind) {
    case BS_LOG_ARRIVED:
        count_arrival(traffic, mail, line);
        break;
    case BS_LOG_DELIVERED:
        count_delivery(traffic, mail, line);
        break;
    case BS_LOG_ALSO:
        mail->addresses++;
        break;
    case BS_LOG_FAILED:
    case BS_LOG_DELAYED:
        count_trouble(traffic, mail, line);
        break;
    case BS_LOG_COMPLETED:
        bs_inflight_end(&traffic->inflight, line->id);
        break;
    case BS_LOG_REFUSED:
        count_refusal(traffic, &traffic->refused_hosts, mail->refused, &mail->ours_refused, line);
        break;
    case BS_LOG_PUT_OFF:
        count_refusal(traffic, &traffic->put_off_hosts, mail->put_off, &mail->ours_put_off, line);
        break;
    case BS_LOG_CONNECTED:
        mail->connections++;
        break;
    case BS_LOG_BACKSTOP:
        count_ours(traffic, day, line);
        break;
    case BS_LOG_HAM:
        mail->ham++;
        break;
    case BS_LOG_SPAM:
        mail->spam++;
        break;
    case BS_LOG_OTHER:
    case BS_LOG_KINDS:
        break;
    }
}

void
bs_traffic_add(struct bs_traffic *traffic, const struct bs_logline *line)
{
    if (strcmp(line->when, traffic->since) < 0)
        return;
    struct bs_traffic_day *day = day_of(traffic, line->when);
    if (day == NULL) {
        traffic->left_out++;
        return;
    }
    if (traffic->first[0] == '\0' || strcmp(line->when, traffic->first) < 0)
        memcpy(traffic->first, line->when, sizeof traffic->first);
    if (strcmp(line->when, traffic->last) > 0)
        memcpy(traffic->last, line->when, sizeof traffic->last);
    count(traffic, day, line);
}

/* --- the whole ------------------------------------------------------------- */

static void
sum_up(struct bs_mail_counts *sum, const struct bs_mail_counts *mail)
{
    sum->received += mail->received;
    sum->delivered += mail->delivered;
    sum->addresses += mail->addresses;
    sum->delayed += mail->delayed;
    sum->failed += mail->failed;
    sum->received_octets += mail->received_octets;
    sum->delivered_octets += mail->delivered_octets;
    sum->connections += mail->connections;
    sum->outside += mail->outside;
    sum->arrived += mail->arrived;
    sum->ham += mail->ham;
    sum->spam += mail->spam;
    sum->ours_refused += mail->ours_refused;
    sum->ours_put_off += mail->ours_put_off;
    sum->would += mail->would;
    for (unsigned i = 0; i < BS_STAGES; i++) {
        sum->refused[i] += mail->refused[i];
        sum->put_off[i] += mail->put_off[i];
    }
}

struct bs_mail_counts
bs_traffic_mail(const struct bs_traffic *traffic)
{
    struct bs_mail_counts sum = {0};

    for (unsigned i = 0; i < traffic->days; i++)
        sum_up(&sum, &traffic->day[i]->mail);
    return sum;
}

static unsigned long
sum_stages(const unsigned long stages[BS_STAGES])
{
    unsigned long sum = 0;

    for (unsigned i = 0; i < BS_STAGES; i++)
        sum += stages[i];
    return sum;
}

unsigned long
bs_mail_refused(const struct bs_mail_counts *mail)
{
    return sum_stages(mail->refused);
}

unsigned long
bs_mail_put_off(const struct bs_mail_counts *mail)
{
    return sum_stages(mail->put_off);
}

/* "2026-01-31" as seconds since 1970, at noon. */
static time_t
noon_of(const struct bs_traffic_day *day)
{
    char text[BS_LOG_TIME];

    snprintf(text, sizeof text, "%.10s 12:00:00", day->day);
    return bs_stamp_read(text);
}

void
bs_traffic_fill(struct bs_traffic *traffic)
{
    char when[BS_LOG_TIME];

    for (unsigned i = 1; i < traffic->days; i++) {
        time_t before = noon_of(traffic->day[i - 1]), now = noon_of(traffic->day[i]);
        if (before < 0 || now < 0 || now - before < BS_DAY * 3 / 2 ||
            now - before > GAP_MAX * BS_DAY)
            continue;
        bs_stamp_write(when, before + BS_DAY);
        struct bs_traffic_day *day = insert_day(traffic, i, when);
        if (day == NULL)
            return;
        day->unknown = true;
    }
}

static void
free_found(struct bs_check_hits *found)
{
    bs_distinct_free(&found->hosts);
    bs_distinct_free(&found->senders);
    bs_distinct_free(&found->rcpts);
}

static void
free_day(struct bs_traffic_day *day)
{
    for (unsigned i = 0; i < BS_ALL_CHECKS; i++) {
        if (day->check[i])
            free_found(day->check[i]);
        free(day->check[i]);
    }
    free(day);
}

void
bs_traffic_free(struct bs_traffic *traffic)
{
    for (unsigned i = 0; i < traffic->days; i++)
        free_day(traffic->day[i]);
    for (unsigned i = 0; i < BS_ALL_CHECKS; i++) {
        free_found(&traffic->check[i].found);
        bs_top_free(traffic->check[i].hosts);
        bs_top_free(traffic->check[i].senders);
        bs_top_free(traffic->check[i].rcpts);
    }
    bs_distinct_free(&traffic->received_hosts);
    bs_distinct_free(&traffic->refused_hosts);
    bs_distinct_free(&traffic->put_off_hosts);
    bs_inflight_free(&traffic->inflight);
    bs_ours_free(&traffic->ours);
}
