/* status: how each check stands, what speaks against it, and what to do. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "status.h"

#include "dropin.h"
#include "stepback.h"

#include "text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* --- text ------------------------------------------------------------------ */

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
show_row(const struct bs_rollout *rollout, const struct bs_rollout_row *row)
{
    const struct bs_standing *standing = &row->standing;
    const struct bs_evidence *hits = standing->evidence;
    char from[24] = "built in";

    if (row->source.line > 0)
        snprintf(from, sizeof from, "modes:%u", row->source.line);
    printf("%-20s %-6s %s", standing->check->name, bs_mode_name(standing->mode), from);
    if (rollout->problem == 0) {
        char days[16] = "?";

        if (rollout->dated)
            snprintf(days, sizeof days, "%u", standing->days);
        printf("%*s %5s %8lu %8lu %8lu %8lu", 8 - (int)strlen(from), "", days, hits->week,
               hits->fortnight, hits->stopped, hits->against);
    }
    bs_terminal_put("\n");
}

static void
show_reach(const struct bs_evidences *all)
{
    if (all->foreign > 0)
        printf("\n%lu of %lu lines of the log could not be read.\n", all->foreign, all->lines);
    if (all->covered)
        return;
    if (all->since[0] == '\0')
        bs_terminal_put("\nThe log is empty.\n");
    else
        printf("\nThe log reaches back to %.10s only.\n", all->since);
}

/* What can be done, and what keeps from doing it; of checks that found nothing,
 * nothing. */
static void
show_advice(const struct bs_rollout *rollout)
{
    for (unsigned i = 0; i < rollout->count; i++) {
        const struct bs_rollout_row *row = &rollout->row[i];

        bool is_told = row->standing.evidence->fortnight > 0 || row->standing.unjudged > 0;
        if (!is_told || row->advice.reason[0] == '\0')
            continue;
        bs_terminal_put("\n");
        bs_terminal_styled(BS_STYLE_BOLD, row->standing.check->name);
        bs_terminal_put("\n");
        bs_rollout_tell(rollout, row);
    }
}

static void
show_text(const struct bs_rollout *rollout)
{
    show_enabled();
    bs_terminal_style(BS_STYLE_BOLD);
    printf("%-20s %-6s %s\n", "check", "mode",
           rollout->problem == 0 ? "from      days   7 days  14 days  stopped  against" : "from");
    bs_terminal_style(BS_STYLE_PLAIN);
    for (unsigned i = 0; i < rollout->count; i++)
        show_row(rollout, &rollout->row[i]);
    if (!bs_rollout_whole(rollout))
        bs_terminal_put(rollout->problem != 0
                            ? "\nExim's log could not be read: what fired is not known.\n"
                            : "\nNot all could be read, so there is no advice.\n");
    if (rollout->problem != 0)
        return;
    show_reach(&rollout->all);
    if (bs_rollout_whole(rollout))
        show_advice(rollout);
}

/* --- JSON ------------------------------------------------------------------ */

static void
put_string(const char *name, const char *text)
{
    char buffer[8 * BS_EVIDENCE_TEXT];
    struct bs_text t;

    bs_text_start(&t, buffer, sizeof buffer);
    bs_text_json(&t, bs_span_text(text));
    printf("\"%s\":\"%s\"", name, buffer);
}

static void
put_examples(const struct bs_evidence *evidence)
{
    bs_terminal_put(",\"examples\":[");
    for (unsigned i = 0; i < evidence->examples; i++) {
        const struct bs_example *example = &evidence->example[i];

        printf("%s{\"when\":\"%s\",\"why\":\"%s\",", i > 0 ? "," : "", example->when,
               bs_against_name(example->why));
        put_string("host", example->host);
        bs_terminal_put(",");
        put_string("from", example->from);
        bs_terminal_put("}");
    }
    bs_terminal_put("]");
}

