/* status: the state of each check, what speaks against it, and what to do. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "commands.h"

#include "copy.h"
#include "dropin.h"
#include "json.h"
#include "logfile.h"
#include "policydir.h"
#include "policyfile.h"
#include "postmaster.h"
#include "store.h"
#include "table.h"
#include "todo.h"

#include <errno.h>
#include <stdio.h>

static bool step_back, every;
static unsigned format;

static const struct bs_option options[] = {
    BS_GROUP(bs_policydir_options),
    BS_GROUP(bs_logs_options),
    BS_FLAG("step-back", &step_back, "with step_back: on, set checks that are wrong back to warn"),
    BS_FLAG("all", &every, "also show checks without a hit in 14 days"),
    BS_FORMAT(&format, "text (the default) or json"),
    BS_END,
};

/* --- text ------------------------------------------------------------------ */

/* exim4-daemon-light. */
static void
show_memory(void)
{
    enum bs_store store = bs_store_kind();

    if (store != BS_STORE_OFF && !bs_store_has_lookup(store))
        bs_terminal_put("This Exim cannot remember sent mail or senders; exim4-daemon-heavy "
                        "can.\n\n");
}

static void
show_enabled(void)
{
    enum bs_form form = bs_dropin_form(BS_ETC_DIR);

    if (form == BS_FORM_NONE || bs_dropin_overruled())
        return;
    printf("Backstop is enabled, in Debian's %s configuration.\n\n",
           form == BS_FORM_SPLIT ? "split" : "unsplit");
    show_memory();
}

static void
show_row(const struct bs_rollout *rollout, const struct bs_rollout_row *row)
{
    const struct bs_standing *standing = &row->standing;
    const struct bs_check_record *hits = standing->evidence;
    char from[24] = "built in";

    if (row->source.line > 0)
        snprintf(from, sizeof from, "modes:%u", row->source.line);
    bs_table_text(standing->check->name);
    bs_table_text(bs_mode_name(standing->mode));
    bs_table_text(from);
    if (rollout->problem != 0)
        return;
    if (rollout->dated)
        bs_table_number(standing->days);
    else
        bs_table_text("?");
    bs_table_number(hits->week);
    bs_table_number(hits->fortnight);
    bs_table_number(hits->stopped);
    bs_table_number(hits->against);
}

static void
show_reach(const struct bs_evidences *all)
{
    if (all->foreign > 0)
        printf("\n%lu of %lu line%s of the log could not be read.\n", all->foreign, all->lines,
               bs_plural(all->lines));
    if (all->covered)
        return;
    if (all->since[0] == '\0')
        bs_terminal_put("\nThe log is empty.\n");
    else
        printf("\nThe log only reaches back to %.10s.\n", all->since);
}

static void
tell(const char *sentence)
{
    bs_terminal_put("\n");
    bs_terminal_say("", sentence);
}

static void
show_silent(const struct bs_rollout *rollout)
{
    char text[200];
    bool any = false;

    for (unsigned i = 0; i < rollout->count; i++) {
        const struct bs_rollout_row *row = &rollout->row[i];

        if (row->lack == NULL)
            continue;
        if (!any)
            tell("These checks are on, but cannot fire because something is missing:");
        any = true;
        snprintf(text, sizeof text, "%s: %s.", row->standing.check->name, row->lack);
        bs_terminal_wrap("  ", "      ", BS_STYLE_PLAIN, text);
    }
}

static void
show_flaw(const char *path, unsigned line, const char *what, const char *remedy, bool disarms)
{
    static bool told;

    (void)remedy;
    if (!disarms)
        return;
    if (!told)
        tell("No check of the header or the body refuses mail, because of these lines; 'sudo "
             "backstop doctor' says what to write:");
    told = true;
    printf("  %s:%u: %s\n", path, line, what);
}

static void
show_unread(void)
{
    char path[BS_PATH_SIZE];
    struct bs_file file;
    const char *name;

    for (unsigned i = 0; (name = bs_policyfile_name(i)) != NULL; i++) {
        if (!bs_policyfile_exempts(i))
            continue;
        bs_policydir_path(name, path);
        if (bs_policydir_read(&file, name) == 0)
            bs_policyfile_check(i, path, bs_file_span(&file), show_flaw);
        bs_file_free(&file);
    }
}

