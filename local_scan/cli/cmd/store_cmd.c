/* store_cmd: makes, shows and purges the store. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "commands.h"

#include "date.h"
#include "learn.h"
#include "policydir.h"
#include "sentstore.h"
#include "settings.h"
#include "store.h"
#include "table.h"

#include <stdio.h>
#include <sys/stat.h>
#include <time.h>

/* Rows that a purge deletes at once, while Exim waits. */
#define SLICE "2000"
#define PAUSE (50 * 1000 * 1000) /* ns between two, for others to write */

/* What is deleted, and when: as many days after `since` as the setting says, but not before `age`;
 * without an age, at that time. A sender that has not come back is kept as long as one that has: in
 * learn, a second mail counts however late it comes, and a host that gave up after DATA must be
 * spared the next time. What the memory deletes earlier than a report without a date may ask for
 * (core/evidence/memory.c) would seem not to have been sent. */
static const struct rule {
    const char *table;
    const char *what;
    const char *key;
    const char *since;
    long age;
    enum bs_setting_key days;
    long unit;  /* of `since`, in seconds */
    bool sent;  /* of the memory of sent mail */
    bool parts; /* looked through by its key */
} rules[] = {
    {"greylist", "attempts (greylist)", "pool, sender, rcpt", "last", 36 * BS_DAY,
     BS_SET_GREYLIST_LIFE, 1, false, false},
    {"known", "known hosts and addresses", "what", "until", 0, 0, 1, false, false},
    {"trap", "hosts that contacted a trap", "host", "until", 0, 0, 1, false, false},
    {"sent", "digests of sent mail", "digest", "day", 2 * BS_DIGEST_PERIOD, BS_SET_TAG_DAYS, BS_DAY,
     true, true},
    {"memory", "hosts that shared the memory", "host", "until", 2 * BS_DIGEST_PERIOD,
     BS_SET_TAG_DAYS, 1, true, false},
};

#define RULES (sizeof rules / sizeof *rules)

static bool quiet, only_new;

static int
complain(const struct bs_fault *fault)
{
    return bs_trouble("store", fault->what, fault->remedy);
}

static bool
ask_number(enum bs_store store, const char *statement, long long *number_r, struct bs_fault *fault)
{
    char rows[64];

    if (!bs_store_ask(store, statement, rows, sizeof rows, fault))
        return false;
    return sscanf(rows, "%lld", number_r) == 1 ||
           bs_fault_set(fault, "find out what else writes there",
                        "a count in it is not a number: %s", rows);
}

/* Showing */

/* `when` is the column of a time: in the past, or, with `ends`, the time until which a row
 * counts. */
static const struct table {
    const char *name;
    const char *when;
    bool ends;
    bool sent;
} tables[] = {{"greylist", "last", false, false},
              {"known", "until", true, false},
              {"trap", "until", true, false},
              {"sent", "day * 86400", false, true}};

static bool
show_table(enum bs_store store, const struct table *table, struct bs_fault *fault)
{
    char statement[200], rows[100];
    long long count = 0, first = 0;

    snprintf(statement, sizeof statement,
             "SELECT count(*) AS n, coalesce(min(%s),0) AS first FROM %s", table->when,
             table->name);
    if (!bs_store_ask(table->sent ? bs_store_of_sent(store) : store, statement, rows, sizeof rows,
                      fault))
        return false;
    sscanf(rows, "n=%lld first=%lld", &count, &first);
    bs_table_text(table->name);
    bs_table_print("%lld", count);
    bs_table_text("");
    bs_table_moment(table->ends ? 0 : first);
    bs_table_moment(table->ends ? first : 0);
    return true;
}

static void
show_memory(void)
{
    char sentence[200];

    bs_terminal_put("\n");
    bs_sentstore_say(sentence, sizeof sentence);
    bs_terminal_put(sentence);
    bs_terminal_put(".\n");
}

/* For SQLite, also counts its WAL, and the memory of sent mail. */
static void
show_size(void)
{
    static const char *const parts[] = {BS_STORE_FILE, BS_STORE_FILE "-wal", BS_STORE_SENT_FILE};
    double size = 0;
    struct stat st;

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (stat(parts[i], &st) == 0)
            size += (double)st.st_size;
    printf(BS_STORE_FILE ", SQLite, %.1f MB\n\n", size / 1e6);
}

static int
show(enum bs_store store)
{
    static const struct bs_column columns[] = {{"table", -9},   {"rows", 10},        {"", 1},
                                               {"oldest", -18}, {"first to end", 0}, {NULL, 0}};
    struct bs_fault fault;

    if (!bs_store_check(store, &fault))
        return complain(&fault);
    if (quiet)
        return BS_EXIT_FINE;
    if (store == BS_STORE_SQLITE)
        show_size();
    else
        bs_terminal_put("PostgreSQL\n\n");
    bs_table_start(columns, "");
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        if (!show_table(store, &tables[i], &fault))
            return complain(&fault);
    show_memory();
    return BS_EXIT_FINE;
}

/* Purging */

static long
age_of(const struct rule *rule)
{
    struct bs_file file;

    if (rule->age == 0)
        return 0;
    long age = BS_DAY * bs_setting_number(bs_policydir_text(&file, "settings"), rule->days);
    bs_file_free(&file);
    return age > rule->age ? age : rule->age;
}

/* Deletes the old rows among those that `part` selects, a slice at a time: the ACLs wait for a
 * writer, but not for long. */
static bool
purge_part(enum bs_store store, const struct rule *rule, const char *part, long long *purged,
           struct bs_fault *fault)
{
    const struct timespec pause = {0, PAUSE};
    char count[256], slice[768];
    long long left, before;

