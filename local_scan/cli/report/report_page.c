/* report_page: a report as one self-contained page for browsers: without scripts,
 * fonts, or pictures other than the plots. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "figures.h"
#include "file.h"
#include "page_style.h"
#include "plot.h"
#include "terminal.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define EXAMPLES   10
#define NAME_SHOWN 80

/* --- text ------------------------------------------------------------------- */

/* Writes a client's words, escaped as for a terminal and for HTML. */
static void
put_name(FILE *to, const char *name)
{
    char shown[4 * NAME_SHOWN + 8];

    bs_terminal_shown(shown, sizeof shown, bs_span_text(name), NAME_SHOWN);
    for (const char *p = shown; *p; p++)
        if (strchr("&<>\"'", *p))
            fprintf(to, "&#%d;", *p);
        else
            fputc(*p, to);
}

static void
put_cell(FILE *to, const char *label, const char *name, uint64_t number, bool least)
{
    fprintf(to, "<td data-label=\"%s\" data-name=\"%s\">", label, name);
    bs_plot_number(to, number, least);
    fputs("</td>", to);
}

/* --- the way in -------------------------------------------------------------- */

/* What is left after a step, and how much the step took away. */
struct step {
    const char *label;
    unsigned long left, refused, put_off;
};

static void
put_segment(FILE *to, const char *class, double x, double width)
{
    if (width > 0)
        fprintf(to, "<rect class=\"%s\" x=\"%.2f\" width=\"%.2f\" height=\"10\"/>", class, x,
                width);
}

static void
put_step(FILE *to, const char *name, const struct step *step, unsigned long offered)
{
    double scale = offered ? 100.0 / (double)offered : 0;
    double left = (double)step->left * scale, put_off = (double)step->put_off * scale;

    fprintf(to, "<div data-row=\"%s\">%s ", name, step->label);
    if (step->refused + step->put_off > 0) {
        fputs("<span data-name=\"refused\">", to);
        bs_plot_number(to, step->refused, false);
        fputs(" refused</span>, <span data-name=\"put_off\">", to);
        bs_plot_number(to, step->put_off, false);
        fputs(" put off</span>", to);
    } else {
        fputs("<span data-name=\"count\">", to);
        bs_plot_number(to, step->left, false);
        fputs("</span>", to);
    }
    fprintf(to,
            "</div><svg class=\"step\" width=\"400\" height=\"12\" viewBox=\"0 0 100 10\" "
            "preserveAspectRatio=\"none\" role=\"img\" aria-label=\"%s\">",
            step->label);
    put_segment(to, "passed", 0, left);
    put_segment(to, "put_off", left, put_off);
    put_segment(to, "refused", left + put_off, (double)step->refused * scale);
    fputs("</svg>", to);
}

static void
put_stages(FILE *to, const struct bs_mail_counts *mail, unsigned long offered)
{
    static const char *const labels[BS_STAGES] = {
        [BS_STAGE_CONNECT] = "At connecting:", [BS_STAGE_HELO] = "At HELO:",
        [BS_STAGE_MAIL] = "At MAIL:",          [BS_STAGE_RCPT] = "At RCPT:",
        [BS_STAGE_DATA] = "After DATA:",       [BS_STAGE_LOCAL_SCAN] = "By the plugin:",
        [BS_STAGE_OTHER] = "Otherwise:",
    };
    unsigned long left = offered;

    for (unsigned i = 0; i < BS_STAGES; i++) {
        struct step step = {labels[i], 0, mail->refused[i], mail->put_off[i]};

        if (step.refused + step.put_off == 0)
            continue;
        left -= step.refused + step.put_off;
        step.left = left;
        put_step(to, bs_stage_name(i), &step, offered);
    }
}

static void
put_way_in(FILE *to, const struct bs_mail_counts *mail)
{
    unsigned long offered = bs_mail_refused(mail) + bs_mail_put_off(mail) + mail->outside;
    unsigned long scanned = mail->ham + mail->spam;
    int stopped = bs_figures_stopped(mail);

    fputs("<section><h2>The way in</h2><div class=\"steps\">", to);
    put_step(to, "offered", &(struct step){"Offered:", offered, 0, 0}, offered);
    put_stages(to, mail, offered);
    put_step(to, "accepted", &(struct step){"Accepted:", mail->outside, 0, 0}, offered);
    if (scanned > 0)
        put_step(to, "scanned", &(struct step){"Given to a spam filter:", scanned, 0, 0}, offered);
    put_step(to, "delivered", &(struct step){"Delivered:", mail->arrived, 0, 0}, offered);
    fputs("</div>", to);
    if (stopped >= 0)
        fprintf(to,
                "<p>%d&#8239;%% of what other hosts offered was stopped before it became a message."
                "</p>",
                stopped);
    if (mail->connections > 0) {
        fputs("<p>There were <span data-row=\"connections\">", to);
        bs_plot_number(to, mail->connections, false);
        fputs("</span> connections.</p>", to);
    }
    fputs("</section>", to);
}

