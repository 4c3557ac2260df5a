/* report_data: a report for programs, as JSON or CSV. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "figures.h"
#include "terminal.h"

#include <inttypes.h>
#include <stdio.h>

#define EXAMPLES 10

/* --- JSON ------------------------------------------------------------------ */

/* Without the braces. The last member tells of the others. */
static void
put_figures(const struct bs_figures *figures)
{
    bool estimated = false;

    for (unsigned i = 0; i < figures->count; i++) {
        printf("%s\"%s\":%" PRIu64, i > 0 ? "," : "", figures->at[i].name, figures->at[i].value);
        estimated |= figures->at[i].estimate;
    }
    if (estimated)
        bs_terminal_put(",\"estimated\":true");
}

static void
put_mail(const struct bs_mail *mail)
{
    struct bs_figures figures = bs_figures_mail(mail);

    put_figures(&figures);
}

static void
put_found(const struct bs_found *found)
{
    struct bs_figures figures = bs_figures_found(found);

    put_figures(&figures);
}

void
bs_report_json_top(const struct bs_top *top, unsigned max)
{
    struct bs_top_row rows[EXAMPLES];
    unsigned n = bs_top_list(top, rows, max < EXAMPLES ? max : EXAMPLES);

    bs_terminal_put("[");
    for (unsigned i = 0; i < n; i++) {
        bs_terminal_put(i > 0 ? ",[" : "[");
        bs_terminal_json(rows[i].name);
        printf(",%lu]", rows[i].count);
    }
    bs_terminal_put("]");
}

static void
put_top(const char *name, const struct bs_top *top)
{
    printf(",\"%s\":", name);
    bs_report_json_top(top, EXAMPLES);
}

static void
put_check(const struct bs_traffic_check *check, const char *name)
{
    printf("{\"check\":\"%s\",", name);
    put_found(&check->found);
    put_top("top_hosts", check->hosts);
    put_top("top_senders", check->senders);
    put_top("top_recipients", check->rcpts);
    bs_terminal_put("}");
}

static void
put_day(const struct bs_traffic_day *day)
{
    const char *separator = "";

    printf("{\"day\":\"%s\",\"mail\":{", day->day);
    put_mail(&day->mail);
    bs_terminal_put("},\"checks\":{");
    for (unsigned i = 0; i < BS_TRAFFIC_CHECKS; i++) {
        if (day->check[i] == NULL)
            continue;
        printf("%s\"%s\":{", separator, bs_check_about(i)->name);
        put_found(day->check[i]);
        bs_terminal_put("}");
        separator = ",";
    }
    bs_terminal_put("}}");
}

/* What the log does not tell is null. */
static void
put_known(const char *name, unsigned long count)
{
    if (count > 0)
        printf("\"%s\":%lu,", name, count);
    else
        printf("\"%s\":null,", name);
}

static void
put_way_in(const struct bs_mail *mail)
{
    bs_terminal_put("\"way_in\":{");
    put_known("connections", mail->connections);
    bs_terminal_put("\"stages\":[");
    for (unsigned i = 0; i < BS_STAGES; i++)
        printf("%s{\"stage\":\"%s\",\"refused\":%lu,\"put_off\":%lu}", i > 0 ? "," : "",
               bs_stage_name(i), mail->refused[i], mail->put_off[i]);
    printf("],\"accepted\":%lu,", mail->outside);
    put_known("scanned", mail->ham + mail->spam);
    printf("\"delivered\":%lu},", mail->arrived);
}

void
bs_report_json(const struct bs_report *report)
{
    const struct bs_traffic *traffic = &report->traffic;
    const char *separator = "";

    printf("{\"v\":1,\"first\":\"%s\",\"last\":\"%s\",\"lines\":%lu,", traffic->first,
           traffic->last, report->lines);
    bs_terminal_put("\"mail\":{");
    put_mail(&report->mail);
    printf("},\"hosts\":{\"received\":%lu,\"refused\":%lu,\"put_off\":%lu},",
           bs_distinct_count(&traffic->received_hosts), bs_distinct_count(&traffic->refused_hosts),
           bs_distinct_count(&traffic->put_off_hosts));
    put_way_in(&report->mail);
    bs_terminal_put("\"checks\":[");
    for (unsigned i = 0; i < BS_TRAFFIC_CHECKS; i++) {
        if (traffic->check[i].found.hits == 0)
            continue;
        bs_terminal_put(separator);
        put_check(&traffic->check[i], bs_check_about(i)->name);
        separator = ",";
    }
    bs_terminal_put("],\"days\":[");
    for (unsigned i = 0; i < traffic->days; i++) {
        bs_terminal_put(i > 0 ? "," : "");
        put_day(traffic->day[i]);
    }
    bs_terminal_put("]}\n");
}

/* --- CSV ------------------------------------------------------------------- */

/* Nothing of what clients say is in it, so nothing has to be quoted. */
static void
put_rows(const char *day, const char *of, const struct bs_figures *figures)
{
    for (unsigned i = 0; i < figures->count; i++)
        printf("%s,%s,%s,%" PRIu64 ",%s\n", day, of, figures->at[i].name, figures->at[i].value,
               figures->at[i].estimate ? "estimate" : "exact");
}

static void
put_mail_rows(const char *day, const struct bs_mail *mail)
{
    struct bs_figures figures = bs_figures_mail(mail);

    put_rows(day, "mail", &figures);
}

static void
put_check_rows(const char *day, unsigned check, const struct bs_found *found)
{
    struct bs_figures figures = bs_figures_found(found);

    put_rows(day, bs_check_about(check)->name, &figures);
}

void
bs_report_csv(const struct bs_report *report)
{
    const struct bs_traffic *traffic = &report->traffic;

    bs_terminal_put("day,of,figure,value,certainty\n");
    put_mail_rows("all", &report->mail);
    for (unsigned i = 0; i < BS_TRAFFIC_CHECKS; i++)
        if (traffic->check[i].found.hits > 0)
            put_check_rows("all", i, &traffic->check[i].found);
    for (unsigned d = 0; d < traffic->days; d++) {
        put_mail_rows(traffic->day[d]->day, &traffic->day[d]->mail);
        for (unsigned i = 0; i < BS_TRAFFIC_CHECKS; i++)
            if (traffic->day[d]->check[i])
                put_check_rows(traffic->day[d]->day, i, traffic->day[d]->check[i]);
    }
}