    snprintf(count, sizeof count, "SELECT count(*) FROM %s WHERE %s", rule->table, part);
    snprintf(slice, sizeof slice,
             "DELETE FROM %s WHERE (%s) IN (SELECT %s FROM %s WHERE %s LIMIT " SLICE "); %s",
             rule->table, rule->key, rule->key, rule->table, part, count);
    if (!ask_number(store, count, &left, fault))
        return false;
    for (; left > 0; *purged += before - left) {
        before = left;
        if (!ask_number(store, slice, &left, fault))
            return false;
        if (left >= before)
            return bs_fault_set(fault, "find out what else writes there",
                                "old rows of %s remain, although they were deleted", rule->table);
        nanosleep(&pause, NULL);
    }
    return true;
}

/* The memory is not complete for the time before `first`, of which digests are deleted. */
static bool
forget(enum bs_store store, long long first, struct bs_fault *fault)
{
    char statement[128];
    long long done;

    snprintf(statement, sizeof statement,
             "UPDATE memory SET since = %lld WHERE since BETWEEN 1 AND %lld; SELECT 1", first,
             first);
    return ask_number(store, statement, &done, fault);
}

/* Digests do not have an index by day, so they are searched in sixteen parts. */
static bool
purge(enum bs_store store, const struct rule *rule, long long now, long long *purged_r,
      struct bs_fault *fault)
{
    long long end = (now - age_of(rule)) / rule->unit;
    unsigned parts = rule->parts ? 16 : 1;
    char part[128];

    store = rule->sent ? bs_store_of_sent(store) : store;
    bool done = !rule->parts || forget(store, end * rule->unit, fault);
    *purged_r = 0;
    for (unsigned i = 0; i < parts && done; i++) {
        int n = snprintf(part, sizeof part, "%s < %lld", rule->since, end);
        if (rule->parts)
            snprintf(part + n, sizeof part - (size_t)n, " AND %s >= '%x' AND %s < '%c'", rule->key,
                     i, rule->key, "123456789abcdefg"[i]); /* bounds: i < 16 */
        done = purge_part(store, rule, part, purged_r, fault);
    }
    return done;
}

static int
purge_all(enum bs_store store)
{
    long long now = (long long)time(NULL), purged;
    struct bs_fault fault;

    /* A timer need not repeat every day what the doctor says. */
    if (quiet && !bs_store_has_lookup(store))
        return BS_EXIT_FINE;
    if (!bs_store_check(store, &fault))
        return complain(&fault);
    for (size_t i = 0; i < RULES; i++) {
        if (!purge(store, &rules[i], now, &purged, &fault))
            return complain(&fault);
        if (!quiet)
            printf("%8lld  %s\n", purged, rules[i].what);
    }
    return BS_EXIT_FINE;
}

static int
make(enum bs_store store)
{
    struct bs_fault fault;

    if (!bs_store_make(store, &fault) || !bs_sentstore_make_secret(&fault))
        return complain(&fault);
    if (!quiet)
        bs_terminal_put("The store is ready.\n");
    return BS_EXIT_FINE;
}

static const struct bs_option options[] = {
    BS_GROUP(bs_policydir_options),
    BS_FLAG("new", &only_new, "learn only what is new in the log since the last time"),
    BS_QUIET(&quiet),
    BS_END,
};

/* A timer need not report every hour that the memory is missing. */
static int
learn(void)
{
    struct bs_learned learned;
    struct bs_fault fault;

    if (quiet && !bs_sentstore_wanted())
        return BS_EXIT_FINE;
    if (!bs_learn(&learned, only_new, &fault))
        return complain(&fault);
    if (!quiet)
        printf("%lu digests were learned from the log.\n", learned.kept);
    if (!quiet)
        show_memory();
    return BS_EXIT_FINE;
}

static bool
is_verb(const char *verb)
{
    static const char *const verbs[] = {"", "init", "purge", "learn"};

    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (strcmp(verb, verbs[i]) == 0)
            return true;
    return false;
}

static int
run(int count, char **argument)
{
    enum bs_store store = bs_store_kind();
    const char *verb = count > 0 ? argument[0] : "";

    if (!is_verb(verb))
        return bs_trouble(verb, "unknown action; use init, purge or learn",
                          "see 'backstop store --help'");
    if (only_new && *verb != 'l')
        return bs_exit_status(bs_options_refuse("--new", NULL, "only 'learn' has this option",
                                                "write 'backstop store learn --new', or omit it"));
    if (bs_policydir_unread()) /* the settings say where the store is, and what is too old */
        return BS_EXIT_TROUBLE;
    if (store == BS_STORE_OFF) {
        if (!quiet)
            bs_terminal_put("The settings say \"store: off\": nothing is remembered.\n");
        return BS_EXIT_FINE;
    }
    if (*verb == 'i')
        return make(store);
    if (*verb == 'l')
        return learn();
    return *verb == 'p' ? purge_all(store) : show(store);
}

const struct bs_command bs_store_command = {
    .name = "store",
    .summary = "shows, creates, fills and purges the store (the memory)",
    .usage = "Usage: backstop store [OPTION...] [init | purge | learn]\n\n"
             "Shows whether the store works, and how much it contains. The settings say where\n"
             "it is: in SQLite or in PostgreSQL. 'init' creates it, or the parts that are\n"
             "missing; 'purge' deletes expired entries, which the package does every day;\n"
             "'learn' fills the memory of sent mail from Exim's main log and its rotated parts,\n"
             "which the package does every hour with --new.\n",
    .options = options,
    .arguments = 1,
    .run = run,
};
