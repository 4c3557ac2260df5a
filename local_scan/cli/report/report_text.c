/* report_text: a report for a terminal or for mail, in 80 columns. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "figures.h"
#include "table.h"

#include <inttypes.h>
#include <stdio.h>

#define EXAMPLES 5

/* Names in lists of examples; the log has them cut to 256 octets. */
#define NAME_SHOWN 60

/* --- the situation ---------------------------------------------------------- */

static void
put_share(unsigned long count, unsigned long of)
{
    bs_table_print("%lu (%.1f %%)", count, of ? 100.0 * (double)count / (double)of : 0);
}

static void
put_volume(uint64_t octets)
{
    char volume[BS_VOLUME];

    bs_figures_volume(octets, volume);
    bs_table_text(volume);
}

static void
show_count(const char *name, unsigned long count, const struct bs_distinct *hosts)
{
    bs_table_text(name);
    bs_table_text("");
    bs_table_number(count);
    if (hosts) {
        bs_table_text("");
        bs_table_number(hosts->count);
    }
    bs_table_end();
}

static void
show_ours(const struct bs_mail_counts *mail)
{
    printf("Of these, Backstop refused %lu and put off %lu;\n"
           "Exim itself refused %lu and put off %lu.\n",
           mail->ours_refused, mail->ours_put_off, bs_mail_refused(mail) - mail->ours_refused,
           bs_mail_put_off(mail) - mail->ours_put_off);
}

static void
show_mail(const struct bs_log_report *report)
{
    static const struct bs_column columns[] = {
        {"mail", -10}, {"volume", 10},  {"messages", 10}, {"addresses", 10},
        {"hosts", 7},  {"delayed", 13}, {"failed", 13},   {NULL, 0},
    };
    const struct bs_mail_counts *mail = &report->mail;

    bs_terminal_put("\n");
    bs_table_start(columns, "");
    bs_table_text("received");
    put_volume(mail->received_octets);
    bs_table_number(mail->received);
    bs_table_text("");
    bs_table_number(report->traffic.received_hosts.count);
    put_share(mail->delayed, mail->received);
    put_share(mail->failed, mail->received);
    bs_table_text("delivered");
    put_volume(mail->delivered_octets);
    bs_table_number(mail->delivered);
    bs_table_number(mail->addresses);
    bs_table_end();
    show_count("refused", bs_mail_refused(mail), &report->traffic.refused_hosts);
    show_count("put off", bs_mail_put_off(mail), &report->traffic.put_off_hosts);
    if (mail->ham + mail->spam > 0) {
        show_count("ham", mail->ham, NULL);
        show_count("spam", mail->spam, NULL);
    }
    show_ours(mail);
}

/* --- the way in -------------------------------------------------------------- */

static void
show_step(const char *name, unsigned long count, const char *unknown)
{
    bs_table_text(name);
    if (count > 0 || unknown == NULL) {
        bs_table_number(count);
    } else {
        bs_table_text("?");
        bs_table_print(" %s", unknown);
    }
    bs_table_end();
}

static void
show_stage(enum bs_log_stage stage, unsigned long refused, unsigned long put_off)
{
    bs_table_print("  at %s", bs_stage_name(stage));
    bs_table_text("");
    bs_table_number(refused);
    bs_table_number(put_off);
}

static void
show_way_in(const struct bs_mail_counts *mail)
{
    static const struct bs_column columns[] = {
        {"the way in", -24}, {"count", 10}, {"refused", 10}, {"put off", 10}, {NULL, 0}};
    int stopped = bs_figures_stopped(mail);

    bs_terminal_put("\n");
    bs_table_start(columns, "");
    show_step("connections", mail->connections,
              "not logged (log_selector = +smtp_connection)");
    for (unsigned i = 0; i < BS_STAGES; i++)
        if (mail->refused[i] + mail->put_off[i] > 0)
            show_stage(i, mail->refused[i], mail->put_off[i]);
    show_step("accepted", mail->outside, NULL);
    show_step("given to a spam filter", mail->ham + mail->spam, "the log has no scores");
    show_step("delivered", mail->arrived, NULL);
    if (stopped >= 0)
        printf("%d %% of what other hosts offered was stopped before it became a message.\n", stopped);
}

/* --- checks ------------------------------------------------------------------- */

