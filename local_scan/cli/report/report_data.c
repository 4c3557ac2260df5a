/* report_data: a report for programs, as JSON or CSV. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "figures.h"
#include "json.h"
#include "terminal.h"

#include <inttypes.h>
#include <stdio.h>

#define EXAMPLES 10

/* --- JSON ------------------------------------------------------------------ */

/* The last member represents the others. Without a name: into the object that is open. */
static void
put_figures(const char *name, struct bs_figures figures)
{
    bool capped = false;

    if (name)
        bs_json_open(name, '{');
    for (unsigned i = 0; i < figures.count; i++) {
        bs_json_number(figures.at[i].name, figures.at[i].value);
        capped |= figures.at[i].least;
    }
    if (capped)
        bs_json_bool("at_least", true);
    if (name)
        bs_json_close();
}

void
bs_report_json_top(const char *name, const struct bs_top *top, unsigned max)
{
    struct bs_top_row rows[EXAMPLES];
    unsigned n = bs_top_list(top, rows, max < EXAMPLES ? max : EXAMPLES);

    bs_json_open(name, '[');
    for (unsigned i = 0; i < n; i++) {
        bs_json_open(NULL, '[');
        bs_json_text(NULL, rows[i].name);
        bs_json_number(NULL, rows[i].count);
        bs_json_close();
    }
    bs_json_close();
}

static void
put_checks(const struct bs_traffic *traffic)
{
    bs_json_open("checks", '[');
    for (unsigned i = 0; i < BS_ALL_CHECKS; i++) {
        const struct bs_traffic_check *check = &traffic->check[i];

        if (check->found.hits == 0)
            continue;
        bs_json_open(NULL, '{');
        bs_json_text("check", bs_check_about(i)->name);
        put_figures(NULL, bs_figures_found(&check->found));
        bs_report_json_top("top_hosts", check->hosts, EXAMPLES);
        bs_report_json_top("top_senders", check->senders, EXAMPLES);
        bs_report_json_top("top_recipients", check->rcpts, EXAMPLES);
        bs_json_close();
    }
    bs_json_close();
}

static void
put_day(const struct bs_traffic_day *day)
{
    bs_json_open(NULL, '{');
    bs_json_text("day", day->day);
    put_figures("mail", bs_figures_mail(&day->mail));
    bs_json_open("checks", '{');
    for (unsigned i = 0; i < BS_ALL_CHECKS; i++)
        if (day->check[i])
            put_figures(bs_check_about(i)->name, bs_figures_found(day->check[i]));
    bs_json_close();
    bs_json_close();
}

/* null if the log does not say. */
static void
put_known(const char *name, unsigned long count)
{
    if (count > 0)
        bs_json_number(name, count);
    else
        bs_json_text(name, NULL);
}

static void
put_way_in(const struct bs_mail_counts *mail)
{
    bs_json_open("way_in", '{');
    put_known("connections", mail->connections);
    bs_json_open("stages", '[');
    for (unsigned i = 0; i < BS_STAGES; i++) {
        bs_json_open(NULL, '{');
        bs_json_text("stage", bs_stage_name(i));
        bs_json_number("refused", mail->refused[i]);
        bs_json_number("put_off", mail->put_off[i]);
        bs_json_close();
    }
    bs_json_close();
    bs_json_number("accepted", mail->outside);
    put_known("scanned", mail->ham + mail->spam);
    bs_json_number("delivered", mail->arrived);
    bs_json_close();
}

static void
put_hosts(const struct bs_traffic *traffic)
{
    bs_json_open("hosts", '{');
    bs_json_number("received", traffic->received_hosts.count);
    bs_json_number("refused", traffic->refused_hosts.count);
    bs_json_number("put_off", traffic->put_off_hosts.count);
    bs_json_close();
}

void
bs_report_json(const struct bs_log_report *report)
{
    const struct bs_traffic *traffic = &report->traffic;

    bs_json_open(NULL, '{');
    bs_json_number("v", 1);
    bs_json_text("first", traffic->first);
    bs_json_text("last", traffic->last);
    bs_json_number("lines", report->lines);
    put_figures("mail", bs_figures_mail(&report->mail));
    put_hosts(traffic);
    put_way_in(&report->mail);
    put_checks(traffic);
    bs_bounced_put_json(traffic->bounced);
    bs_json_open("days", '[');
    for (unsigned i = 0; i < traffic->days; i++)
        if (!traffic->day[i]->unknown)
            put_day(traffic->day[i]);
    bs_json_close();
    bs_json_close();
}

/* --- CSV ------------------------------------------------------------------- */

/* The rows do not contain words of clients, so nothing has to be quoted. */
static void
put_rows(const char *day, const char *of, struct bs_figures figures)
{
    for (unsigned i = 0; i < figures.count; i++)
        printf("%s,%s,%s,%" PRIu64 ",%s\n", day, of, figures.at[i].name, figures.at[i].value,
               figures.at[i].least ? "at least" : "exact");
}

void
bs_report_csv(const struct bs_log_report *report)
{
    const struct bs_traffic *traffic = &report->traffic;

    bs_terminal_put("day,of,figure,value,certainty\n");
    put_rows("all", "mail", bs_figures_mail(&report->mail));
    for (unsigned i = 0; i < BS_ALL_CHECKS; i++)
        if (traffic->check[i].found.hits > 0)
            put_rows("all", bs_check_about(i)->name, bs_figures_found(&traffic->check[i].found));
    for (unsigned d = 0; d < traffic->days; d++) {
        if (traffic->day[d]->unknown)
            continue;
        put_rows(traffic->day[d]->day, "mail", bs_figures_mail(&traffic->day[d]->mail));
        for (unsigned i = 0; i < BS_ALL_CHECKS; i++)
            if (traffic->day[d]->check[i])
                put_rows(traffic->day[d]->day, bs_check_about(i)->name,
                         bs_figures_found(traffic->day[d]->check[i]));
    }
}
