/* evidence: how often each check fired, and on which mail that was wrong. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "evidence.h"

#include "date.h"
#include "hash.h"
#include "logfile.h"
#include "logname.h"
#include "map.h"
#include "paths.h"
#include "terminal.h"
#include "wrote.h"

#include <stdio.h>
#include <stdlib.h>

#define LOOK_BACK   (3 * 7 * BS_DAY) /* so that it shows whether there was a Backstop 14 days ago */
#define RECORDS_MAX 65536u

/* All hits of a check on mail from a host and a sender. */
struct record {
    struct record *other; /* of the same host and sender, or NULL */
    struct record *later; /* the next in order of the log */
    char *host;           /* and after its NUL the sender */
    uint64_t from;        /* the sender's hash, or 0 */
    unsigned check;
    time_t last;
    bool genuine;          /* the mail under way is a bounce of ours */
    unsigned long open;    /* hits on the mail under way */
    unsigned long awaited; /* of these, on mail to a user who wrote to that host */
    unsigned long signed_; /* hits on mail that `signer` has signed */
    uint64_t signer;       /* the last domain that did */
    unsigned long doubts;  /* hits that nothing has spoken against yet */
    uint64_t hit;          /* the last one's number in hits.h */
};

/* A host and a sender. */
struct pair {
    uint64_t hash;
    struct record *records;
};

struct reader {
    struct bs_evidences *all;
    struct bs_hits *hits;           /* NULL: only counted */
    struct bs_check_record earlier; /* hits from before the mode: judged for `hits`, not counted */
    const struct bs_policy *policy;
    char week[BS_LOG_TIME];
    char fortnight[BS_LOG_TIME];
    char since[BS_ALL_CHECKS][BS_LOG_TIME];
    struct bs_map pairs;
    struct record *first, **end; /* of all records */
    uint32_t records;
    uint64_t report; /* the id of the one that was counted last */
    struct bs_wrote wrote;
};

/* --- records -------------------------------------------------------------- */

static char *
copy_words(struct bs_span host, struct bs_span from)
{
    char *text;

    host = bs_span_take(host, BS_IP_TEXT - 1);
    from = bs_span_take(from, BS_EVIDENCE_TEXT - 1);
    if (asprintf(&text, "%.*s%c%.*s", BS_SPAN(host), 0, BS_SPAN(from)) < 0)
        return NULL;
    return text;
}

static struct record *
add_record(struct reader *reader, struct pair *pair, unsigned check, struct bs_span host,
           struct bs_span from)
{
    struct record *record = reader->records < RECORDS_MAX ? malloc(sizeof *record) : NULL;

    if (record == NULL)
        return NULL;
    *record = (struct record){.other = pair->records,
                              .host = copy_words(host, from),
                              .from = from.n > 0 ? bs_logname(from) : 0,
                              .check = check};
    if (record->host == NULL) {
        free(record);
        return NULL;
    }
    reader->records++;
    pair->records = *reader->end = record;
    reader->end = &record->later;
    return record;
}

/* NULL if the table is full. */
static struct record *
record_of(struct reader *reader, unsigned check, struct bs_span host, struct bs_span from)
{
    struct pair *pair =
        bs_map_add(&reader->pairs, bs_logname_pair(host, from), sizeof *pair, RECORDS_MAX);

    if (pair == NULL)
        return NULL;
    for (struct record *record = pair->records; record; record = record->other)
        if (record->check == check)
            return record;
    return add_record(reader, pair, check, host, from);
}

/* --- what speaks against a hit -------------------------------------------- */

/* The counts of a check. Hits from before its present mode have BS_ALL_CHECKS added to the number
 * of the check. */
static struct bs_check_record *
counts_of(struct reader *reader, unsigned check)
{
    return check < BS_ALL_CHECKS ? &reader->all->check[check] : &reader->earlier;
}

static void
count_record(struct reader *reader, const struct record *record, enum bs_against why,
             unsigned long hits)
{
    char when[BS_LOG_TIME];

    bs_stamp_write(when, record->last);
    bs_checkrecord_against(counts_of(reader, record->check), why, hits, when,
                           bs_span_text(record->host),
                           bs_span_text(record->host + strlen(record->host) + 1));
}

bool
bs_evidence_about_bounces(const struct bs_about *check)
{
    struct bs_span name = bs_span_text(check->name);

    return bs_span_starts(name, "bounce_") || bs_span_starts(name, "null_");
}

/* The check of a record, also for hits from before the mode (counts_of). */
static const struct bs_about *
about_of(unsigned check)
{
    return bs_check_about(check % BS_ALL_CHECKS);
}