/* --- tables ------------------------------------------------------------------ */

static void
put_check_row(FILE *to, const struct bs_log_report *report, unsigned check)
{
    static const char *const labels[] = {"hits",    "would be", "exempt",  "put off",
                                         "refused", "hosts",    "senders", "recipients"};
    struct bs_figures figures = bs_figures_found(&report->traffic.check[check].found);

    fprintf(to, "<tr data-row=\"%s\"><th scope=\"row\">%s</th>", bs_check_about(check)->name,
            bs_check_about(check)->name);
    for (unsigned i = 0; i < figures.count; i++)
        put_cell(to, labels[i], figures.at[i].name, figures.at[i].value, figures.at[i].least);
    if (report->todo) {
        fprintf(to, "<td data-label=\"mode\">%s</td>", report->mode[check]);
        put_cell(to, "known wrong", "against", report->against[check], false);
    }
    bs_plot_spark(to, report, check);
    fputs("</tr>", to);
}

static void
put_checks(FILE *to, const struct bs_log_report *report)
{
    fputs("<section><h2>Checks</h2><table><caption>&#8220;Would be&#8221;: passed in warn, but "
          "would be refused or put off in deny. &#8220;Known wrong&#8221;: in the last 14 days. "
          "+: at least. If several checks fire on one message, each of them counts a "
          "hit.</caption><thead><tr>"
          "<th>check</th><th>hits</th><th>would be</th><th>exempt</th><th>put off</th>"
          "<th>refused</th><th>hosts</th><th>senders</th><th>recipients</th>",
          to);
    fputs(report->todo ? "<th>mode</th><th>known wrong</th>" : "", to);
    fputs("<th>by day</th></tr></thead><tbody>", to);
    for (unsigned i = 0; i < BS_ALL_CHECKS; i++)
        if (report->traffic.check[i].found.hits > 0)
            put_check_row(to, report, i);
    fputs("</tbody></table></section>", to);
}

static void
put_bounced(FILE *to, const struct bs_traffic *traffic)
{
    if (!bs_bounced_any(traffic->bounced))
        return;
    fputs("<section><h2>Bounces that we sent</h2><table><caption>Bounces to senders whose mail did "
          "not prove who sent it (own_bounce, "
          "relay_bounce).</caption><thead><tr><th>cause</th><th>count</th><th>how to end "
          "it</th></tr></thead><tbody>",
          to);
    for (unsigned i = 0; i < BS_BOUNCED_CAUSES; i++) {
        if (traffic->bounced[i] == 0)
            continue;
        fprintf(to, "<tr data-row=\"bounced\"><th scope=\"row\">%s</th>", bs_bounced_name(i));
        put_cell(to, "count", "bounced", traffic->bounced[i], false);
        fputs("<td data-label=\"how to end it\">", to);
        put_name(to, bs_bounced_remedy(i));
        fputs("</td></tr>", to);
    }
    fputs("</tbody></table></section>", to);
}

static void
put_volume(FILE *to, const char *name, uint64_t octets)
{
    char volume[BS_VOLUME];

    bs_figures_volume(octets, volume);
    fprintf(to,
            "<td data-label=\"volume\" data-name=\"%s\"><data value=\"%" PRIu64 "\">%s</data></td>",
            name, octets, volume);
}

static void
put_stopped(FILE *to, const char *label, const char *name, unsigned long count,
            const struct bs_distinct *hosts)
{
    fprintf(to, "<tr data-row=\"mail\"><th scope=\"row\">%s</th><td></td>", label);
    put_cell(to, "messages", name, count, false);
    fputs("<td></td>", to);
    if (hosts) {
        put_cell(to, "hosts", "hosts", hosts->count, hosts->more);
        fputs("<td></td><td></td>", to);
    } else {
        fputs("<td></td><td></td><td></td>", to);
    }
    fputs("</tr>", to);
}

static void
put_mail(FILE *to, const struct bs_log_report *report)
{
    const struct bs_traffic *traffic = &report->traffic;
    const struct bs_mail_counts *mail = &report->mail;

    fputs("<section><h2>Mail</h2><table><thead><tr><th></th><th>volume</th><th>messages</th>"
          "<th>addresses</th><th>hosts</th><th>delayed</th><th>failed</th></tr></thead><tbody>"
          "<tr data-row=\"mail\"><th scope=\"row\">received</th>",
          to);
    put_volume(to, "received_octets", mail->received_octets);
    put_cell(to, "messages", "received", mail->received, false);
    fputs("<td></td>", to);
    put_cell(to, "hosts", "hosts", traffic->received_hosts.count, traffic->received_hosts.more);
    put_cell(to, "delayed", "delayed", mail->delayed, false);
    put_cell(to, "failed", "failed", mail->failed, false);
    fputs("</tr><tr data-row=\"mail\"><th scope=\"row\">delivered</th>", to);
    put_volume(to, "delivered_octets", mail->delivered_octets);
    put_cell(to, "messages", "delivered", mail->delivered, false);
    put_cell(to, "addresses", "delivered_addresses", mail->addresses, false);
    fputs("<td></td><td></td><td></td></tr>", to);
    put_stopped(to, "refused", "refused", bs_mail_refused(mail), &traffic->refused_hosts);
    put_stopped(to, "put off", "put_off", bs_mail_put_off(mail), &traffic->put_off_hosts);
    put_stopped(to, "ham", "ham", mail->ham, NULL);
    put_stopped(to, "spam", "spam", mail->spam, NULL);
    fputs("</tbody></table></section>", to);
}