/* What can be done, and what prevents it; checks without hits are left out. */
static void
show_advice(const struct bs_rollout *rollout)
{
    for (unsigned i = 0; i < rollout->count; i++) {
        const struct bs_rollout_row *row = &rollout->row[i];

        bool is_told = row->standing.evidence->fortnight > 0 || row->standing.unjudged > 0;
        if (!is_told || row->advice.reason[0] == '\0')
            continue;
        bs_terminal_heading(row->standing.check->name);
        bs_rollout_tell(rollout, row);
    }
}

/* Zeros are left out, except for modes that were set explicitly. */
static bool
is_shown(const struct bs_rollout *rollout, const struct bs_rollout_row *row)
{
    return every || rollout->problem != 0 || row->standing.evidence->fortnight > 0 ||
           row->standing.mode != row->standing.check->mode;
}

/* Hosts whose callouts to us are refused. */
static void
show_callouts(const struct bs_callouts *all)
{
    if (all->answered + all->count > 0)
        bs_terminal_heading("callouts");
    if (all->answered > 0)
        printf("  answered: %lu, from hosts that asked whether a sender of ours exists\n",
               all->answered);
    for (unsigned i = 0; i < all->count; i++) {
        const struct bs_callout *callout = &all->host[i];

        printf("  %s asked about a sender of ours %lu time%s while we delivered to it, and %s\n"
               "  refused: mail to that host is at risk. This command lets it ask:\n"
               "    sudo backstop exempt %s\n",
               callout->host, callout->count, bs_plural(callout->count),
               bs_check_about(callout->check)->name, callout->host);
    }
    if (all->more)
        bs_terminal_put("  There are more of them.\n");
}

static void
show_text(const struct bs_rollout *rollout)
{
    static const struct bs_column modes[] = {
        {"check", -20}, {"mode", -6}, {"from", 0}, {NULL, 0}};
    static const struct bs_column hits[] = {
        {"check", -20}, {"mode", -6},   {"from", -8},   {"days", 5},    {"7 days", 8},
        {"14 days", 8}, {"stopped", 8}, {"against", 8}, {NULL, 0},
    };

    static struct bs_todos todos;
    unsigned left = 0;

    bs_todos_make(&todos, rollout);
    bs_todos_put(stdout, &todos);
    show_enabled();
    bs_table_start(rollout->problem == 0 ? hits : modes, "");
    for (unsigned i = 0; i < rollout->count; i++) {
        bool shown = is_shown(rollout, &rollout->row[i]);
        left += !shown;
        if (shown)
            show_row(rollout, &rollout->row[i]);
    }
    if (left > 0)
        printf("%u check%s had no hit in 14 days; '--all' shows %s.\n", left, bs_plural(left),
               left == 1 ? "it" : "them");
    show_silent(rollout);
    show_unread();
    if (!bs_rollout_whole(rollout))
        tell(rollout->problem != 0
                 ? "Exim's log could not be read, so it is not known which checks fired."
                 : "Not everything could be read, so there is no advice.");
    if (rollout->problem != 0)
        return;
    show_reach(&rollout->all);
    if (bs_rollout_whole(rollout))
        show_advice(rollout);
    show_callouts(&rollout->all.callouts);
}

/* --- JSON ------------------------------------------------------------------ */

static void
put_examples(const struct bs_check_record *evidence)
{
    bs_json_open("examples", '[');
    for (unsigned i = 0; i < evidence->examples; i++) {
        const struct bs_example *example = &evidence->example[i];

        bs_json_open(NULL, '{');
        bs_json_text("when", example->when);
        bs_json_text("why", bs_against_name(example->why));
        bs_json_text("host", example->host);
        bs_json_text("from", example->from);
        bs_json_close();
    }
    bs_json_close();
}

static void
put_evidence(const struct bs_check_record *evidence)
{
    bs_json_number("week", evidence->week);
    bs_json_number("fortnight", evidence->fortnight);
    bs_json_number("stopped", evidence->stopped);
    bs_json_number("hits", evidence->hits);
    bs_json_number("named", evidence->named);
    bs_json_number("against", evidence->against);
    bs_json_open("evidence", '{');
    for (enum bs_against why = 0; why < BS_AGAINST; why++)
        if (why < BS_AGAINST_DELIVERED || evidence->by[why] > 0) /* those of v=1 always */
            bs_json_number(bs_against_name(why), evidence->by[why]);
    bs_json_close();
    put_examples(evidence);
}