static bool
is_about_bounces(unsigned check)
{
    return bs_evidence_about_bounces(about_of(check));
}

/* Our users write to each other, so a sender in our name is always a correspondent. */
static bool
knows_correspondents(unsigned check)
{
    return !is_about_bounces(check) &&
           !bs_span_starts(bs_span_text(about_of(check)->name), "own_");
}

/* Only the line of an arrival has the name of the host. */
static bool
is_listed_by_name(const struct reader *reader, const struct bs_logline *line)
{
    return line->confirmed &&
           (bs_policy_has_host(reader->policy, BS_LIST_EXEMPT_HOSTS, line->host) ||
            bs_policy_has_host(reader->policy, BS_LIST_LIST_HOSTS, line->host));
}

/* Called at the end, because our users may write to a domain after it signed the mail. */
static void
end_signed(struct reader *reader, struct record *record)
{
    bool wrote = record->signed_ > 0 && bs_wrote_has(&reader->wrote, record->signer);

    bs_hits_change(reader->hits, record->hit, record->signed_,
                   &(struct bs_hits_change){.from = BS_HIT_SIGNED,
                                            .to = wrote ? BS_HIT_WRONG : BS_HIT_DOUBT,
                                            .why = BS_AGAINST_AUTHENTICATED});
    if (wrote)
        count_record(reader, record, BS_AGAINST_AUTHENTICATED, record->signed_);
    else
        record->doubts += record->signed_;
    record->signed_ = 0;
}

/* How the hits on a mail that is complete are judged. */
static struct bs_hits_change
judge_mail(struct reader *reader, const struct record *record, const struct bs_logline *line)
{
    struct bs_hits_change change = {.from = BS_HIT_OPEN, .to = BS_HIT_WRONG, .line = line};

    if (record->genuine)
        change.why = BS_AGAINST_GENUINE;
    else if (line && is_listed_by_name(reader, line))
        change.why = BS_AGAINST_EXEMPT;
    else if (line && line->dkim.n > 0 && !is_about_bounces(record->check))
        change.to = BS_HIT_SIGNED;
    else
        change.to = BS_HIT_DOUBT;
    return change;
}

/* The mail is complete. `line` is the line of its arrival; NULL: it never arrived. */
static void
end_mail(struct reader *reader, struct record *record, const struct bs_logline *line)
{
    struct bs_hits_change change = judge_mail(reader, record, line), waited = change;
    unsigned long hits = record->open;
    unsigned long awaited = change.to == BS_HIT_DOUBT ? record->awaited : 0;

    record->open = record->awaited = 0;
    record->genuine = false;
    waited.to = BS_HIT_WRONG;
    waited.why = BS_AGAINST_DELIVERED;
    waited.awaited = true;
    bs_hits_change(reader->hits, record->hit, awaited, &waited);
    if (change.to == BS_HIT_SIGNED)
        end_signed(reader, record);
    bs_hits_change(reader->hits, record->hit, hits - awaited, &change);
    if (change.to == BS_HIT_WRONG) {
        count_record(reader, record, change.why, hits);
    } else if (change.to == BS_HIT_SIGNED) {
        record->signed_ = hits;
        record->signer = bs_wrote_domain(line->dkim);
    } else {
        count_record(reader, record, BS_AGAINST_DELIVERED, awaited);
        record->doubts += hits - awaited;
    }
    if (line && line->confirmed)
        counts_of(reader, record->check)->named += hits;
}

/* Applies what the log says about a mail to all checks that fired on it. */
static void
tell_records(struct reader *reader, struct bs_span host, struct bs_span from,
             const struct bs_logline *line)
{
    struct pair *pair = bs_map_find(&reader->pairs, bs_logname_pair(host, from));

    for (struct record *record = pair ? pair->records : NULL; record; record = record->other) {
        bool same = record->open > 0 && bs_stamp_read(line->when) - record->last <= BS_SAME_MAIL;

        if (line->kind == BS_LOG_BACKSTOP)
            record->genuine |= same;
        else if (same)
            end_mail(reader, record, line);
    }
}

static void
end_record(struct reader *reader, struct record *record)
{
    end_mail(reader, record, NULL);
    end_signed(reader, record);
    if (record->from != 0 && knows_correspondents(record->check) &&
        bs_wrote_has(&reader->wrote, record->from)) {
        count_record(reader, record, BS_AGAINST_CORRESPONDENT, record->doubts);
        bs_hits_change(reader->hits, record->hit, record->doubts,
                       &(struct bs_hits_change){.from = BS_HIT_DOUBT,
                                                .to = BS_HIT_WRONG,
                                                .why = BS_AGAINST_CORRESPONDENT});
    }
}

/* --- hits ----------------------------------------------------------------- */

