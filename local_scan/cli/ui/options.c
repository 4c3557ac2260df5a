/* options: the command line of one command, by tables. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "options.h"

#include "slip.h"
#include "terminal.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define LONG 256 /* of getopt: above all letters */

const char *const bs_formats[] = {"text", "json", NULL};

/* The rows of one command, in one piece. */
struct rows {
    const struct bs_option *row[BS_OPTIONS];
    int count;
};

static const char *command; /* whose line is read */

static void
collect(struct rows *rows, const struct bs_option *options)
{
    for (; options->name || options->group; options++)
        if (options->group)
            collect(rows, options->group);
        else if (rows->count < BS_OPTIONS)
            rows->row[rows->count++] = options;
}

bool
bs_options_refuse(const char *option, const char *value, const char *reason, const char *remedy)
{
    char thing[256];

    snprintf(thing, sizeof thing, "%s %s%s%s", command, option, value ? " " : "",
             value && *value == '\0' ? "''"
             : value                 ? value
                                     : "");
    return bs_terminal_complain(thing, reason, remedy);
}

static const struct bs_option *
row_of(const struct rows *rows, int id)
{
    for (int i = 0; i < rows->count; i++)
        if (id == LONG + i || (id > 0 && id == rows->row[i]->letter))
            return rows->row[i];
    return NULL;
}

/* An option of this name is misspelled; or NULL. */
static const char *
nearest(const struct rows *rows, const char *word)
{
    struct bs_slip near = {0};

    for (int i = 0; i < rows->count && strncmp(word, "--", 2) == 0; i++)
        bs_slip_try(&near, word + 2, rows->row[i]->name);
    return near.name;
}

static bool
refuse_option(const struct rows *rows, const struct bs_option *row, bool lacks_value,
              const char *word)
{
    char letter[] = {'-', (char)optopt, '\0'};
    const char *near = row ? NULL : nearest(rows, word);
    char remedy[120];

    if (lacks_value && row) {
        snprintf(remedy, sizeof remedy, "write --%s %s", row->name, row->argument);
        return bs_options_refuse(word, NULL, "its value is missing", remedy);
    }
    snprintf(remedy, sizeof remedy, "%s%s%s'backstop %s --help' lists the options",
             near ? "did you mean --" : "", near ? near : "", near ? "? " : "", command);
    if (row)
        return bs_options_refuse(word, NULL, "this option takes no value", remedy);
    return bs_options_refuse(optopt > 0 && optopt < LONG ? letter : word, NULL,
                             "there is no such option", remedy);
}

static bool
take_word(const struct bs_option *row, const char *value)
{
    char remedy[160] = "write one of", option[32];

    for (unsigned i = 0; row->words[i]; i++) {
        if (strcmp(value, row->words[i]) == 0) {
            *row->word = i;
            return true;
        }
        strncat(remedy, i > 0 ? ", " : ": ", sizeof remedy - strlen(remedy) - 1);
        strncat(remedy, row->words[i], sizeof remedy - strlen(remedy) - 1);
    }
    snprintf(option, sizeof option, "--%s", row->name);
    return bs_options_refuse(option, value, "not a value of this option", remedy);
}

/* A name that was mistyped would be taken for an empty directory, or made. */
static bool
take_dir(const struct bs_option *row, const char *value)
{
    struct stat st;
    int problem = stat(value, &st) < 0 ? errno : S_ISDIR(st.st_mode) ? 0 : ENOTDIR;

    *row->dir = value;
    return problem == 0 || bs_terminal_complain_errno(value, problem);
}

/* Is the value the name of something that must be there? */
static bool
takes_name(const struct bs_option *row)
{
    static const char *const arguments[] = {"DIR", "FILE", "PROGRAM", "LOG", "ID"};

    for (size_t i = 0; row->argument && i < sizeof arguments / sizeof *arguments; i++)
        if (strcmp(row->argument, arguments[i]) == 0)
            return true;
    return false;
}

/* A variable of a script that is empty, or an option whose value was forgotten: getopt then takes
 * the next option for it. */
static bool
has_name(const struct bs_option *row, const char *value)
{
    bool option = strncmp(value, "--", 2) == 0;
    char name[32], remedy[64];

    if (!takes_name(row) || (*value && !option))
        return true;
    snprintf(name, sizeof name, "--%s", row->name);
    snprintf(remedy, sizeof remedy, "write %s %s", name, row->argument);
    return bs_options_refuse(name, value,
                             option ? "its value is missing, because an option follows it"
                                    : "its value is empty",
                             remedy);
}

static bool
take(const struct bs_option *row, char *value)
{
    if (row->argument && !has_name(row, value))
        return false;
    if (row->dir)
        return take_dir(row, value);
    if (row->take)
        return row->take(value);
    if (row->words)
        return take_word(row, value);
    if (row->text)
        *row->text = value;
    else
        *row->flag = true;
    return true;
}

/* What getopt wants to know. */
static void
describe(const struct rows *rows, struct option table[BS_OPTIONS + 1], char letters[BS_OPTIONS + 2])
{
    *letters++ = ':';
    for (int i = 0; i < rows->count; i++) {
        *table++ =
            (struct option){.name = rows->row[i]->name,
                            .has_arg = rows->row[i]->argument ? required_argument : no_argument,
                            .val = LONG + i};
        if (rows->row[i]->letter)
            *letters++ = rows->row[i]->letter;
    }
    *table = (struct option){0};
    *letters = '\0';
}

bool
bs_options_read(const struct bs_option *options, int argc, char **argv, int *first_r)
{
    struct option table[BS_OPTIONS + 1];
    char letters[BS_OPTIONS + 2];
    struct rows rows = {.count = 0};
    int found;

    command = argv[0];
    collect(&rows, options);
    describe(&rows, table, letters);
    opterr = 0;
    while ((found = getopt_long(argc, argv, letters, table, NULL)) != -1) {
        if (found == '?' || found == ':')
            return refuse_option(&rows, row_of(&rows, optopt), found == ':', argv[optind - 1]);
        if (!take(row_of(&rows, found), optarg))
            return false;
    }
    *first_r = optind;
    return true;
}

void
bs_options_help(const struct bs_option *options)
{
    struct rows rows = {.count = 0};
    char left[40], first[48];

    collect(&rows, options);
    for (int i = 0; i < rows.count; i++) {
        const struct bs_option *row = rows.row[i];

        snprintf(left, sizeof left, "  --%s%s%s", row->name, row->argument ? " " : "",
                 row->argument ? row->argument : "");
        snprintf(first, sizeof first, "%-22s ", left);
        bs_terminal_wrap(first, "                       ", BS_STYLE_PLAIN, row->help);
    }
}
