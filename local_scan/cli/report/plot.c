/* plot: plots by day, in the page of a report. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plot.h"

#include <inttypes.h>

/* With narrow blanks between thousands: the value is for programs. */
void
bs_plot_number(FILE *to, uint64_t number, bool least)
{
    char digits[24];
    int n = snprintf(digits, sizeof digits, "%" PRIu64, number);

    fprintf(to, "<data value=\"%s\">", digits);
    for (int i = 0; i < n; i++)
        fprintf(to, "%s%c", i > 0 && (n - i) % 3 == 0 ? "&#8239;" : "", digits[i]);
    fputs(least ? "+</data>" : "</data>", to);
}

enum series { PASSED, WOULD, EXEMPT, PUT_OFF, REFUSED, OWN, NO_LOG, SERIES };

static const struct {
    const char *class;
    const char *label;
} series_names[SERIES] = {
    [PASSED] = {"passed", "accepted"},  [WOULD] = {"would", "would be refused"},
    [EXEMPT] = {"exempt", "exempt"},    [PUT_OFF] = {"put_off", "put off"},
    [REFUSED] = {"refused", "refused"}, [OWN] = {"own", "refused by Exim itself"},
    [NO_LOG] = {"no_log", "no log"},
};

struct stack {
    unsigned long part[SERIES];
};

static struct stack
stack_of_mail(const struct bs_traffic_day *day)
{
    return (struct stack){.part = {[PASSED] = day->mail.received,
                                   [PUT_OFF] = bs_mail_put_off(&day->mail),
                                   [REFUSED] = day->mail.ours_refused,
                                   [OWN] = bs_mail_refused(&day->mail) - day->mail.ours_refused}};
}

static void
add_found(struct stack *stack, const struct bs_check_hits *found)
{
    if (found == NULL)
        return;
    stack->part[WOULD] += found->would;
    stack->part[EXEMPT] += found->exempt;
    stack->part[PUT_OFF] += found->put_off;
    stack->part[REFUSED] += found->refused;
}

static struct stack
stack_of_checks(const struct bs_traffic_day *day)
{
    struct stack stack = {{0}};

    for (unsigned i = 0; i < BS_ALL_CHECKS; i++)
        add_found(&stack, day->check[i]);
    return stack;
}

static unsigned long
height_of(const struct stack *stack)
{
    unsigned long height = 0;

    for (unsigned i = 0; i < SERIES; i++)
        height += stack->part[i];
    return height;
}

/* One bar per day, from the bottom up. A day is 1 wide, the highest bar 100 high. */
static void
put_bar(FILE *to, unsigned x, const struct stack *stack, unsigned long highest,
        const struct bs_traffic_day *of)
{
    const char *day = of->day;
    double ground = 100;

    fputs("<g>", to);
    if (of->unknown)
        fprintf(to,
                "<rect class=\"no_log\" x=\"%.2f\" y=\"0\" width=\".8\" height=\"100\">"
                "<title>%s: no log</title></rect>",
                x + .1, day);
    for (unsigned i = 0; i < SERIES; i++) {
        double height = 100.0 * (double)stack->part[i] / (double)highest;

        if (stack->part[i] == 0)
            continue;
        ground -= height;
        fprintf(to,
                "<rect class=\"%s\" x=\"%.2f\" y=\"%.2f\" width=\".8\" height=\"%.2f\">"
                "<title>%s: %lu %s</title></rect>",
                series_names[i].class, x + .1, ground, height, day, stack->part[i],
                series_names[i].label);
    }
    fputs("</g>", to);
}

static void
put_bars(FILE *to, const struct bs_log_report *report, const struct stack *stack, const char *class,
         const char *label)
{
    const struct bs_traffic *traffic = &report->traffic;
    unsigned long highest = 1;

    for (unsigned i = 0; i < traffic->days; i++)
        if (height_of(&stack[i]) > highest)
            highest = height_of(&stack[i]);
    fprintf(to,
            "<svg class=\"%s\" width=\"400\" height=\"60\" viewBox=\"0 0 %u 100\" "
            "preserveAspectRatio=\"none\" role=\"img\" aria-label=\"%s\">",
            class, traffic->days, label);
    for (unsigned i = 0; i < traffic->days; i++)
        put_bar(to, i, &stack[i], highest, traffic->day[i]);
    fputs("</svg>", to);
}

static void
put_legend(FILE *to, const unsigned long total[SERIES])
{
    fputs("<p class=\"legend\">", to);
    for (unsigned i = 0; i < SERIES; i++)
        if (total[i] > 0)
            fprintf(to, "<span><i class=\"%s\"></i>%s</span> ", series_names[i].class,
                    series_names[i].label);
    fputs("</p>", to);
}

static void
put_plot(FILE *to, const struct bs_log_report *report, const char *title,
         struct stack (*stack_of)(const struct bs_traffic_day *))
{
    static struct stack stack[BS_TRAFFIC_DAYS];
    const struct bs_traffic *traffic = &report->traffic;
    unsigned long total[SERIES] = {0}, highest = 0, unknown = 0;

    for (unsigned i = 0; i < traffic->days; i++) {
        stack[i] = stack_of(traffic->day[i]);
        unknown += traffic->day[i]->unknown;
        for (unsigned s = 0; s < SERIES; s++)
            total[s] += stack[i].part[s];
        if (height_of(&stack[i]) > highest)
            highest = height_of(&stack[i]);
    }
    fprintf(to, "<section><h2>%s</h2>", title);
    if (highest == 0) {
        fputs("<p>Nothing.</p></section>", to);
        return;
    }
    fputs("<p class=\"axis\">", to);
    bs_plot_number(to, highest, false);
    fputs("</p>", to);
    put_bars(to, report, stack, "days", title);
    fprintf(to, "<p class=\"axis\"><span>%s</span> <span>%s</span></p>", traffic->day[0]->day,
            traffic->days > 1 ? traffic->day[traffic->days - 1]->day : "");
    total[NO_LOG] = unknown;
    put_legend(to, total);
    fputs("</section>", to);
}

void
bs_plot_days(FILE *to, const struct bs_log_report *report)
{
    put_plot(to, report, "Mail by day", stack_of_mail);
    put_plot(to, report, "What checks found, by day", stack_of_checks);
}

void
bs_plot_spark(FILE *to, const struct bs_log_report *report, unsigned check)
{
    static struct stack stack[BS_TRAFFIC_DAYS];

    for (unsigned i = 0; i < report->traffic.days; i++) {
        stack[i] = (struct stack){{0}};
        add_found(&stack[i], report->traffic.day[i]->check[check]);
    }
    fputs("<td data-label=\"by day\">", to);
    put_bars(to, report, stack, "spark", "by day");
    fputs("</td>", to);
}
