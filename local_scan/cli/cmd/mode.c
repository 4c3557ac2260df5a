/* mode: shows the modes of checks, and changes one. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "commands.h"

#include "checkname.h"
#include "copy.h"
#include "logfile.h"
#include "policydir.h"
#include "policyfile.h"
#include "rollout.h"
#include "table.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

static bool yes;

static const struct bs_option options[] = {
    BS_GROUP(bs_policydir_options),
    BS_GROUP(bs_logs_options),
    BS_FLAG("yes", &yes, "change the mode without asking"),
    BS_END,
};

static const char *
tell_mode(const struct bs_about *check, enum bs_mode mode)
{
    static const char *const told[BS_MODES] = {
        [BS_MODE_OFF] = "the check does not run",
        [BS_MODE_LEARN] = "mail passes, and its sender is remembered",
        [BS_MODE_WARN] = "mail passes; a field in its header and a line in the log say what "
                         "was found",
        [BS_MODE_HOLD] =
            "mail is accepted and stays in the queue, as does all further mail of that user, "
            "until 'sudo backstop unlock'; the user and postmaster are notified once",
        [BS_MODE_DROP] = "the bounce is removed from the queue within the hour, and nobody gets it",
        [BS_MODE_DEFER] = "mail is put off (451): the sending server keeps it and tries again "
                          "for days, so nothing is lost if you correct a mistake in time",
        [BS_MODE_DENY] = "mail is refused (550), and the reply tells the sender why",
    };

    if (mode == BS_MODE_HOLD && bs_span_is(bs_span_text(check->name), "own_bounce"))
        return "the bounce stays in the queue: postmaster gets a mail a day, and can release it "
               "before it is removed ('sudo backstop bounces')";
    if (mode == BS_MODE_DENY && check->puts_off)
        return "the same as defer: it never refuses, it only puts mail off";
    if (mode == BS_MODE_WARN && check->area == BS_AREA_LEAVING)
        return "mail passes; a line in the log says what was found";
    return told[mode];
}

static void
show_row(const struct bs_modefile *modes, const struct bs_about *check)
{
    struct bs_mode_source source = bs_modefile_of(modes, check);
    char mode[24];

    snprintf(mode, sizeof mode, source.mode == check->mode ? "%s" : "%s (%s)",
             bs_mode_name(source.mode), bs_mode_name(check->mode));
    bs_table_text(check->name);
    bs_table_styled(source.mode == check->mode ? BS_STYLE_PLAIN : BS_STYLE_BOLD, mode);
    bs_table_text(check->meaning);
}

static int
show_all(void)
{
    static const struct bs_column columns[] = {
        {"check", -20}, {"mode", -12}, {"fires on", 0}, {NULL, 0}};
    static struct bs_modefile modes;
    const struct bs_about *check;

    if (!bs_modefile_read(&modes))
        return BS_EXIT_TROUBLE;
    bs_table_start(columns, "");
    for (unsigned i = 0; (check = bs_check_about(i)) != NULL; i++)
        show_row(&modes, check);
    bs_policyfile_complain("modes", bs_file_span(&modes.file));
    bs_modefile_free(&modes);
    bs_terminal_put("\nIn brackets: the built-in mode, if it is a different one.\n"
                    "'backstop mode CHECK' shows what its modes do;\n"
                    "'sudo backstop mode CHECK MODE' sets one.\n");
    return BS_EXIT_FINE;
}

static void
show_modes_of(const struct bs_about *check, enum bs_mode now)
{
    for (enum bs_mode mode = 0; mode < BS_MODES; mode++) {
        char first[16];

        if (!bs_mode_fits(mode, bs_span_text(check->name)))
            continue;
        snprintf(first, sizeof first, "%s %-7s", mode == now ? "  >" : "   ", bs_mode_name(mode));
        bs_terminal_wrap(first, "           ", BS_STYLE_PLAIN, tell_mode(check, mode));
    }
}

static int
show_one(struct bs_rollout *rollout, const struct bs_about *check)
{
    bs_rollout_look(rollout);
    const struct bs_rollout_row *row = bs_rollout_of(rollout, check);

    bs_terminal_styled(BS_STYLE_BOLD, check->name);
    printf(": %s\n", check->meaning);
    if (row->source.line > 0)
        printf("  The mode is %s, set in line %u of %s.\n", bs_mode_name(row->source.mode),
               row->source.line, rollout->modes.path);
    else
        printf("  The mode is %s, which is the built-in one.\n", bs_mode_name(row->source.mode));
    show_modes_of(check, row->source.mode);
    bs_rollout_tell(rollout, row);
    bs_policyfile_complain("modes", bs_file_span(&rollout->modes.file));
    return bs_rollout_whole(rollout) ? BS_EXIT_FINE : BS_EXIT_TROUBLE;
}

/* Only on a terminal: a script has already decided. What speaks against it is shown before. */
static bool
is_wanted(const struct bs_rollout *rollout, const struct bs_about *check, enum bs_mode mode)
{
    char answer[16] = "";

    printf("%s: %s, to be %s\n", check->name,
           bs_mode_name(bs_modefile_of(&rollout->modes, check).mode), bs_mode_name(mode));
    bs_rollout_tell(rollout, bs_rollout_of(rollout, check));
    bs_terminal_put("Change it? [y/N] ");
    fflush(stdout);
    return fgets(answer, sizeof answer, stdin) && (answer[0] == 'y' || answer[0] == 'Y');
}