static void
put_days(const struct bs_rollout *rollout, const struct bs_rollout_row *row)
{
    if (rollout->dated && rollout->problem == 0) {
        bs_json_number("since", (uint64_t)row->since);
        bs_json_text("since_from", bs_since_name(row->from));
        bs_json_number("days", row->standing.days);
        bs_json_number("observed", row->standing.observed);
        return;
    }
    bs_json_text("since", NULL);
    bs_json_text("since_from", "unknown");
    bs_json_text("days", NULL);
    bs_json_text("observed", NULL);
}

static void
put_row(const struct bs_rollout *rollout, const struct bs_rollout_row *row)
{
    const struct bs_standing *standing = &row->standing;

    bs_json_open(NULL, '{');
    bs_json_text("check", standing->check->name);
    bs_json_text("mode", bs_mode_name(standing->mode));
    bs_json_text("goal", bs_mode_name(standing->check->goal));
    put_days(rollout, row);
    if (rollout->problem == 0)
        put_evidence(standing->evidence);
    bs_json_text("suggestion", row->advice.change ? bs_mode_name(row->advice.mode) : NULL);
    bs_json_text("reason", row->advice.reason);
    if (row->lack)
        bs_json_text("silent", row->lack);
    bs_json_close();
}

static void
put_todos(const struct bs_rollout *rollout)
{
    static struct bs_todos todos;

    bs_todos_make(&todos, rollout);
    bs_json_open("todo", '[');
    for (unsigned i = 0; i < todos.count; i++) {
        bs_json_open(NULL, '{');
        bs_json_text("kind", bs_todo_name(todos.at[i].kind));
        bs_json_text("command", todos.at[i].call);
        bs_json_text("why", todos.at[i].why);
        bs_json_close();
    }
    bs_json_close();
}

static void
put_callouts(const struct bs_callouts *all)
{
    bs_json_open("callouts", '[');
    for (unsigned i = 0; i < all->count; i++) {
        bs_json_open(NULL, '{');
        bs_json_text("host", all->host[i].host);
        bs_json_text("check", bs_check_about(all->host[i].check)->name);
        bs_json_number("count", all->host[i].count);
        bs_json_close();
    }
    bs_json_close();
}

static void
show_json(const struct bs_rollout *rollout)
{
    bs_json_open(NULL, '{');
    bs_json_number("v", 1);
    bs_json_text("log_since", rollout->all.since);
    bs_json_bool("covered", rollout->all.covered);
    bs_json_bool("complete", rollout->all.complete);
    bs_json_bool("whole", bs_rollout_whole(rollout));
    put_todos(rollout);
    bs_json_open("checks", '[');
    for (unsigned i = 0; i < rollout->count; i++)
        put_row(rollout, &rollout->row[i]);
    bs_json_close();
    bs_json_number("callouts_answered", rollout->all.callouts.answered);
    put_callouts(&rollout->all.callouts);
    bs_json_close();
}

/* --- stepping back --------------------------------------------------------- */

static void
tell_example(FILE *to, const struct bs_example *example)
{
    char from[4 * BS_EVIDENCE_TEXT];

    bs_terminal_shown(from, sizeof from, bs_span_text(example->from), BS_EVIDENCE_TEXT);
    fprintf(to, "  %s %s <%s> (%s)\n", example->when, example->host, from,
            bs_against_name(example->why));
}

/* 0 or an errno. Complains, unless an administrator has changed the mode while the log was read
 * (ESTALE). */
static int
step(struct bs_rollout *rollout, const struct bs_rollout_row *row, FILE *to)
{
    const struct bs_standing *standing = &row->standing;
    struct bs_modelog_change change = {
        .check = standing->check, .from = standing->mode, .to = BS_MODE_WARN};
    int problem = bs_modelog_set(&rollout->log, &rollout->modes, change, "backstop");

    if (problem != 0 && problem != ESTALE)
        bs_terminal_complain_write(rollout->modes.path, problem);
    if (problem != 0)
        return problem;
    fprintf(to, "%s: warn, was %s: %s\n", standing->check->name, bs_mode_name(standing->mode),
            row->advice.reason);
    for (unsigned i = 0; i < standing->evidence->examples; i++)
        tell_example(to, &standing->evidence->example[i]);
    return 0;
}

