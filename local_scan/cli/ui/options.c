/* options: the command line of one command, as one table and one struct. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "options.h"

#include "exim.h"
#include "held.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAYS_MAX 366 /* of a report */

enum option_id {
    OPT_OWN_HOST = 256,
    OPT_OWN_NET,
    OPT_OWN_DOMAIN,
    OPT_SENDER,
    OPT_POLICY,
    OPT_FORMAT,
    OPT_COLOR,
    OPT_OFFLINE,
    OPT_SERVERS,
    OPT_LOG,
    OPT_DAYS,
    OPT_DAY,
    OPT_HTML,
    OPT_MAIL,
    OPT_MAIL_ON_CHANGE,
    OPT_STEP_BACK,
    OPT_YES,
    OPT_SPLIT,
    OPT_UNSPLIT,
    OPT_NO_RELOAD,
    OPT_SAVE,
    OPT_RETURNED,
    OPT_REPORT,
    OPT_FROM,
    OPT_CHANGED,
    OPT_JSON,
    OPT_WITH,
    OPT_EXIM,
    OPT_STATE,
    OPT_SPOOL,
    OPT_QUIET,
    OPT_HELP
};

#define FOR_MAIL (BS_FOR_SCAN | BS_FOR_EXPLAIN | BS_FOR_REPLAY)
#define FOR_OWN  (FOR_MAIL | BS_FOR_TRACE)
#define FOR_POLICY                                                                                 \
    (FOR_OWN | BS_FOR_MODE | BS_FOR_STATUS | BS_FOR_DOCTOR | BS_FOR_KEY | BS_FOR_UNDO |            \
     BS_FOR_STORE)
#define FOR_LOGS  (BS_FOR_REPORT | BS_FOR_OUTBOUND)
#define FOR_QUIET (BS_FOR_SCAN | BS_FOR_REPLAY | BS_FOR_STORE)
#define FOR_HELD  (BS_FOR_HOLD | BS_FOR_UNLOCK)
#define FOR_ALL   (FOR_POLICY | FOR_LOGS | FOR_HELD | BS_FOR_ENABLE | BS_FOR_DISABLE)

