/* report_cmd: `backstop report`: what was found in logs. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "commands.h"

#include "date.h"
#include "figures.h"
#include "logfile.h"
#include "policydir.h"
#include "todo.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define DAYS_MAX       366
#define PROGRESS_LINES 65536 /* between two looks at the clock */

static unsigned days; /* 0: all */
static const char *html;
static const char *const formats[] = {"text", "json", "csv", NULL};
static unsigned format;

static bool
take_days(char *text)
{
    char *end;
    unsigned long value = strtoul(text, &end, 10);

    if (*end != '\0' || value == 0 || value > DAYS_MAX)
        return bs_options_refuse("--days", text, "not a number of days", "write 1 to 366");
    days = (unsigned)value;
    return true;
}

static const struct bs_option options[] = {
    BS_GROUP(bs_policydir_options),
    BS_GROUP(bs_logs_options),
    BS_TAKE("days", "NUMBER", take_days,
            "only the last NUMBER times 24 hours (default: all)"),
    BS_TEXT("html", "FILE", &html, "also write a page for browsers"),
    BS_WORD("format", "FORMAT", formats, &format, "text (the default), json or csv"),
    BS_END,
};

static void
read_logs(struct bs_log_report *report, struct bs_logs *logs)
{
    struct bs_logline line;

    while (bs_logs_next(logs, &line)) {
        bs_traffic_add(&report->traffic, &line);
        if (logs->lines % PROGRESS_LINES == 0)
            bs_terminal_progress(logs->lines, "lines", logs->part[logs->next - 1].path);
    }
    bs_terminal_clear();
    report->lines = logs->lines;
    bs_traffic_fill(&report->traffic);
    report->mail = bs_traffic_mail(&report->traffic);
}

/* For this host's log, what there is to do. Files that are named may be another host's. */
static void
look(struct bs_log_report *report, char **todo_r)
{
    static struct bs_rollout rollout;
    static struct bs_todos todos;
    size_t n;
    FILE *to = open_memstream(todo_r, &n);

    if (to == NULL)
        return;
    if (bs_rollout_open(&rollout)) {
        bs_rollout_look(&rollout);
        bs_todos_make(&todos, &rollout);
        bs_todos_put(to, &todos);
        for (unsigned i = 0; i < rollout.count; i++) {
            report->mode[i] = bs_mode_name(rollout.row[i].standing.mode);
            report->against[i] = rollout.row[i].standing.evidence->against;
        }
    }
    fclose(to);
    report->todo = rollout.looked ? *todo_r : NULL;
    bs_rollout_free(&rollout);
}

static bool
write_page(const struct bs_log_report *report, const char *path)
{
    int problem = bs_report_page(report, path);

    return problem == 0 || bs_terminal_complain_write(path, problem);
}

static bool
tell(const struct bs_log_report *report)
{
    if (format == BS_FORMAT_JSON)
        bs_report_json(report);
    else if (format == BS_FORMAT_JSON + 1)
        bs_report_csv(report);
    else
        bs_report_text(report);
    return !html || write_page(report, html);
}

static void
complain_left_out(const struct bs_log_report *report)
{
    char reason[120];

    if (report->traffic.left_out == 0)
        return;
    bool one = report->traffic.left_out == 1;
    snprintf(reason, sizeof reason, "%lu %s of days after the first %d, and %s left out",
             report->traffic.left_out, one ? "line is" : "lines are", BS_TRAFFIC_DAYS,
             one ? "was" : "were");
    bs_terminal_complain("the logs", reason, "name fewer files, or use --days");
}

static int
run(int count, char **argument)
{
    static struct bs_log_report report;
    struct bs_logs logs = {0};
    char *todo = NULL;
    struct bs_logs_wanted wanted = {.path = argument, .paths = count, .reject = true};

    if (days > 0) {
        /* To the second, as for status: by whole days, the same hits would be 49 here and 41 there. */
        wanted.since = time(NULL) - (time_t)(days * BS_DAY);
        bs_stamp_write(report.traffic.since, wanted.since);
    }
    if (!bs_logs_choose(&logs, &wanted))
        return BS_EXIT_TROUBLE;
    read_logs(&report, &logs);
    bool fine = !bs_logs_complain(&logs);
    bs_logs_note_foreign(&logs);
    if (count == 0 && (html || format == BS_FORMAT_TEXT) && bs_logs_nothing(&logs) == 0)
        look(&report, &todo);
    if (bs_logs_nothing(&logs) == 0) /* else a report of zeros would be wrong */
        fine &= tell(&report);
    complain_left_out(&report);
    free(todo);
    bs_traffic_free(&report.traffic);
    bs_logs_free(&logs);
    return bs_exit_status(fine);
}

const struct bs_command bs_report_command = {
    .name = "report",
    .summary = "shows what the checks found and what became of mail",
    .usage = "Usage: backstop report [OPTION...] [FILE...]\n\n"
        "Reads main and reject logs, compressed by gzip or not: the files that you name,\n"
        "or else Exim's with their rotated parts. Shows, for each check and day, what it\n"
        "found, what it refused and what it would have refused; and for all mail, at\n"
        "which stage it was refused, accepted or delivered.\n",
    .options = options,
    .arguments = INT_MAX,
    .run = run,
};