static bool
is_exempt_now(const struct reader *reader, const struct bs_logline *line, struct bs_span host,
              struct bs_span from)
{
    struct bs_span rcpt = bs_logline_word(line, "rcpt=");
    struct bs_ip ip;

    if (bs_ip_read(host, &ip) && (bs_policy_has_ip(reader->policy, BS_LIST_EXEMPT_HOSTS, &ip) ||
                                  bs_policy_has_ip(reader->policy, BS_LIST_LIST_HOSTS, &ip) ||
                                  bs_policy_own_ip(reader->policy, &ip)))
        return true;
    return (from.n > 0 && bs_policy_has_address(reader->policy, BS_LIST_EXEMPT_SENDERS, from)) ||
           bs_policy_has_address(reader->policy, BS_LIST_EXEMPT_RCPTS, rcpt);
}

/* A bounce to one of our users, from a host that accepted mail of theirs shortly before. */
static bool
is_awaited(const struct reader *reader, unsigned check, const struct bs_logline *line,
           struct bs_span host, time_t now)
{
    uint64_t user = bs_logname(bs_logline_word(line, "rcpt="));

    return is_about_bounces(check) &&
           bs_wrote_lately(&reader->wrote, host, user, now);
}

static struct bs_hit *
keep_hit(struct reader *reader, const struct bs_logline *line, unsigned check,
         enum bs_hit_state state)
{
    struct bs_hit *hit = bs_hits_add(reader->hits, line, check % BS_ALL_CHECKS, state);

    if (hit)
        hit->counted = check < BS_ALL_CHECKS;
    return hit;
}

static void
add_hit(struct reader *reader, unsigned check, const struct bs_logline *line, struct bs_span host,
        struct bs_span from)
{
    struct bs_check_record *evidence = counts_of(reader, check);

    evidence->hits++;
    if (about_of(check)->area == BS_AREA_LEAVING) {
        keep_hit(reader, line, check, BS_HIT_LEFT);
        return;
    }
    if (is_exempt_now(reader, line, host, from)) {
        bs_checkrecord_against(evidence, BS_AGAINST_EXEMPT, 1, line->when, host, from);
        struct bs_hit *hit = keep_hit(reader, line, check, BS_HIT_WRONG);
        if (hit)
            hit->why = BS_AGAINST_EXEMPT;
        return;
    }
    bs_several_add(&evidence->hosts, host);
    bs_several_add(&evidence->senders, from);
    struct record *record = record_of(reader, check, host, from);
    if (record == NULL) {
        reader->all->complete = false;
        keep_hit(reader, line, check, BS_HIT_DOUBT);
        return;
    }
    time_t now = bs_stamp_read(line->when);
    if (record->open > 0 && now - record->last > BS_SAME_MAIL)
        end_mail(reader, record, NULL);
    bool awaited = is_awaited(reader, check, line, host, now);
    record->open++;
    record->awaited += awaited;
    record->last = now;
    struct bs_hit *hit = keep_hit(reader, line, check, BS_HIT_OPEN);
    if (hit) {
        hit->awaited = awaited;
        hit->before = record->hit;
        record->hit = reader->hits->count;
    }
}

/* Reasons that the plugin counts as proof (docs/design.md). */
static bool
is_genuine(const struct bs_logline *line)
{
    struct bs_span reason = bs_logline_word(line, "reason=");

    return bs_span_is(bs_logline_word(line, "origin="), "ours") &&
           (bs_span_is(reason, "tag") || bs_span_is(reason, "dkim") || bs_span_is(reason, "batv"));
}

/* A report has a line for each check that fired on it, one after the other. */
static void
count_report(struct reader *reader, const struct bs_logline *line)
{
    static const char *const reasons[BS_UNJUDGED] = {
        [BS_UNJUDGED_NO_IDENTITY] = "no_identity",
        [BS_UNJUDGED_LIST_UNREAD] = "list_unread",
        [BS_UNJUDGED_NO_ANSWER] = "no_answer",
    };
    struct bs_span reason = bs_logline_word(line, "reason=");
    uint64_t id = bs_hash_exact(line->id);

    if (reason.n == 0 || bs_span_is(reason, "none") || (line->id.n > 0 && id == reader->report))
        return;
    reader->report = id;
    reader->all->reports++;
    for (enum bs_unjudged why = 0; why < BS_UNJUDGED; why++)
        reader->all->unjudged[why] += bs_span_is(reason, reasons[why]);
}