static const struct row {
    const char *name;
    const char *argument; /* NULL: takes none */
    const char *help;
    unsigned commands;
    enum option_id id;
} rows[] = {
    {"own-host", "HOST", "a name or address of ours; may be repeated", FOR_OWN, OPT_OWN_HOST},
    {"own-net", "NET", "an address or network of ours, 192.0.2.0/24; may be repeated", FOR_OWN,
     OPT_OWN_NET},
    {"own-domain", "DOMAIN", "a domain of ours; may be repeated", FOR_OWN, OPT_OWN_DOMAIN},
    {"sender", "ADDRESS", "the envelope sender, <> for none; else Return-Path: tells", FOR_MAIL,
     OPT_SENDER},
    {"policy", "DIR", "where the policy files are; else " BS_POLICY_DIR, FOR_POLICY, OPT_POLICY},
    {"offline", NULL, "ask nothing of the network", FOR_OWN, OPT_OFFLINE},
    {"servers", "LIST", "name servers, 127.0.0.1:5353,[::1]; else the settings tell", FOR_OWN,
     OPT_SERVERS},
    {"offline", NULL, "ask the DNS nothing", BS_FOR_DOCTOR, OPT_OFFLINE},
    {"log", "FILE", "Exim's main log; else Exim is asked where it is",
     BS_FOR_MODE | BS_FOR_STATUS | FOR_LOGS, OPT_LOG},
    {"days", "NUMBER", "so many days, of which today is the last; else all", BS_FOR_REPORT,
     OPT_DAYS},
    {"day", "DAY", "the day that is looked at, as 2026-01-31; else today", BS_FOR_OUTBOUND,
     OPT_DAY},
    {"html", "FILE", "write a page for browsers, too", BS_FOR_REPORT, OPT_HTML},
    {"mail", NULL, "send it to postmaster instead of printing it", BS_FOR_OUTBOUND, OPT_MAIL},
    {"mail-on-change", NULL, "the same, if something is marked that was not last time",
     BS_FOR_OUTBOUND, OPT_MAIL_ON_CHANGE},
    {"step-back", NULL, "checks that refuse mail and are wrong go back to warn; see the settings",
     BS_FOR_STATUS, OPT_STEP_BACK},
    {"yes", NULL, "change the mode without asking", BS_FOR_MODE, OPT_YES},
    {"split", NULL, "make Debian's configuration a split one, if it is not", BS_FOR_ENABLE,
     OPT_SPLIT},
    {"unsplit", NULL, "use exim4.conf.localmacros; the default if unsplit", BS_FOR_ENABLE,
     OPT_UNSPLIT},
    {"no-reload", NULL, "leave a running Exim as it is", BS_FOR_ENABLE | BS_FOR_DISABLE,
     OPT_NO_RELOAD},
    {"save", NULL, "write for the ACLs which DNS lists are out of order", BS_FOR_DOCTOR, OPT_SAVE},
    {"changed", "FILE", "print only faults that came and went since FILE was written, and write it",
     BS_FOR_DOCTOR, OPT_CHANGED},
    {"mail", NULL, "mail that to postmaster instead", BS_FOR_DOCTOR, OPT_MAIL},
    {"with", "CHECK=MODE", "as if this were in the file of modes; may be repeated", BS_FOR_REPLAY,
     OPT_WITH},
    {"returned", NULL, "trace the mail that a bounce returns, not the bounce itself", BS_FOR_TRACE,
     OPT_RETURNED},
    {"report", NULL, "print a complaint (ARF) with our users' addresses masked", BS_FOR_TRACE,
     OPT_REPORT},
    {"from", "ADDRESS", "who complains; else postmaster at the first domain of ours", BS_FOR_TRACE,
     OPT_FROM},
    {"exim", "PROGRAM", "Exim; else " BS_EXIM, FOR_HELD, OPT_EXIM},
    {"state", "DIR", "where blocks and counters are; else " BS_STATE_DIR, FOR_HELD, OPT_STATE},
    {"spool", "DIR", "Exim's spool; else Exim is asked where it is", BS_FOR_UNLOCK, OPT_SPOOL},
    {"format", "FORMAT", "text (the default) or json, one object a message and line",
     BS_FOR_SCAN | BS_FOR_TRACE, OPT_FORMAT},
    {"format", "FORMAT", "text (the default) or json, one object a key and line", BS_FOR_KEY,
     OPT_FORMAT},
    {"format", "FORMAT", "text (the default), json or csv", BS_FOR_REPORT, OPT_FORMAT},
    {"format", "FORMAT", "text (the default) or json", BS_FOR_OUTBOUND | BS_FOR_STATUS, OPT_FORMAT},
    {"format", "FORMAT", "text (the default) or json, one object", BS_FOR_REPLAY, OPT_FORMAT},
    {"format", "FORMAT", "text (the default) or json, one object a line of it", BS_FOR_DOCTOR,
     OPT_FORMAT},
    {"json", NULL, "the same as --format json", BS_FOR_DOCTOR, OPT_JSON},
    {"color", "WHEN", "auto (the default), never or always", FOR_ALL, OPT_COLOR},
    {"quiet", NULL, "print nothing; the exit status tells", FOR_QUIET, OPT_QUIET},
    {"help", NULL, "this text", FOR_ALL, OPT_HELP},
};

#define ROWS (sizeof rows / sizeof *rows)

static void
make_getopt_table(unsigned command, struct option table[ROWS + 1])
{
    size_t n = 0;

    for (size_t i = 0; i < ROWS; i++)
        if (rows[i].commands & command)
            table[n++] =
                (struct option){.name = rows[i].name,
                                .has_arg = rows[i].argument ? required_argument : no_argument,
                                .val = (int)rows[i].id};
    table[n] = (struct option){0};
}

