/* run: runs other programs, with their output and a time limit.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * There is no shell in between. Programs run in a group of their own, so that
 * Ctrl-C does not end them in the middle of a change, with few words of
 * environment and no locale. */
#ifndef BS_RUN_H
#define BS_RUN_H

#include <stdbool.h>
#include <sys/types.h>

#define BS_RUN_ARGUMENTS 12
#define BS_RUN_NO_START  127
#define BS_RUN_TOO_LONG  124

struct bs_run {
    const char *argv[BS_RUN_ARGUMENTS]; /* then NULL */
    const char *input;                  /* or NULL */
    unsigned seconds;

    int status; /* as in the shell */
    char *out;  /* both never NULL */
    char *err;
};

/* Runs it to its end. bs_run_free is due in any case. Returns the status. */
int bs_run(struct bs_run *run);
void bs_run_free(struct bs_run *run);

/* The first line of err, or of out, that says something: for complaints. It
 * lives as long as the run, and may be changed by this. */
const char *bs_run_said(struct bs_run *run);

/* Ends the program that runs now, with all that it has started; for the handler of
 * a signal. */
void bs_run_kill(void);

#endif