static void
tell_change(const struct bs_modelog_change *change)
{
    bool now = !bs_copy_failed();
    char told[256];

    printf("%s: %s, was %s\n", change->check->name, bs_mode_name(change->to),
           bs_mode_name(change->from));
    snprintf(told, sizeof told, "When it fires, %s: %s.",
             now ? "from the next SMTP command on" : "once Exim has the new policy",
             tell_mode(change->check, change->to));
    if (change->to == BS_MODE_OFF)
        snprintf(told, sizeof told, "%s, it does not run.",
                 now ? "From the next SMTP command on" : "Once Exim has the new policy");
    bs_terminal_say("  ", told);
}

/* Another administrator may have changed it since it was read. Someone who was asked decided on
 * what was shown; a script wants this mode, whatever it was. */
static int
set(struct bs_rollout *rollout, struct bs_modelog_change *change, bool asked)
{
    int problem = bs_modefile_lock(&rollout->modes);

    if (problem != 0)
        return problem;
    if (!asked)
        change->from = bs_modefile_of(&rollout->modes, change->check).mode;
    bs_modelog_remember(&rollout->log, &rollout->modes); /* before the file's time changes */
    problem = bs_modelog_set(&rollout->log, &rollout->modes, *change, NULL);
    bs_modefile_unlock(&rollout->modes);
    return problem;
}

static int
complain_stale(const struct bs_rollout *rollout, const struct bs_modelog_change *change)
{
    char reason[96];

    snprintf(reason, sizeof reason, "it was %s when you were asked, but is %s now; nothing was changed",
             bs_mode_name(change->from),
             bs_mode_name(bs_modefile_of(&rollout->modes, change->check).mode));
    return bs_trouble(change->check->name, reason, "call the command again");
}

/* A looser mode cannot harm mail, and may be urgent: the log is not read for it
 * unless the user will be asked. */
static int
change(struct bs_rollout *rollout, const struct bs_about *check, enum bs_mode mode)
{
    struct bs_modelog_change change = {
        .check = check, .from = bs_modefile_of(&rollout->modes, check).mode, .to = mode};
    struct bs_mode_source source = bs_modefile_of(&rollout->modes, check);
    bool ask = !yes && isatty(STDIN_FILENO);

    if (source.line > 0 && source.mode == mode) {
        printf("%s: %s already, in line %u of %s; nothing was changed.\n", check->name,
               bs_mode_name(mode), source.line, rollout->modes.path);
        return BS_EXIT_FINE;
    }
    rollout->decided = true;

    if (ask || mode > change.from)
        bs_rollout_look(rollout);
    if (ask && !is_wanted(rollout, check, mode)) {
        bs_terminal_put("Nothing was changed.\n");
        return BS_EXIT_FINE;
    }
    int problem = set(rollout, &change, ask);
    if (problem == ESTALE)
        return complain_stale(rollout, &change);
    if (problem != 0)
        return bs_exit_status(bs_terminal_complain_write(rollout->modes.path, problem));
    tell_change(&change);
    if (!ask && rollout->looked)
        bs_rollout_tell(rollout, bs_rollout_of(rollout, check));
    return BS_EXIT_FINE;
}

static int
complain_mode(const struct bs_about *check, const char *word, bool is_mode)
{
    char reason[80], remedy[BS_CHECK_REMEDY];

    bs_check_modes(check, remedy);
    snprintf(reason, sizeof reason, "%s does not have this mode", check->name);
    return bs_trouble(word, is_mode ? reason : "there is no such mode", remedy);
}

static int
run(int count, char **argument)
{
    static struct bs_rollout rollout;
    const struct bs_about *check = NULL;
    enum bs_mode mode;

    if (count > 0 && (check = bs_check_named(argument[0])) == NULL)
        return BS_EXIT_TROUBLE;
    bool is_mode = count > 1 && bs_mode_read(bs_span_text(argument[1]), &mode);
    if (count > 1 && !(is_mode && bs_mode_fits(mode, bs_span_text(check->name))))
        return complain_mode(check, argument[1], is_mode);
    if (yes && count < 2)
        return bs_exit_status(bs_options_refuse("--yes", NULL, "no mode to set was named",
                                                "write 'backstop mode --yes CHECK MODE', or omit it"));
    if (count == 0)
        return show_all();
    if ((count > 1 && !bs_policydir_may_write("modes")) || !bs_rollout_open(&rollout))
        return BS_EXIT_TROUBLE;
    int status = count > 1 ? change(&rollout, check, mode) : show_one(&rollout, check);
    bs_rollout_free(&rollout);
    return status;
}

const struct bs_command bs_mode_command = {
    .name = "mode",
    .summary = "shows the mode of each check, or changes one",
    .usage = "Usage: backstop mode [OPTION...] [CHECK [MODE]]\n\n"
        "Shows the modes of all checks, or what the modes of one check do; or changes a\n"
        "mode, which applies from the next SMTP command on, without a reload of Exim.\n"
        "MODE is off, warn, defer or deny; for greylist also learn; for checks of\n"
        "outgoing mail (out_) also hold; for own_bounce off, warn, hold or drop. On a\n"
        "terminal, it first shows what the check has found and what speaks against that,\n"
        "and asks for confirmation. 'backstop undo' takes the change back.\n",
    .options = options,
    .arguments = 2,
    .run = run,
};