/* --- examples ---------------------------------------------------------------- */

static void
put_top(FILE *to, const char *title, const struct bs_top *top)
{
    struct bs_top_row rows[EXAMPLES];
    unsigned n = bs_top_list(top, rows, EXAMPLES);

    fprintf(to, "<h3>%s</h3><ol>", title);
    for (unsigned i = 0; i < n; i++) {
        fputs("<li>", to);
        put_name(to, rows[i].name);
        fputs(rows[i].exact ? " &#215;&#8239;" : " at least &#215;&#8239;", to);
        bs_plot_number(to, rows[i].count, false);
        fputs("</li>", to);
    }
    fputs("</ol>", to);
}

static void
put_examples(FILE *to, const struct bs_traffic *traffic)
{
    fputs("<section><h2>Examples</h2>", to);
    for (unsigned i = 0; i < BS_ALL_CHECKS; i++) {
        const struct bs_traffic_check *check = &traffic->check[i];

        if (check->found.hits == 0)
            continue;
        fprintf(to, "<details data-row=\"%s\"><summary>%s: %s</summary>", bs_check_about(i)->name,
                bs_check_about(i)->name, bs_check_about(i)->meaning);
        put_top(to, "Hosts", check->hosts);
        put_top(to, "Senders", check->senders);
        put_top(to, "Recipients", check->rcpts);
        fputs("</details>", to);
    }
    fputs("</section>", to);
}

/* --- the page ---------------------------------------------------------------- */

static void
put_card(FILE *to, const char *label, unsigned long count)
{
    fputs("<div>", to);
    bs_plot_number(to, count, false);
    fprintf(to, " %s</div>", label);
}

static void
put_cards(FILE *to, const struct bs_log_report *report)
{
    const struct bs_mail_counts *mail = &report->mail;

    fputs("<section class=\"cards\">", to);
    put_card(to, "messages received", mail->received);
    put_card(to, "refused by Backstop", mail->ours_refused);
    put_card(to, "put off by Backstop", mail->ours_put_off);
    put_card(to, "refused by Exim itself", bs_mail_refused(mail) - mail->ours_refused);
    put_card(to, "messages found by checks in warn", mail->would);
    fputs("</section>", to);
}

static void
put_head(FILE *to, const struct bs_log_report *report)
{
    const struct bs_traffic *traffic = &report->traffic;
    struct bs_span todo = bs_span_strip(bs_span_text(report->todo ? report->todo : ""), "\n");
    char host[256] = "";

    if (report->todo) /* else the log may be of another one */
        gethostname(host, sizeof host - 1);
    fprintf(to,
            "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta "
            "name=\"viewport\" content=\"width=device-width,initial-scale=1\"><meta "
            "name=\"referrer\" content=\"no-referrer\"><title>Backstop: "
            "report</title><style>%s</style></head><body><header><h1>What Backstop found",
            page_style);
    fputs(host[0] ? " on " : "", to);
    put_name(to, host);
    fputs("</h1><p class=\"soft\">", to);
    if (traffic->days == 0)
        fputs("The log has no lines from this time.</p></header>", to);
    else
        fprintf(to, "%.16s to %.16s</p></header>", traffic->first, traffic->last);
    if (report->todo)
        fprintf(to, "<pre>%.*s</pre>", BS_SPAN(todo));
}

static void
put_page(FILE *to, const struct bs_log_report *report)
{
    const struct bs_traffic *traffic = &report->traffic;

    put_head(to, report);
    put_cards(to, report);
    bs_plot_days(to, report);
    put_way_in(to, &report->mail);
    put_checks(to, report);
    put_bounced(to, traffic);
    put_mail(to, report);
    put_examples(to, traffic);
    fprintf(to, "<footer><p>%lu line%s of Exim&#8217;s logs, read by backstop report.</p></footer>",
            report->lines, bs_plural(report->lines));
    fputs("</body></html>\n", to);
}

int
bs_report_page(const struct bs_log_report *report, const char *path)
{
    char *text = NULL;
    size_t n = 0;
    FILE *to = open_memstream(&text, &n);

    if (to == NULL)
        return errno;
    put_page(to, report);
    bool whole = !ferror(to) && fclose(to) == 0;
    int problem = whole ? bs_file_write(path, bs_span_of(text, n)) : ENOMEM;
    free(text);
    return problem;
}
