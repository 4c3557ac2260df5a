/* undo: takes the last change of a mode, or the last exemption, back. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "commands.h"

#include "modelog.h"
#include "policydir.h"

#include <errno.h>
#include <stdio.h>

/* If the mode was changed later by other means, the administrator wanted that. */
static bool
is_as_left(const struct bs_modefile *modes, const struct bs_modelog_change *last)
{
    enum bs_mode now = bs_modefile_of(modes, last->check).mode;
    char reason[80], remedy[96];

    if (now == last->to)
        return true;
    snprintf(reason, sizeof reason, "it was set to %s, but is %s now", bs_mode_name(last->to),
             bs_mode_name(now));
    snprintf(remedy, sizeof remedy, "'sudo backstop mode %s %s' sets it back", last->check->name,
             bs_mode_name(last->from));
    return bs_terminal_complain(last->check->name, reason, remedy);
}

static void
tell(const struct bs_modelog_change *last)
{
    char when[BS_MOMENT];

    if (last->check)
        printf("%s: %s, was %s", last->check->name, bs_mode_name(last->from),
               bs_mode_name(last->to));
    else
        printf("%s: %s is no longer exempt", last->list, last->entry);
    printf(" (%s on %s by %s)\n", last->check ? "changed" : "added",
           bs_terminal_moment((time_t)last->at, when), last->by);
}

static int
undo_exemption(struct bs_modelog *log, const struct bs_modelog_change *last)
{
    int problem = bs_exemption_remove(last->list, last->entry);
    struct bs_modelog_change change = *last;
    char path[BS_PATH_SIZE];

    bs_policydir_path(last->list, path);
    if (problem == ENOENT)
        bs_terminal_complain(last->entry, "it has since been removed from the list",
                             "there is nothing to take back");
    else if (problem != 0)
        bs_terminal_complain_write(path, problem);
    else
        tell(last);
    if (problem != 0 && problem != ENOENT)
        return BS_EXIT_TROUBLE;
    change.undo = true;
    bs_modelog_exempted(log, change);
    return problem == 0 ? BS_EXIT_FINE : BS_EXIT_TROUBLE;
}

static int
undo(struct bs_modelog *log, struct bs_modefile *modes)
{
    const struct bs_modelog_change *last = bs_modelog_last(log);

    if (last == NULL)
        return bs_trouble(log->path, "there is no change to take back",
                          "'backstop mode' shows the modes");
    if (last->check == NULL)
        return undo_exemption(log, last);
    if (!is_as_left(modes, last))
        return BS_EXIT_TROUBLE;
    struct bs_modelog_change change = {
        .check = last->check, .from = last->to, .to = last->from, .undo = true};
    int problem = bs_modelog_set(log, modes, change, NULL);
    if (problem != 0)
        return bs_exit_status(bs_terminal_complain_write(modes->path, problem));
    tell(last);
    return BS_EXIT_FINE;
}

/* Another command may be undoing the same change, so the log is read again once it is locked.
 * False after a complaint. */
static bool
read_log(struct bs_modelog *log_r, struct bs_modefile *modes)
{
    int problem = bs_modelog_read(log_r);

    if (problem != 0 || bs_modelog_last(log_r) == NULL)
        return problem == 0;
    problem = bs_modefile_lock(modes);
    if (problem != 0)
        return bs_terminal_complain_errno(modes->path, problem);
    bs_modelog_free(log_r);
    return bs_modelog_read(log_r) == 0;
}

static int
run(int count, char **argument)
{
    static struct bs_modefile modes;
    struct bs_modelog log;
    int status = BS_EXIT_TROUBLE;

    (void)count, (void)argument;
    if (!bs_modefile_read(&modes))
        return BS_EXIT_TROUBLE;
    if (read_log(&log, &modes))
        status = undo(&log, &modes);
    bs_modelog_free(&log);
    bs_modefile_free(&modes);
    return status;
}

const struct bs_command bs_undo_command = {
    .name = "undo",
    .summary = "takes back the last change of a mode, or the last exemption",
    .usage = "Usage: backstop undo [OPTION...]\n\n"
        "Takes back the last change of a mode, whether 'backstop mode' or Backstop itself\n"
        "made it, or the last entry that 'backstop exempt' added, whichever is newer. If\n"
        "you run it again, it takes back the change before that.\n",
    .options = bs_policydir_options,
    .run = run,
};