/* Counts bounces that were recognised as ours: they show that a check can recognise one. */
static void
count_life(struct bs_evidences *all, const struct bs_logline *line)
{
    struct bs_span reason = bs_logline_word(line, "reason=");

    if (!bs_span_is(bs_logline_word(line, "origin="), "ours"))
        return;
    all->ours++;
    all->tagged += bs_span_is(reason, "tag");
    all->signed_ += bs_span_is(reason, "batv");
    all->sent += bs_span_is(reason, "sent") || bs_span_is(bs_logline_word(line, "memory="), "sent");
}

static void
read_ours(struct reader *reader, const struct bs_logline *line)
{
    struct bs_evidences *all = reader->all;
    struct bs_span host = bs_logline_word(line, "host=");
    struct bs_span from = bs_span_strip(bs_logline_word(line, "from="), "<>");
    unsigned check = bs_check_find(bs_logline_word(line, "check="));

    if (all->first[0] == '\0')
        memcpy(all->first, line->when, sizeof line->when);
    if (bs_check_about(check) && strcmp(line->when, reader->fortnight) >= 0) {
        struct bs_check_record *evidence = &all->check[check];
        evidence->fortnight++;
        evidence->week += strcmp(line->when, reader->week) >= 0;
        evidence->stopped += !bs_span_is(bs_logline_word(line, "did="), "pass");
        bool counts = strcmp(line->when, reader->since[check]) >= 0;
        if (bs_logline_word(line, "exempt=").n > 0)
            bs_hits_add(reader->hits, line, check, BS_HIT_LEFT);
        else if (counts || reader->hits)
            add_hit(reader, counts ? check : check + BS_ALL_CHECKS, line, host, from);
    }
    if (strcmp(line->when, reader->fortnight) >= 0) {
        bs_callouts_hit(&all->callouts, line, check);
        count_report(reader, line);
        count_life(all, line);
    }
    if (is_genuine(line))
        tell_records(reader, host, from, line);
}

static void
read_line(struct reader *reader, const struct bs_logline *line)
{
    struct bs_evidences *all = reader->all;

    if (all->since[0] == '\0' || strcmp(line->when, all->since) < 0)
        memcpy(all->since, line->when, sizeof line->when);
    if (line->kind == BS_LOG_BACKSTOP)
        read_ours(reader, line);
    else if (line->kind == BS_LOG_ARRIVED)
        tell_records(reader, line->ip, line->address, line);
    bs_callouts_line(&all->callouts, line);
    bs_wrote_add(&reader->wrote, line, reader->policy);
}

/* --- the logs ------------------------------------------------------------- */

/* The log is over. */
static void
end_records(struct reader *reader)
{
    struct record *later;

    for (struct record *record = reader->first; record; record = later) {
        end_record(reader, record);
        later = record->later;
        free(record->host);
        free(record);
    }
    bs_map_free(&reader->pairs);
}

static int
read_logs(struct reader *reader, const char *log, time_t since)
{
    struct bs_evidences *all = reader->all;
    struct bs_logs logs = {0};
    struct bs_logline line;
    char found[BS_PATH_SIZE];

    if (log == NULL)
        bs_logs_exim("main", found);
    int problem = bs_logs_add_rotated(&logs, log ? log : found, since);
    if (problem != 0)
        bs_logs_unopened(log ? log : found, problem);
    while (bs_logs_next(&logs, &line))
        read_line(reader, &line);
    if (problem == 0)
        problem = bs_logs_nothing(&logs);
    all->unread = bs_logs_complain(&logs);
    bs_logs_count_foreign(&logs, &all->foreign, &all->lines);
    all->covered = logs.older || (all->since[0] && strcmp(all->since, reader->fortnight) <= 0);
    bs_logs_free(&logs);
    return problem;
}

int
bs_evidence_read(struct bs_evidences *all_r, const char *log, const struct bs_policy *policy,
                 const time_t mode_since[BS_ALL_CHECKS], struct bs_hits *hits)
{
    static struct reader reader;
    time_t now = time(NULL);

    reader = (struct reader){.all = all_r, .hits = hits, .policy = policy, .end = &reader.first};
    *all_r = (struct bs_evidences){.complete = true};
    bs_stamp_write(reader.week, now - 7 * BS_DAY);
    bs_stamp_write(reader.fortnight, now - BS_EVIDENCE_DAYS * BS_DAY);
    for (unsigned i = 0; i < BS_ALL_CHECKS; i++)
        bs_stamp_write(reader.since[i], mode_since[i]);
    int problem = read_logs(&reader, log, now - LOOK_BACK);
    end_records(&reader);
    all_r->complete &= !reader.wrote.known.more;
    all_r->ipv4 = reader.wrote.ipv4;
    all_r->ipv6 = reader.wrote.ipv6;
    bs_wrote_free(&reader.wrote);
    return problem;
}
