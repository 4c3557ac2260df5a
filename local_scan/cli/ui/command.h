/* command: one command of `backstop`, and what runs it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reads the options, answers --help, refuses arguments that are too many or
 * missing, and flushes what was written. */
#ifndef BS_COMMAND_H
#define BS_COMMAND_H

#include "options.h"
#include "terminal.h"

#define BS_EXIT_FINE    0
#define BS_EXIT_REFUSED 1 /* a message would be refused */
#define BS_EXIT_TROUBLE 2 /* usage, or an input that could not be read */

static inline int
bs_exit_status(bool fine)
{
    return fine ? BS_EXIT_FINE : BS_EXIT_TROUBLE;
}

/* Complains. */
static inline int
bs_trouble(const char *thing, const char *reason, const char *remedy)
{
    return bs_exit_status(bs_terminal_complain(thing, reason, remedy));
}

struct bs_command {
    const char *name;
    const char *summary;
    const char *usage;               /* how it is called, and what it does */
    const struct bs_option *options; /* of its own and inherited; --color and --help are added */
    int arguments;                   /* at most so many */
    const char *wanted;              /* what to give if it is missing; NULL: it is optional */
    /* Returns an exit status. `argument` ends with NULL. */
    int (*run)(int count, char **argument);
};

int bs_command_run(const struct bs_command *command, int argc, char **argv);

#endif