/* Sets checks that wrongly refuse mail back to `warn`. Each step is logged as a change by "backstop",
 * and reported on standard output, and to postmaster in one mail. A check in `warn` cannot go
 * further back, so nothing is reported twice.
 *
 * What speaks against it must come from several hosts and, except for bounces, several senders: one
 * person our users wrote to, or a signature or tag that a stranger can send again, does not put a
 * check back. Senders can be forged, including people our users write to: someone who knows several
 * of them, and has several hosts, can make a check step back. */
static bool
step_all_back(struct bs_rollout *rollout)
{
    char subject[80];
    unsigned steps = 0;
    bool fine = true;
    FILE *to = bs_postmaster_begin();

    if (to == NULL)
        return false;
    for (unsigned i = 0; i < rollout->count; i++) {
        const struct bs_rollout_row *row = &rollout->row[i];
        if (row->standing.mode <= BS_MODE_WARN || !row->advice.sure ||
            row->advice.mode != BS_MODE_WARN)
            continue;
        int problem = step(rollout, row, to);
        steps += problem == 0;
        fine &= problem == 0 || problem == ESTALE;
    }
    if (steps == 0)
        return fine;
    fputs("\n'sudo backstop status' shows more; 'sudo backstop undo' takes the last of these "
          "changes back.\n", to);
    const char *text = bs_postmaster_text();
    bs_terminal_put(text ? text : "");
    snprintf(subject, sizeof subject, "%u check%s went back to warn", steps, bs_plural(steps));
    return bs_postmaster_send(NULL, subject) && fine;
}

/* --- the command ----------------------------------------------------------- */

static int
run(int count, char **argument)
{
    static struct bs_rollout rollout;

    (void)count, (void)argument;
    if (step_back && (every || format == BS_FORMAT_JSON))
        return bs_exit_status(bs_options_refuse("--step-back", NULL, "it only prints what it changes",
                                                "omit --all and --format json, or --step-back"));
    if (!bs_rollout_open(&rollout))
        return BS_EXIT_TROUBLE;
    if (rollout.dated) /* a timer calls this each hour, with --step-back */
        bs_modelog_remember(&rollout.log, &rollout.modes);
    if (step_back)
        bs_copy_follow(rollout.modes.path); /* whatever has kept others from it */
    if (step_back && !bs_policydir_says(BS_SET_STEP_BACK, "on")) {
        bs_terminal_put("No check steps back, because \"step_back: on\" is not in the settings.\n");
        bs_rollout_free(&rollout);
        return BS_EXIT_FINE;
    }
    bs_rollout_look(&rollout);
    bool fine = bs_rollout_whole(&rollout);
    if (!step_back) /* a timer runs that every hour */
        bs_policyfile_complain("modes", bs_file_span(&rollout.modes.file));
    if (step_back)
        fine &= step_all_back(&rollout);
    else
        (format == BS_FORMAT_JSON ? show_json : show_text)(&rollout);
    bs_rollout_free(&rollout);
    return bs_exit_status(fine);
}

const struct bs_command bs_status_command = {
    .name = "status",
    .summary = "shows what to do next, and for each check its mode and hits",
    .usage = "Usage: backstop status [OPTION...]\n\n"
             "Begins with what is ready, what to look at and what has to wait, each with the\n"
             "command to type. Then shows, for each check that fired or is not in its built-in\n"
             "mode, its mode, where the mode is set (the line in the file modes), for how many\n"
             "days, and how often the check fired in the last 7 and 14 days, according to\n"
             "Exim's main log and its rotated parts. \"Stopped\" is how often in 14 days it\n"
             "refused mail, put it off or held it; \"against\" is how many of its hits were\n"
             "wrong, as far as the log shows. Finally it says, for each check that fired,\n"
             "whether it is ready for the next mode, and if not, why.\n",
    .options = options,
    .run = run,
};
