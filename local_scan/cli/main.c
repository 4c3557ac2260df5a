/* main: the `backstop` command: which command of it is meant? */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "doctor.h"
#include "explain_cmd.h"
#include "hold.h"
#include "key.h"
#include "mode.h"
#include "outbound_cmd.h"
#include "replay.h"
#include "report_cmd.h"
#include "scan.h"
#include "setup.h"
#include "status.h"
#include "store_cmd.h"
#include "trace_cmd.h"
#include "undo.h"
#include "unlock.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#ifndef BS_VERSION
#define BS_VERSION "unknown"
#endif

/* Those that judge mail, and the others. */
static const struct bs_command *const commands[] = {&bs_scan_command, &bs_explain_command,
                                                    &bs_replay_command};
static const struct bs_tool *const tools[] = {
    &bs_trace_tool,   &bs_status_tool, &bs_mode_tool,     &bs_undo_tool,   &bs_key_tool,
    &bs_store_tool,   &bs_report_tool, &bs_outbound_tool, &bs_doctor_tool, &bs_enable_tool,
    &bs_disable_tool, &bs_unlock_tool, &bs_hold_tool};

#define COMMANDS (sizeof commands / sizeof *commands)
#define TOOLS    (sizeof tools / sizeof *tools)

static int
finish(void)
{
    int problem = bs_terminal_flush(true);

    return problem == 0 || problem == EPIPE ? BS_EXIT_FINE : BS_EXIT_TROUBLE;
}

static int
help(void)
{
    bs_terminal_put("Usage: backstop COMMAND [OPTION...] [ARGUMENT...]\n\n"
                    "Finds forged bounces: did the mail that a bounce talks about ever leave our "
                    "hands?\n\nCommands:\n");
    for (size_t i = 0; i < COMMANDS; i++)
        printf("  %-9s %s\n", commands[i]->name, commands[i]->summary);
    for (size_t i = 0; i < TOOLS; i++)
        printf("  %-9s %s\n", tools[i]->name, tools[i]->summary);
    bs_terminal_put("\n'backstop COMMAND --help' tells its options; backstop(1) tells all.\n");
    return finish();
}

static int
version(void)
{
    bs_terminal_put("backstop " BS_VERSION "\n");
    return finish();
}

int
main(int argc, char **argv)
{
    const char *word = argc > 1 ? argv[1] : NULL;

    bs_terminal_open();
    if (word == NULL) {
        bs_terminal_complain("usage", "no command was named",
                             "'backstop --help' lists the commands");
        return BS_EXIT_TROUBLE;
    }
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0)
        return help();
    if (strcmp(word, "--version") == 0)
        return version();
    for (size_t i = 0; i < COMMANDS; i++)
        if (strcmp(word, commands[i]->name) == 0)
            return bs_judge_run(commands[i], argc - 1, argv + 1);
    for (size_t i = 0; i < TOOLS; i++)
        if (strcmp(word, tools[i]->name) == 0)
            return bs_tool_run(tools[i], argc - 1, argv + 1);
    bs_terminal_complain(word, "there is no such command", "'backstop --help' lists the commands");
    return BS_EXIT_TROUBLE;
}