/* True if a number is only a lower bound. */
static bool
show_found(const char *name, const struct bs_check_hits *found)
{
    struct bs_figures figures = bs_figures_found(found);
    bool capped = false;

    bs_table_text(name);
    for (unsigned i = 0; i < figures.count; i++) {
        bs_table_print("%" PRIu64 "%s", figures.at[i].value, figures.at[i].least ? "+" : "");
        capped |= figures.at[i].least;
    }
    return capped;
}

static void
show_checks(const struct bs_traffic *traffic)
{
    static const struct bs_column columns[] = {
        {"check", -19}, {"hits", 6},  {"would", 6},   {"exempt", 6}, {"put off", 7},
        {"refused", 7}, {"hosts", 6}, {"senders", 7}, {"rcpts", 6},  {NULL, 0},
    };
    bool any = false, capped = false;

    bs_terminal_put("\n");
    bs_table_start(columns, "");
    for (unsigned i = 0; i < BS_ALL_CHECKS; i++) {
        const struct bs_check_hits *found = &traffic->check[i].found;

        if (found->hits == 0)
            continue;
        capped |= show_found(bs_check_about(i)->name, found);
        any = true;
    }
    if (!any)
        bs_terminal_put("No check found anything.\n");
    if (capped)
        bs_terminal_put("+: at least this many.\n");
}

static void
show_top(const char *what, const struct bs_top *top)
{
    struct bs_top_row rows[EXAMPLES];
    unsigned n = bs_top_list(top, rows, EXAMPLES);
    char first[20], line[EXAMPLES * (4 * NAME_SHOWN + 40)];

    snprintf(first, sizeof first, "  %-12s", what);
    struct bs_text t = bs_text_in(line, sizeof line);
    for (unsigned i = 0; i < n; i++) {
        bs_text_put(&t, i > 0 ? ", " : "");
        bs_terminal_data(&t, bs_span_text(rows[i].name), NAME_SHOWN);
        bs_text_put(&t, rows[i].exact ? " (" : " (at least ");
        bs_text_number(&t, rows[i].count);
        bs_text_put(&t, ")");
    }
    bs_terminal_wrap(first, "              ", BS_STYLE_PLAIN, line);
}

static void
show_examples(const struct bs_traffic *traffic)
{
    for (unsigned i = 0; i < BS_ALL_CHECKS; i++) {
        const struct bs_traffic_check *check = &traffic->check[i];

        if (check->found.hits == 0)
            continue;
        bs_terminal_heading(bs_check_about(i)->name);
        show_top("hosts", check->hosts);
        show_top("senders", check->senders);
        show_top("recipients", check->rcpts);
    }
}

/* --- days ---------------------------------------------------------------------- */

static void
show_day(const struct bs_traffic_day *day)
{
    unsigned long hits = 0, would = 0;

    if (day->unknown) {
        bs_table_text(day->day);
        bs_table_text("no log");
        bs_table_end();
        return;
    }

    for (unsigned i = 0; i < BS_ALL_CHECKS; i++) {
        hits += day->check[i] ? day->check[i]->hits : 0;
        would += day->check[i] ? day->check[i]->would : 0;
    }
    bs_table_text(day->day);
    bs_table_number(day->mail.received);
    bs_table_number(day->mail.delivered);
    bs_table_number(bs_mail_refused(&day->mail));
    bs_table_number(bs_mail_put_off(&day->mail));
    bs_table_number(hits);
    bs_table_number(would);
}

static void
show_days(const struct bs_traffic *traffic)
{
    static const struct bs_column columns[] = {
        {"day", -10},   {"received", 9}, {"delivered", 9}, {"refused", 9},
        {"put off", 9}, {"hits", 9},     {"would", 9},     {NULL, 0},
    };

    bs_terminal_put("\n");
    bs_table_start(columns, "");
    for (unsigned i = 0; i < traffic->days; i++)
        show_day(traffic->day[i]);
}

void
bs_report_text(const struct bs_log_report *report)
{
    const struct bs_traffic *traffic = &report->traffic;

    if (traffic->days == 0) {
        bs_terminal_put("The log has no lines from this time.\n");
        return;
    }
    if (report->todo)
        bs_terminal_put(report->todo);
    printf("From %.16s to %.16s: %lu line%s\n", traffic->first, traffic->last, report->lines,
           bs_plural(report->lines));
    show_mail(report);
    show_way_in(&report->mail);
    show_checks(traffic);
    bs_bounced_put(stdout, traffic->bounced);
    show_days(traffic);
    show_examples(traffic);
    bs_terminal_put("\n\"would\": passed in warn, but would have been refused or put off in "
                    "deny.\n");
}
