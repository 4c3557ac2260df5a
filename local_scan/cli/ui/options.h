/* options: the command line of one command, as one table and one struct.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Options and paths may stand in any order; "--" ends the options. The table
 * in options.c is parser and help text at once. */
#ifndef BS_OPTIONS_H
#define BS_OPTIONS_H

#include "policy.h"
#include "terminal.h"

#define BS_EXIT_FINE    0
#define BS_EXIT_REFUSED 1 /* a message would be refused */
#define BS_EXIT_TROUBLE 2 /* usage, or an input that could not be read */

#define BS_POLICY_DIR "/etc/exim4/backstop"

/* Commands, as bits: which options does it take? */
enum {
    BS_FOR_SCAN = 1,
    BS_FOR_EXPLAIN = 2,
    BS_FOR_MODE = 4,
    BS_FOR_STATUS = 8,
    BS_FOR_ENABLE = 16,
    BS_FOR_DISABLE = 32,
    BS_FOR_DOCTOR = 64,
    BS_FOR_KEY = 128,
    BS_FOR_TRACE = 256,
    BS_FOR_REPORT = 512,
    BS_FOR_OUTBOUND = 1024,
    BS_FOR_UNDO = 2048,
    BS_FOR_STORE = 4096,
    BS_FOR_REPLAY = 8192,
    BS_FOR_HOLD = 16384,
    BS_FOR_UNLOCK = 32768
};

struct bs_own_option {
    enum bs_list list;
    const char *text;
};

struct bs_options {
    bool help;
    bool json;
    bool csv;
    bool quiet;
    bool offline;
    bool step_back;
    bool yes;
    bool split;
    bool unsplit;
    bool no_reload;
    bool save;
    bool returned;
    bool report;
    bool mail;
    bool mail_on_change;
    enum bs_color color;
    const char *sender; /* without <>; NULL: not given */
    const char *from;   /* of a report; NULL: not given */
    const char *policy_dir;
    bool policy_given;
    const char *changed;       /* NULL: not given */
    const char *log;           /* NULL: not given */
    const char *exim;          /* the program */
    const char *state;         /* where Backstop keeps what it has to remember */
    const char *spool;         /* Exim's; NULL: not given */
    const char *servers;       /* name servers; NULL: not given */
    const char *html;          /* NULL: not given */
    const char *day;           /* "2026-01-31"; NULL: not given */
    unsigned days;             /* 0: not given */
    struct bs_own_option *own; /* in the order of the command line */
    unsigned owns;
    const char **with; /* CHECK=MODE, likewise */
    unsigned withs;
    char **path;
    int paths;
};

/* Reads argv[0] (the command's name) and what follows. False: complained. */
bool bs_options_read(struct bs_options *options_r, unsigned command, int argc, char **argv);

/* The lines of --help about the options of a command, to standard output. */
void bs_options_help(unsigned command);

#endif