static void
put_evidence(const struct bs_evidence *evidence)
{
    printf(",\"week\":%lu,\"fortnight\":%lu,\"stopped\":%lu,\"hits\":%lu,\"named\":%lu,"
           "\"against\":%lu,\"evidence\":{",
           evidence->week, evidence->fortnight, evidence->stopped, evidence->hits, evidence->named,
           evidence->against);
    for (enum bs_against why = 0; why < BS_AGAINST; why++)
        if (why < BS_AGAINST_DELIVERED || evidence->by[why] > 0) /* those of v=1 always */
            printf("%s\"%s\":%lu", why > 0 ? "," : "", bs_against_name(why), evidence->by[why]);
    bs_terminal_put("}");
    put_examples(evidence);
}

static void
put_row(const struct bs_rollout *rollout, const struct bs_rollout_row *row)
{
    const struct bs_standing *standing = &row->standing;

    printf("{\"check\":\"%s\",\"mode\":\"%s\",\"goal\":\"%s\",", standing->check->name,
           bs_mode_name(standing->mode), bs_mode_name(standing->check->goal));
    if (rollout->dated && rollout->problem == 0)
        printf("\"since\":%lld,\"since_from\":\"%s\",\"days\":%u,\"observed\":%u",
               (long long)row->since, bs_since_name(row->from), standing->days,
               standing->observed);
    else
        bs_terminal_put("\"since\":null,\"since_from\":\"unknown\",\"days\":null,"
                        "\"observed\":null");
    if (rollout->problem == 0)
        put_evidence(standing->evidence);
    if (row->advice.change)
        printf(",\"suggestion\":\"%s\",", bs_mode_name(row->advice.mode));
    else
        bs_terminal_put(",\"suggestion\":null,");
    put_string("reason", row->advice.reason);
    bs_terminal_put("}");
}

static void
show_json(const struct bs_rollout *rollout)
{
    printf("{\"v\":1,\"log_since\":\"%s\",\"covered\":%s,\"complete\":%s,\"whole\":%s,"
           "\"checks\":[",
           rollout->all.since, rollout->all.covered ? "true" : "false",
           rollout->all.complete ? "true" : "false", bs_rollout_whole(rollout) ? "true" : "false");
    for (unsigned i = 0; i < rollout->count; i++) {
        bs_terminal_put(i > 0 ? "," : "");
        put_row(rollout, &rollout->row[i]);
    }
    bs_terminal_put("]}\n");
}

/* --- the command ----------------------------------------------------------- */

static int
run(const struct bs_options *options)
{
    static struct bs_rollout rollout;

    if (!bs_rollout_open(&rollout, options))
        return BS_EXIT_TROUBLE;
    if (rollout.dated) /* a timer calls this each hour, with --step-back */
        bs_modelog_remember(&rollout.log, &rollout.modes);
    if (options->step_back && !bs_step_back_is_on(options->policy_dir)) {
        bs_terminal_put("No check steps back: \"step_back: on\" is not in the settings.\n");
        bs_rollout_free(&rollout);
        return BS_EXIT_FINE;
    }
    bs_rollout_look(&rollout, options);
    bool fine = bs_rollout_whole(&rollout);
    if (options->step_back)
        fine &= bs_step_back(&rollout);
    else
        (options->json ? show_json : show_text)(&rollout);
    bs_rollout_free(&rollout);
    return fine ? BS_EXIT_FINE : BS_EXIT_TROUBLE;
}

const struct bs_tool bs_status_tool = {
    .name = "status",
    .summary = "shows mode, hits and what to do of each check, and whether Exim uses Backstop",
    .usage =
        "Usage: backstop status [OPTION...]\n\n"
        "Shows of each check its mode, where that comes from (the line of the file of modes),\n"
        "since how many days, and how often it fired in the last 7 and 14 days by Exim's main\n"
        "log and its rotated parts. \"Stopped\" is how often in 14 days it refused mail or put\n"
        "it off; \"against\", on how many of these hits it was wrong as far as the log tells.\n"
        "Below, of each check that fired: whether it can go on to the next mode, and why not.\n",
    .bit = BS_FOR_STATUS,
    .arguments = 0,
    .run = run,
};