static const struct row *
row_of(int id)
{
    for (size_t i = 0; i < ROWS; i++)
        if ((int)rows[i].id == id)
            return &rows[i];
    return NULL;
}

/* "backstop: scan --format xml: REASON; REMEDY" */
static bool
refuse(const char *command, const char *option, const char *value, const char *reason,
       const char *remedy)
{
    char thing[256];

    snprintf(thing, sizeof thing, "%s %s%s%s", command, option, value ? " " : "",
             value ? value : "");
    bs_terminal_complain(thing, reason, remedy);
    return false;
}

static bool
refuse_option(const char *command, int found, char **argv)
{
    const struct row *row = row_of(optopt);
    char letter[] = {'-', (char)optopt, '\0'};
    char remedy[64];

    if (found == ':' && row) {
        snprintf(remedy, sizeof remedy, "write --%s %s", row->name, row->argument);
        return refuse(command, argv[optind - 1], NULL, "its value is missing", remedy);
    }
    snprintf(remedy, sizeof remedy, "'backstop %s --help' lists the options", command);
    if (row)
        return refuse(command, argv[optind - 1], NULL, "this option takes no value", remedy);
    return refuse(command, optopt > 0 && optopt < 256 ? letter : argv[optind - 1], NULL,
                  "there is no such option", remedy);
}

static bool
read_word(const char *command, const char *option, const char *value, const char *const *words,
          unsigned *index_r)
{
    char remedy[64] = "write one of:";

    for (unsigned i = 0; words[i]; i++) {
        if (strcmp(value, words[i]) == 0) {
            *index_r = i;
            return true;
        }
        strncat(remedy, " ", sizeof remedy - strlen(remedy) - 1);
        strncat(remedy, words[i], sizeof remedy - strlen(remedy) - 1);
    }
    return refuse(command, option, value, "not a value of this option", remedy);
}

static bool
add_own(struct bs_options *options, enum bs_list list, const char *text)
{
    options->own[options->owns++] = (struct bs_own_option){list, text};
    return true;
}

/* RFC 5321 §4.5.5 writes the null reverse-path "<>". */
static bool
set_sender(struct bs_options *options, char *text)
{
    size_t n = strlen(text);

    if (n >= 2 && text[0] == '<' && text[n - 1] == '>') {
        text[n - 1] = '\0';
        text++;
    }
    options->sender = text;
    return true;
}

static bool *
flag_of(struct bs_options *options, int id)
{
    switch (id) {
    case OPT_OFFLINE:
        return &options->offline;
    case OPT_STEP_BACK:
        return &options->step_back;
    case OPT_YES:
        return &options->yes;
    case OPT_SPLIT:
        return &options->split;
    case OPT_UNSPLIT:
        return &options->unsplit;
    case OPT_NO_RELOAD:
        return &options->no_reload;
    case OPT_SAVE:
        return &options->save;
    case OPT_RETURNED:
        return &options->returned;
    case OPT_REPORT:
        return &options->report;
    case OPT_MAIL:
        return &options->mail;
    case OPT_JSON:
        return &options->json;
    case OPT_QUIET:
        return &options->quiet;
    case OPT_MAIL_ON_CHANGE:
        return &options->mail_on_change;
    default: /* OPT_HELP */
        return &options->help;
    }
}

/* Only a report is a table. */
static bool
set_format(struct bs_options *options, const char *command, const char *text)
{
    static const char *const formats[] = {"text", "json", "csv", NULL};
    static const char *const fewer[] = {"text", "json", NULL};
    unsigned index = 0;

    if (!read_word(command, "--format", text, strcmp(command, "report") == 0 ? formats : fewer,
                   &index))
        return false;
    options->json = index == 1;
    options->csv = index == 2;
    return true;
}

