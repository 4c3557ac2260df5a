/* status: what each check is set to, and how often it fired. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "status.h"

#include "dropin.h"
#include "hits.h"
#include "modes.h"

#include <stdio.h>
#include <string.h>

static void
show_enabled(void)
{
    enum bs_form form = bs_dropin_form(BS_ETC_DIR);

    if (form == BS_FORM_NONE) {
        bs_terminal_put("Backstop is not enabled: Exim does not use it ('backstop enable').\n\n");
        return;
    }
    printf("Backstop is enabled, in Debian's %s configuration.\n\n",
           form == BS_FORM_SPLIT ? "split" : "unsplit");
}

static void
show_row(const struct bs_modes *modes, const struct bs_about *check, const struct bs_hit *hit)
{
    struct bs_mode_source source = bs_modes_of(modes, check);
    char from[24] = "built in";

    if (source.line > 0)
        snprintf(from, sizeof from, "modes:%u", source.line);
    printf("%-20s %-6s %s", check->name, bs_mode_name(source.mode), from);
    if (hit)
        printf("%*s %9lu %9lu %9lu", 10 - (int)strlen(from), "", hit->week, hit->fortnight,
               hit->stopped);
    bs_terminal_put("\n");
}

static void
show_reach(const struct bs_hits *hits)
{
    if (hits->covered)
        return;
    if (hits->since[0] == '\0')
        bs_terminal_put("\nThe log is empty.\n");
    else
        printf("\nThe log reaches back to %.10s only.\n", hits->since);
}

static int
run(const struct bs_options *options)
{
    static struct bs_modes modes;
    static struct bs_hits hits;
    const struct bs_about *check;

    if (!bs_modes_read(&modes, options->policy_dir))
        return BS_EXIT_TROUBLE;
    int problem = bs_hits_read(&hits, options->log);
    show_enabled();
    bs_terminal_style(BS_STYLE_BOLD);
    printf("%-20s %-6s %s\n", "check", "mode",
           problem == 0 ? "from          7 days   14 days   stopped" : "from");
    bs_terminal_style(BS_STYLE_PLAIN);
    for (unsigned i = 0; (check = bs_check_about(i)) != NULL; i++)
        show_row(&modes, check, problem == 0 ? &hits.check[i] : NULL);
    if (problem == 0)
        show_reach(&hits);
    else
        bs_terminal_complain_errno(options->log ? options->log : "Exim's main log", problem);
    bs_modes_free(&modes);
    return problem == 0 ? BS_EXIT_FINE : BS_EXIT_TROUBLE;
}

const struct bs_tool bs_status_tool = {
    .name = "status",
    .summary = "shows mode and hits of each check, and whether Exim uses Backstop",
    .usage =
        "Usage: backstop status [OPTION...]\n\n"
        "Shows of each check its mode, where that comes from (the line of the file of modes),\n"
        "and how often it fired in the last 7 and 14 days by Exim's main log and its rotated\n"
        "parts. \"Stopped\" is how often in 14 days it refused mail or put it off.\n",
    .bit = BS_FOR_STATUS,
    .arguments = 0,
    .run = run,
};
