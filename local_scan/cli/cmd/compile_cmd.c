/* compile: writes the copy of the policy that Exim's ACLs read. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "commands.h"

#include "copy.h"
#include "policydir.h"
#include "policyfile.h"

#include <stdio.h>

static bool quiet;
static const char exims[] = BS_STATE_DIR, *state = exims; /* where Exim looks for it */

static const struct bs_option options[] = {
    BS_GROUP(bs_policydir_options),
    BS_DIR("state", &state, "where to write the copy (default: " BS_STATE_DIR ")"),
    BS_QUIET(&quiet),
    BS_END,
};

static int
run(int count, char **argument)
{
    (void)count, (void)argument;
    int problem = bs_copy_write(bs_policydir(), state);
    if (problem != 0)
        return bs_exit_status(bs_terminal_complain_write(state, problem));
    if (quiet)
        return BS_EXIT_FINE;
    if (state == exims && !bs_policydir_given())
        bs_terminal_put("Exim reads the current policy.\n");
    else
        printf("%s/policy is a copy of the policy in %s.\n", state, bs_policydir());
    bs_policyfile_complain_all();
    return BS_EXIT_FINE;
}

const struct bs_command bs_compile_command = {
    .name = "compile",
    .summary = "makes Exim use policy files that were edited by hand",
    .usage =
        "Usage: backstop compile [OPTION...]\n\n"
        "Writes the copy of the policy that Exim's ACLs read. All commands that change\n"
        "the policy do this themselves. After a change by hand, systemd does it within\n"
        "two seconds; without systemd, cron does it within five minutes, and\n"
        "exim4-daemon-heavy sees the change at once. Lines that cannot be used are reported.\n",
    .options = options,
    .run = run,
};
