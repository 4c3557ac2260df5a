/* tool: a command of `backstop` that judges no mail.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reads the options, answers --help, and flushes what was written. */
#ifndef BS_TOOL_H
#define BS_TOOL_H

#include "options.h"

struct bs_tool {
    const char *name;
    const char *summary;
    const char *usage;                            /* how it is called, and what it does */
    unsigned bit;                                 /* BS_FOR_… */
    int arguments;                                /* at most so many */
    int (*run)(const struct bs_options *options); /* returns an exit status */
};

int bs_tool_run(const struct bs_tool *tool, int argc, char **argv);

#endif
