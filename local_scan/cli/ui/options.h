/* options: reads the command line of one command, by tables that are defined where the options are
 * used.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A table is parser and help text at once: each row names an option and where its
 * value goes, and a table can inherit others. Rows are read in order; of two with
 * the same name the first counts. Options and arguments may come in any order; "--"
 * ends the options.
 *
 *     static bool yes;
 *     static const struct bs_option options[] = {
 *         BS_GROUP(bs_policydir_options),
 *         BS_FLAG("yes", &yes, "change the mode without asking"),
 *         BS_END,
 *     };
 *
 * Limit: BS_OPTIONS rows of one command. */
#ifndef BS_OPTIONS_H
#define BS_OPTIONS_H

#include <stdbool.h>

#define BS_OPTIONS 24

/* Takes a value; false if it was refused (bs_options_refuse). */
typedef bool bs_option_take(char *value);

struct bs_option {
    const char *name;
    const char *argument; /* NULL: takes no value */
    const char *help;
    char letter; /* "-q"; 0: no short form */
    /* One of these: */
    bool *flag;
    const char **text;
    const char **dir; /* of a directory that exists */
    bs_option_take *take;
    unsigned *word; /* becomes the index into `words` */
    const char *const *words;
    const struct bs_option *group; /* and no name: all rows of another table */
};

/* clang-format off */
#define BS_FLAG(n, to, h)          {.name = (n), .help = (h), .flag = (to)}
#define BS_TEXT(n, a, to, h)       {.name = (n), .argument = (a), .help = (h), .text = (to)}
#define BS_DIR(n, to, h)            {.name = (n), .argument = "DIR", .help = (h), .dir = (to)}
#define BS_TAKE(n, a, function, h) {.name = (n), .argument = (a), .help = (h), .take = (function)}
#define BS_WORD(n, a, list, to, h) \
    {.name = (n), .argument = (a), .help = (h), .word = (to), .words = (list)}
#define BS_GROUP(table)            {.group = (table)}
#define BS_END                     {.name = 0}
#define BS_QUIET(to)               \
    {.name = "quiet", .letter = 'q', .flag = (to), .help = "print only errors; use the exit status"}
/* clang-format on */

/* "--format", of most commands. */
enum { BS_FORMAT_TEXT, BS_FORMAT_JSON };
extern const char *const bs_formats[];
#define BS_FORMAT(to, h) BS_WORD("format", "FORMAT", bs_formats, to, h)

/* Reads argv[0] (the command's name) and the words after it, and moves the arguments to the end:
 * *first_r is the index of the first. False after a complaint. */
bool bs_options_read(const struct bs_option *options, int argc, char **argv, int *first_r);

/* "backstop: scan --days 0: REASON; REMEDY". `value` may be NULL. Returns false. */
bool bs_options_refuse(const char *option, const char *value, const char *reason,
                       const char *remedy);

/* The lines of --help about the options, to standard output. */
void bs_options_help(const struct bs_option *options);

#endif
