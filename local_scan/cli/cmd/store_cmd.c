/* store_cmd: makes, shows and purges the store. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "commands.h"

#include "policydir.h"
#include "store.h"
#include "table.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

/* Rows that a purge deletes in one go: Exim waits for it. */
#define SLICE "2000"
#define PAUSE (50 * 1000 * 1000) /* ns between two, for others to write */

/* What is forgotten, and when: `age` after `since`. Who has not come back stays
 * as long as who has: in learn a second mail counts however late it comes, and
 * who gave up behind DATA is to be spared the next time. */
static const struct rule {
    const char *table;
    const char *what;
    const char *key;
    const char *since;
    long age;
} rules[] = {
    {"greylist", "senders who stay away", "pool, sender, rcpt", "last", 36 * 86400L},
    {"known", "known senders", "what", "until", 0},
    {"trap", "hosts that went into a trap", "host", "until", 0},
};

#define RULES (sizeof rules / sizeof *rules)

static int
complain(const struct bs_fault *fault)
{
    bs_terminal_complain("store", fault->what, fault->remedy);
    return BS_EXIT_TROUBLE;
}

static bool
ask_number(enum bs_store store, const char *statement, long long *number_r, struct bs_fault *fault)
{
    char rows[64];

    if (!bs_store_ask(store, statement, rows, sizeof rows, fault))
        return false;
    return sscanf(rows, "%lld", number_r) == 1 ||
           bs_fault_set(fault, "look who else writes there", "a count of it is no number: %s",
                        rows);
}

/* Showing */

/* `when` is the column of a time: of the past, or (`ends`) until when a row counts. */
static bool
show_table(enum bs_store store, const char *table, const char *when, bool ends,
           struct bs_fault *fault)
{
    char statement[200], rows[100];
    long long count = 0, first = 0;

    snprintf(statement, sizeof statement,
             "SELECT count(*) AS n, coalesce(min(%s),0) AS first FROM %s", when, table);
    if (!bs_store_ask(store, statement, rows, sizeof rows, fault))
        return false;
    sscanf(rows, "n=%lld first=%lld", &count, &first);
    bs_table_text(table);
    bs_table_print("%lld", count);
    bs_table_text("");
    bs_table_moment(ends ? 0 : first);
    bs_table_moment(ends ? first : 0);
    return true;
}

/* Of SQLite also what waits in its WAL. */
static void
show_size(void)
{
    static const char *const parts[] = {BS_STORE_FILE, BS_STORE_FILE "-wal"};
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
    static const struct {
        const char *table;
        const char *when;
        bool ends;
    } tables[] = {
        {"greylist", "last", false}, {"known", "until", true}, {"trap", "until", true}};
    static const struct bs_column columns[] = {{"table", -9},   {"rows", 10},        {"", 1},
                                               {"oldest", -18}, {"first to end", 0}, {NULL, 0}};
    struct bs_fault fault;

    if (!bs_store_check(store, &fault))
        return complain(&fault);
    if (store == BS_STORE_SQLITE)
        show_size();
    else
        bs_terminal_put("PostgreSQL\n\n");
    bs_table_start(columns, "");
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        if (!show_table(store, tables[i].table, tables[i].when, tables[i].ends, &fault))
            return complain(&fault);
    return BS_EXIT_FINE;
}

/* Purging */

/* A slice at a time: the ACLs wait for who writes, and not for long. */
static bool
purge(enum bs_store store, const struct rule *rule, long long now, long long *purged_r,
      struct bs_fault *fault)
{
    const struct timespec pause = {0, PAUSE};
    char old[128], count[256], slice[768];
    long long left, before;

    snprintf(old, sizeof old, "%s < %lld", rule->since, now - rule->age);
    snprintf(count, sizeof count, "SELECT count(*) FROM %s WHERE %s", rule->table, old);
    snprintf(slice, sizeof slice,
             "DELETE FROM %s WHERE (%s) IN (SELECT %s FROM %s WHERE %s LIMIT " SLICE "); %s",
             rule->table, rule->key, rule->key, rule->table, old, count);
    if (!ask_number(store, count, &left, fault))
        return false;
    for (*purged_r = 0; left > 0; *purged_r += before - left) {
        before = left;
        if (!ask_number(store, slice, &left, fault))
            return false;
        if (left >= before)
            return bs_fault_set(fault, "look who else writes there",
                                "old rows of %s stay, though they were deleted", rule->table);
        nanosleep(&pause, NULL);
    }
    return true;
}

static int
purge_all(enum bs_store store, bool quiet)
{
    long long now = (long long)time(NULL), purged;
    struct bs_fault fault;

    /* A timer need not hear each day what the doctor says. */
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

    if (!bs_store_make(store, &fault))
        return complain(&fault);
    bs_terminal_put("The store is in order.\n");
    return BS_EXIT_FINE;
}

static bool quiet;

static const struct bs_option options[] = {
    BS_GROUP(bs_policydir_options),
    BS_QUIET(&quiet),
    BS_END,
};

static int
run(int count, char **argument)
{
    enum bs_store store = bs_store_kind();
    const char *verb = count > 0 ? argument[0] : "";

    if (*verb && strcmp(verb, "init") != 0 && strcmp(verb, "purge") != 0) {
        bs_terminal_complain(verb, "this is not to be done with the store",
                             "'backstop store --help' tells how it is called");
        return BS_EXIT_TROUBLE;
    }
    if (store == BS_STORE_OFF) {
        if (!quiet)
            bs_terminal_put("The settings say \"store: off\": nothing is remembered.\n");
        return BS_EXIT_FINE;
    }
    if (*verb == 'i')
        return make(store);
    return *verb == 'p' ? purge_all(store, quiet) : show(store);
}

const struct bs_command bs_store_command = {
    .name = "store",
    .summary = "shows, makes and purges what the checks remember",
    .usage =
        "Usage: backstop store [OPTION...] [init | purge]\n\n"
        "Shows whether the store works, and how much is in it. Where it is, say the settings:\n"
        "in SQLite, or in PostgreSQL. 'init' makes it, or what is missing of it; 'purge'\n"
        "deletes what is too old to matter, as it is done each day.\n",
    .options = options,
    .arguments = 1,
    .run = run,
};
