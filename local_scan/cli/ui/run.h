/* run: runs other programs, with a time limit, and collects their output.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Programs run without a shell, with a minimal environment, and without a locale. Each has a
 * process group of its own, so that Ctrl-C does not end it in the middle of a change. */
#ifndef BS_RUN_H
#define BS_RUN_H

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

/* Runs the program to its end, and returns its status. bs_run_free must be called in any case. */
int bs_run(struct bs_run *run);
void bs_run_free(struct bs_run *run);

/* Why it failed, for complaints: the first line of err, or of out, that is not empty. It lives as
 * long as the run, whose texts this call may change. */
const char *bs_run_said(struct bs_run *run);

/* Ends the program that is running, and all that it has started; for signal handlers. */
void bs_run_kill(void);

#endif