static bool
set_days(struct bs_options *options, const char *command, const char *text)
{
    char *end;
    unsigned long days = strtoul(text, &end, 10);

    if (*end != '\0' || days == 0 || days > DAYS_MAX)
        return refuse(command, "--days", text, "not a number of days", "write one of 1 to 366");
    options->days = (unsigned)days;
    return true;
}

static bool
set_day(struct bs_options *options, const char *command, const char *text)
{
    int year, month, day, end = 0;

    if (sscanf(text, "%4d-%2d-%2d%n", &year, &month, &day, &end) != 3 || end != 10 ||
        text[end] != '\0')
        return refuse(command, "--day", text, "not a day", "write it as 2026-01-31");
    options->day = text;
    return true;
}

static bool
take_option(struct bs_options *options, const char *command, int id)
{
    static const char *const colors[] = {"auto", "never", "always", NULL};
    unsigned index = 0;

    switch (id) {
    case OPT_OWN_HOST:
        return add_own(options, BS_LIST_OWN_HOSTS, optarg);
    case OPT_OWN_NET:
        return add_own(options, BS_LIST_OWN_NETS, optarg);
    case OPT_OWN_DOMAIN:
        return add_own(options, BS_LIST_OWN_DOMAINS, optarg);
    case OPT_WITH:
        options->with[options->withs++] = optarg;
        return true;
    case OPT_SENDER:
        return set_sender(options, optarg);
    case OPT_POLICY:
        options->policy_dir = optarg;
        return options->policy_given = true;
    case OPT_FORMAT:
        return set_format(options, command, optarg);
    case OPT_COLOR:
        if (!read_word(command, "--color", optarg, colors, &index))
            return false;
        options->color = (enum bs_color)index;
        return true;
    case OPT_CHANGED:
        options->changed = optarg;
        return true;
    case OPT_LOG:
        options->log = optarg;
        return true;
    case OPT_FROM:
        options->from = optarg;
        return true;
    case OPT_EXIM:
        options->exim = optarg;
        return true;
    case OPT_STATE:
        options->state = optarg;
        return true;
    case OPT_SPOOL:
        options->spool = optarg;
        return true;
    case OPT_SERVERS:
        options->servers = optarg;
        return true;
    case OPT_DAYS:
        return set_days(options, command, optarg);
    case OPT_DAY:
        return set_day(options, command, optarg);
    case OPT_HTML:
        options->html = optarg;
        return true;
    default:
        return *flag_of(options, id) = true;
    }
}

bool
bs_options_read(struct bs_options *options_r, unsigned command, int argc, char **argv)
{
    struct option table[ROWS + 1];
    const char *letters = command & FOR_QUIET ? ":hq" : ":h";
    int found;

    *options_r =
        (struct bs_options){.policy_dir = BS_POLICY_DIR, .exim = BS_EXIM, .state = BS_STATE_DIR};
    options_r->own = calloc((size_t)argc, sizeof *options_r->own);
    options_r->with = calloc((size_t)argc, sizeof *options_r->with);
    if (options_r->own == NULL || options_r->with == NULL)
        return refuse(argv[0], "", NULL, "out of memory", "give fewer arguments");
    make_getopt_table(command, table);
    opterr = 0;
    while ((found = getopt_long(argc, argv, letters, table, NULL)) != -1) {
        if (found == 'h' || found == 'q')
            found = found == 'h' ? OPT_HELP : OPT_QUIET;
        if (found == '?' || found == ':')
            return refuse_option(argv[0], found, argv);
        if (!take_option(options_r, argv[0], found))
            return false;
    }
    options_r->path = argv + optind;
    options_r->paths = argc - optind;
    return true;
}

void
bs_options_help(unsigned command)
{
    for (size_t i = 0; i < ROWS; i++) {
        const struct row *row = &rows[i];
        char left[40];

        if (!(row->commands & command))
            continue;
        snprintf(left, sizeof left, "  --%s%s%s", row->name, row->argument ? " " : "",
                 row->argument ? row->argument : "");
        printf("%-22s %s\n", left, row->help);
    }
}
