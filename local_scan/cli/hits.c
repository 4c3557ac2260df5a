/* hits: how often each check fired, by Exim's main log. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hits.h"

#include "exim.h"
#include "run.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#define DAY    86400
#define TIME_N 19 /* 2026-01-31 12:34:56 */

/* Debian keeps ten rotated logs; somebody may keep a year of them, but no more
 * than these can be within 14 days, unless they are rotated by size. */
#define PARTS_MAX 100

struct reader {
    struct bs_hits *hits;
    char week[TIME_N + 1];
    char fortnight[TIME_N + 1];
};

static void
write_time(char text[TIME_N + 1], time_t when)
{
    struct tm tm;

    localtime_r(&when, &tm);
    strftime(text, TIME_N + 1, "%Y-%m-%d %H:%M:%S", &tm);
}

/* Exim's words between the time and the text: ".123", "+0100", "[pid]", and
 * the message id. */
static bool
is_exims(struct bs_span word)
{
    int c = bs_span_at(word, 0);

    if (c == '[' || c == '+' || c == '-' || c == '.')
        return true;
    return (word.n == 16 && bs_span_at(word, 6) == '-' && bs_span_at(word, 13) == '-') ||
           (word.n == 23 && bs_span_at(word, 6) == '-' && bs_span_at(word, 18) == '-');
}

static bool
find_event(struct bs_span line, struct bs_span *rest_r)
{
    struct bs_span word;

    *rest_r = bs_span_drop(line, TIME_N);
    do
        word = bs_span_word(rest_r, " ");
    while (is_exims(word));
    return bs_span_is(word, "backstop") && bs_span_is(bs_span_word(rest_r, " "), "v=1");
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

static struct bs_span
value_of(struct bs_span rest, const char *name)
{
    struct bs_span word;

    while ((word = bs_span_word(&rest, " \n")).n > 0)
        if (bs_span_starts(word, name))
            return bs_span_drop(word, strlen(name));
    return word;
}

static void
read_line(struct reader *reader, struct bs_span line)
{
    struct bs_hits *hits = reader->hits;
    const char *text = (const char *)line.p;
    struct bs_span rest;

    if (line.n < TIME_N || !bs_is_digit(bs_span_at(line, 0)))
        return;
    if (hits->since[0] == '\0' || memcmp(text, hits->since, TIME_N) < 0)
        memcpy(hits->since, text, TIME_N);
    if (memcmp(text, reader->fortnight, TIME_N) < 0 || !find_event(line, &rest))
        return;
    struct bs_hit *hit = hit_of(hits, value_of(rest, "check="));
    if (hit == NULL)
        return;
    hit->fortnight++;
    hit->week += memcmp(text, reader->week, TIME_N) >= 0;
    hit->stopped += !bs_span_is(value_of(rest, "did="), "pass");
}

static void
read_stream(struct reader *reader, FILE *from)
{
    char *line = NULL;
    size_t size = 0;
    ssize_t n;

    while ((n = getline(&line, &size, from)) > 0)
        read_line(reader, bs_span_of(line, (size_t)n));
    free(line);
}

static int
read_part(struct reader *reader, const char *path)
{
    pid_t child = 0;
    bool packed = bs_span_ends(bs_span_text(path), ".gz");
    FILE *from = packed ? bs_run_reading((const char *[]){"gzip", "-dc", "--", path, NULL}, &child)
                        : fopen(path, "re");

    if (from == NULL)
        return errno;
    read_stream(reader, from);
    int problem = ferror(from) ? EIO : 0;
    fclose(from);
    if (packed && bs_run_wait(child) != 0)
        problem = EIO;
    return problem;
}

/* The name of part N, packed or not; part 0 is the log itself. */
static bool
find_part(char *path, size_t size, const char *log, unsigned n, struct stat *st)
{
    if (n == 0) {
        snprintf(path, size, "%s", log);
        return stat(path, st) == 0;
    }
    snprintf(path, size, "%s.%u", log, n);
    if (stat(path, st) == 0)
        return true;
    snprintf(path, size, "%s.%u.gz", log, n);
    return stat(path, st) == 0;
}

/* Exim says "/var/log/exim4/%slog"; Debian leaves it to what is built in. */
static void
find_log(char *path, size_t size)
{
    char option[PATH_MAX];

    bs_exim_option("log_file_path", option, sizeof option);
    struct bs_span value = bs_span_text(option);
    size_t mark = bs_span_search(value, "%s");
    if (mark < value.n && bs_span_at(value, 0) == '/')
        snprintf(path, size, "%.*smain%s", (int)mark, option, option + mark + 2);
    else
        snprintf(path, size, "/var/log/exim4/mainlog");
}

int
bs_hits_read(struct bs_hits *hits_r, const char *log)
{
    struct reader reader = {.hits = hits_r};
    char found[PATH_MAX], path[PATH_MAX + 16];
    time_t now = time(NULL);
    struct stat st;
    int first = ENOENT;

    *hits_r = (struct bs_hits){0};
    if (log == NULL) {
        find_log(found, sizeof found);
        log = found;
    }
    write_time(reader.week, now - 7 * DAY);
    write_time(reader.fortnight, now - 14 * DAY);
    for (unsigned n = 0; n < PARTS_MAX; n++) {
        bool there = find_part(path, sizeof path, log, n, &st);
        if (!there && n > 1)
            break;
        if (there && st.st_mtime < now - 14 * DAY) {
            hits_r->covered = true;
            break;
        }
        int problem = there ? read_part(&reader, path) : ENOENT;
        if (n == 0 || first != 0)
            first = problem;
    }
    hits_r->covered |= hits_r->since[0] && strcmp(hits_r->since, reader.fortnight) <= 0;
    return first;
}
