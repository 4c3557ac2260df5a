/* hits: how often each check fired, by Exim's main log. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hits.h"

#include "logfile.h"
#include "mainlog.h"

#include <time.h>

#define DAY 86400

struct reader {
    struct bs_hits *hits;
    char week[BS_LOG_TIME];
    char fortnight[BS_LOG_TIME];
};

static void
write_time(char text[BS_LOG_TIME], time_t when)
{
    struct tm tm;

    localtime_r(&when, &tm);
    strftime(text, BS_LOG_TIME, "%Y-%m-%d %H:%M:%S", &tm);
}

static struct bs_hit *
hit_of(struct bs_hits *hits, struct bs_span name)
{
    const struct bs_about *about;

    for (unsigned i = 0; (about = bs_check_about(i)) != NULL && i < BS_HITS_CHECKS; i++)
        if (bs_span_is(name, about->name))
            return &hits->check[i];
    return NULL;
}

static void
read_line(struct reader *reader, const struct bs_logline *line)
{
    struct bs_hits *hits = reader->hits;

    if (hits->since[0] == '\0' || strcmp(line->when, hits->since) < 0)
        memcpy(hits->since, line->when, sizeof line->when);
    if (strcmp(line->when, reader->fortnight) < 0 || line->kind != BS_LOG_BACKSTOP)
        return;
    struct bs_hit *hit = hit_of(hits, bs_logline_word(line, "check="));
    if (hit == NULL)
        return;
    hit->fortnight++;
    hit->week += strcmp(line->when, reader->week) >= 0;
    hit->stopped += !bs_span_is(bs_logline_word(line, "did="), "pass");
}

/* 0 where some part could be read. */
static int
problem_of(const struct bs_logs *logs)
{
    for (unsigned i = 0; i < logs->parts; i++)
        if (logs->part[i].problem == 0)
            return 0;
    return logs->parts > 0 ? logs->part[0].problem : 0;
}

int
bs_hits_read(struct bs_hits *hits_r, const char *log)
{
    struct reader reader = {.hits = hits_r};
    struct bs_logs logs = {0};
    struct bs_logline line;
    struct bs_span text;
    char found[PATH_MAX];
    time_t now = time(NULL);

    *hits_r = (struct bs_hits){0};
    if (log == NULL)
        bs_logs_exim("main", found);
    write_time(reader.week, now - 7 * DAY);
    write_time(reader.fortnight, now - 14 * DAY);
    int problem = bs_logs_add_rotated(&logs, log ? log : found, now - 14 * DAY);
    while (bs_logs_line(&logs, &text))
        if (bs_logline_read(&line, text))
            read_line(&reader, &line);
    if (problem == 0)
        problem = problem_of(&logs);
    hits_r->covered =
        logs.older || (hits_r->since[0] && strcmp(hits_r->since, reader.fortnight) <= 0);
    bs_logs_free(&logs);
    return problem;
}
