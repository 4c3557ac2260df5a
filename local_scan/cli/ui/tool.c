/* tool: a command of `backstop` that judges no mail. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tool.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static int
refuse_argument(const struct bs_tool *tool, const char *argument)
{
    char thing[256], remedy[80];

    snprintf(thing, sizeof thing, "%s %s", tool->name, argument);
    snprintf(remedy, sizeof remedy, "'backstop %s --help' tells how it is called", tool->name);
    bs_terminal_complain(thing, "this argument is one too many", remedy);
    return BS_EXIT_TROUBLE;
}

int
bs_tool_run(const struct bs_tool *tool, int argc, char **argv)
{
    static struct bs_options options; /* what it points to lives as long as the process */
    int status = BS_EXIT_FINE;

    if (!bs_options_read(&options, tool->bit, argc, argv)) {
        free(options.own);
        return BS_EXIT_TROUBLE;
    }
    bs_terminal_start(options.color);
    if (options.help) {
        bs_terminal_put(tool->usage);
        bs_terminal_put("\nOptions:\n");
        bs_options_help(tool->bit);
    } else if (options.paths > tool->arguments) {
        status = refuse_argument(tool, options.path[tool->arguments]);
    } else {
        status = tool->run(&options);
    }
    free(options.own);
    int problem = bs_terminal_flush(true);
    return problem == 0 || problem == EPIPE ? status : BS_EXIT_TROUBLE;
}
