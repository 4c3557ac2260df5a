/* report_cmd: `backstop report`: what was found in logs. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report_cmd.h"

#include "figures.h"
#include "logfile.h"

#include <limits.h>
#include <stdio.h>
#include <time.h>

#define PROGRESS_LINES 65536 /* between two looks at the clock */

/* Midnight of the first of so many days that end today. */
static time_t
first_day(unsigned days)
{
    time_t now = time(NULL);
    struct tm tm;

    localtime_r(&now, &tm);
    tm.tm_mday -= (int)days - 1;
    tm.tm_hour = tm.tm_min = tm.tm_sec = 0;
    tm.tm_isdst = -1;
    return mktime(&tm);
}

static void
set_since(struct bs_traffic *traffic, time_t since)
{
    struct tm tm;

    localtime_r(&since, &tm);
    strftime(traffic->since, sizeof traffic->since, "%Y-%m-%d", &tm);
}

static void
read_logs(struct bs_report *report, struct bs_logs *logs)
{
    struct bs_logline line;
    struct bs_span text;

    while (bs_logs_line(logs, &text)) {
        if (bs_logline_read(&line, text))
            bs_traffic_add(&report->traffic, &line);
        if (logs->lines % PROGRESS_LINES == 0)
            bs_terminal_progress(logs->lines, "lines", logs->part[logs->next - 1].path);
    }
    bs_terminal_clear();
    report->lines = logs->lines;
    report->mail = bs_traffic_mail(&report->traffic);
}

static bool
write_page(const struct bs_report *report, const char *path)
{
    int problem = bs_report_page(report, path);

    if (problem != 0)
        bs_terminal_complain_errno(path, problem);
    return problem == 0;
}

static bool
tell(const struct bs_report *report, const struct bs_options *options)
{
    if (options->json)
        bs_report_json(report);
    else if (options->csv)
        bs_report_csv(report);
    else
        bs_report_text(report);
    return !options->html || write_page(report, options->html);
}

static void
complain_left_out(const struct bs_report *report)
{
    char reason[120];

    if (report->traffic.left_out == 0)
        return;
    snprintf(reason, sizeof reason, "%lu lines are of further days than the %d that fit",
             report->traffic.left_out, BS_TRAFFIC_DAYS);
    bs_terminal_complain("the logs", reason, "name fewer of them, or use --days");
}

static int
run(const struct bs_options *options)
{
    static struct bs_report report;
    struct bs_logs logs = {0};
    struct bs_logs_wanted wanted = {
        .path = options->path, .paths = options->paths, .log = options->log, .reject = true};

    if (options->days > 0) {
        wanted.since = first_day(options->days);
        set_since(&report.traffic, wanted.since);
    }
    if (!bs_logs_choose(&logs, &wanted))
        return BS_EXIT_TROUBLE;
    read_logs(&report, &logs);
    bool fine = !bs_logs_complain(&logs);
    bs_logs_note_foreign(&logs);
    if (bs_logs_nothing(&logs) == 0) /* else a report of zeros would be wrong */
        fine &= tell(&report, options);
    complain_left_out(&report);
    bs_traffic_free(&report.traffic);
    bs_logs_free(&logs);
    return fine ? BS_EXIT_FINE : BS_EXIT_TROUBLE;
}

const struct bs_tool bs_report_tool = {
    .name = "report",
    .summary = "tells what checks found and what came of mail, from Exim's logs",
    .usage = "Usage: backstop report [OPTION...] [FILE...]\n\n"
             "Reads main and reject logs, packed by gzip or not: the files that are named; else\n"
             "those of Exim with their rotated parts. Tells of each check and day what it found,\n"
             "refused and would have refused, and how far mail came.\n",
    .bit = BS_FOR_REPORT,
    .arguments = INT_MAX,
    .run = run,
};
