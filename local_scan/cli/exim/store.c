/* store: the tables of the store and the memory, queried through Exim. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store.h"

#include "copy.h"
#include "file.h"
#include "policydir.h"
#include "program.h"
#include "run.h"
#include "settings.h"

#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define SCHEMA "1" /* as in acl/store */

/* SQLite's PRAGMA returns a row of its own. No client waits for the command, so it waits longer
 * than the ACLs do. */
#define BUSY "5000"

#define AS_EXIM                                                                                    \
    "setpriv", "--reuid=" BS_EXIM_USER, "--regid=" BS_EXIM_USER, "--init-groups", BS_EXIM

enum bs_store
bs_store_kind(void)
{
    struct bs_file file;
    struct bs_span settings = bs_policydir_text(&file, "settings");
    struct bs_span value = bs_setting_read(settings, BS_SET_STORE);
    enum bs_store store = bs_span_is(value, "pgsql") ? BS_STORE_PGSQL
                          : bs_span_is(value, "off") ? BS_STORE_OFF
                                                     : BS_STORE_SQLITE;

    bs_file_free(&file);
    return store;
}

enum bs_store
bs_store_of_sent(enum bs_store store)
{
    return store == BS_STORE_SQLITE ? BS_STORE_SENT : store;
}

/* Why a statement failed: PostgreSQL's lookup returns the reason, SQLite's only prints it when
 * debugging. */
static void
find_reason(struct bs_run *run, char *reason_r, size_t size)
{
    static const char *const before[] = {"sqlite3_exec failed: ", "gave DEFER: ", "Failed: "};
    const char *said = NULL;

    for (size_t i = 0; i < sizeof before / sizeof *before && said == NULL; i++) {
        const char *text = i == 0 ? run->err : run->out;
        const char *found = strstr(text, before[i]);
        if (found)
            said = found + strlen(before[i]);
    }
    if (said == NULL)
        said = run->status == 0 ? "Exim printed nothing" : bs_run_said(run);
    snprintf(reason_r, size, "%.*s", (int)strcspn(said, "\n"), said);
}

static const char *
name_of(enum bs_store store)
{
    static const char *const names[] = {
        [BS_STORE_SQLITE] = BS_STORE_FILE,
        [BS_STORE_SENT] = BS_STORE_SENT_FILE,
        [BS_STORE_PGSQL] = "PostgreSQL",
    };

    return names[store];
}

static const char *
remedy_for(enum bs_store store)
{
    return store != BS_STORE_PGSQL
               ? "mail passes meanwhile; if this persists, move the file away, and run 'sudo "
                 "backstop store init' to create a new one"
               : "mail passes meanwhile; check the server, and " BS_ETC_DIR
                 "/backstop/store_servers";
}

bool
bs_store_has_lookup(enum bs_store store)
{
    return !bs_exim_tells() ||
           bs_exim_has(store == BS_STORE_PGSQL ? "_HAVE_LOOKUP_PGSQL" : "_HAVE_LOOKUP_SQLITE");
}

bool
bs_store_possible(enum bs_store store, struct bs_fault *fault)
{
    if (geteuid() != 0)
        return bs_fault_set(fault, "run this as root", "%s: only root and Exim may read it",
                            name_of(store));
    if (!bs_store_has_lookup(store))
        return bs_fault_set(fault,
                            "install exim4-daemon-heavy, or write \"store: off\" into the settings",
                            "this Exim was built without %s: nothing is remembered, and the "
                            "checks that need a memory (greylist, trap, bounce_unsent, "
                            "bounce_stranger) cannot fire",
                            store == BS_STORE_PGSQL ? "PostgreSQL" : "SQLite");
    return true;
}

/* Checks that the database exists, because Exim would create a missing one, without tables. */
static bool
is_there(enum bs_store store, struct bs_fault *fault)
{
    const struct passwd *user = getpwnam(BS_EXIM_USER);
    char remedy[160];
    struct stat st;

    if (store == BS_STORE_PGSQL)
        return true;
    if (lstat(name_of(store), &st) < 0)
        return bs_fault_set(fault, "'sudo backstop store init' creates it", "%s: %s",
                            name_of(store), strerror(errno));
    snprintf(remedy, sizeof remedy,
             "run 'sudo chown " BS_EXIM_USER " %s' and 'sudo chmod 640 %s'", name_of(store),
             name_of(store));
    if (!S_ISREG(st.st_mode) || user == NULL || st.st_uid != user->pw_uid ||
        (st.st_mode & 0600) != 0600)
        return bs_fault_set(fault, remedy,
                            "%s: it is not a file that Exim owns and may write", name_of(store));
    return true;
}

/* The text before each statement; each PRAGMA except synchronous returns a row. The file of sent
 * mail is opened as in acl/memory. */
static const char *const lookups[] = {
    [BS_STORE_SQLITE] = "${lookup sqlite,file=" BS_STORE_FILE "{PRAGMA busy_timeout=" BUSY ";",
    [BS_STORE_SENT] = "${lookup sqlite,file=" BS_STORE_SENT_FILE "{PRAGMA busy_timeout=" BUSY
                      ";PRAGMA synchronous=0;PRAGMA journal_mode=TRUNCATE;",
    [BS_STORE_PGSQL] = "${lookup pgsql{",
};

/* What the rows then begin with. */
static const char *const first_rows[] = {
    [BS_STORE_SQLITE] = BUSY "\n",
    [BS_STORE_SENT] = BUSY "\ntruncate\n",
    [BS_STORE_PGSQL] = "",
};

/* Uses standard input, because Exim's arguments are limited to 256 octets. */
static bool
run_statement(enum bs_store store, const char *statement, char *rows_r, size_t size,
              struct bs_fault *fault)
{
    char string[4096], head[32], reason[300];
    struct bs_run run = {.argv = {AS_EXIM, "-d-all+lookup", "-be"}, .input = string, .seconds = 60};

    snprintf(head, sizeof head, "[[%s", first_rows[store]);
    snprintf(string, sizeof string, "%s%s}{[[$value]]}{}}\n", lookups[store], statement);
    const char *rows = bs_run(&run) == 0 ? strstr(run.out, head) : NULL;
    if (rows) {
        rows += strlen(head);
        snprintf(rows_r, size, "%.*s", (int)(strrchr(rows, ']') - 1 - rows), rows);
    } else {
        find_reason(&run, reason, sizeof reason);
    }
    bs_run_free(&run);
    return rows || bs_fault_set(fault, remedy_for(store), "%s: %s", name_of(store), reason);
}

bool
bs_store_ask(enum bs_store store, const char *statement, char *rows_r, size_t size,
             struct bs_fault *fault)
{
    return bs_store_possible(store, fault) && is_there(store, fault) &&
           run_statement(store, statement, rows_r, size, fault);
}

void
bs_store_begin(struct bs_store_input *input, enum bs_store store)
{
    if (input->to == NULL)
        input->to = open_memstream(&input->text, &input->size);
    bs_store_put(input, lookups[store]);
}

/* Exim reads lines of at most 1,023 octets; a backslash at the end continues one. */
void
bs_store_put(struct bs_store_input *input, const char *piece)
{
    if (input->to)
        fprintf(input->to, "%s\\\n", piece);
}

void
bs_store_end(struct bs_store_input *input)
{
    bs_store_put(input, "}{[[done]]}{}}");
    if (input->to)
        fputc('\n', input->to);
    input->statements++;
}

static unsigned
count_done(const char *text)
{
    unsigned count = 0;

    while ((text = strstr(text, "[[done]]")) != NULL) {
        text++;
        count++;
    }
    return count;
}

bool
bs_store_run(enum bs_store store, struct bs_store_input *input, struct bs_fault *fault)
{
    struct bs_run run = {.argv = {AS_EXIM, "-be"}, .seconds = 600};
    char reason[300] = "there is not enough memory";
    bool done = input->statements == 0;

    if (input->to && fclose(input->to) == 0 && !done) {
        run.input = input->text;
        bs_run(&run);
        done = count_done(run.out) == input->statements;
        find_reason(&run, reason, sizeof reason);
        bs_run_free(&run);
    }
    free(input->text);
    *input = (struct bs_store_input){.to = NULL};
    return done || bs_fault_set(fault, remedy_for(store), "%s: %s", name_of(store), reason);
}

bool
bs_store_check(enum bs_store store, struct bs_fault *fault)
{
    char version[32];

    if (!bs_store_ask(store, "SELECT version FROM store", version, sizeof version, fault))
        return false;
    if (strcmp(version, SCHEMA) != 0)
        return bs_fault_set(fault, remedy_for(store),
                            "%s: its schema is %s, but this version of Backstop needs " SCHEMA,
                            name_of(store), version);
    return true;
}

/* The parent directory belongs to root, so only root can put a link there. */
static bool
make_directories(struct bs_fault *fault)
{
    struct stat st;

    if (!bs_copy_directory(fault))
        return false;
    const struct passwd *user = getpwnam(BS_EXIM_USER);
    if (mkdir(BS_STORE_DIR, 0750) == 0 && lchown(BS_STORE_DIR, user->pw_uid, user->pw_gid) == 0)
        return true;
    if (lstat(BS_STORE_DIR, &st) < 0 || !S_ISDIR(st.st_mode) || st.st_uid != user->pw_uid)
        return bs_fault_set(fault, "move it away, and try again",
                            BS_STORE_DIR ": it is not a directory that " BS_EXIM_USER " owns");
    return true;
}

/* Exim reads it, as its own user. If it cannot, the store itself is in order. */
static bool
has_schema(const char *file, struct bs_fault *fault)
{
    char path[BS_PATH_SIZE];
    struct stat st;

    snprintf(path, sizeof path, BS_SHARE_DIR "/acl/%s", file);
    int problem = stat(path, &st) < 0 ? errno : S_ISREG(st.st_mode) ? 0 : EINVAL;
    if (problem == 0 && (st.st_mode & S_IROTH))
        return true;
    return bs_fault_set(fault, "install the package again", "%s: %s", path,
                        problem == 0        ? "Exim's user may not read it"
                        : problem == EINVAL ? "it is not a plain file"
                                            : strerror(problem));
}

static bool
make_tables(enum bs_store store, const char *prepare, const char *file, struct bs_fault *fault)
{
    char statement[512], row[64];

    if (!has_schema(file, fault))
        return false;
    snprintf(statement, sizeof statement, "%s${readfile{" BS_SHARE_DIR "/acl/%s}}", prepare, file);
    return run_statement(store, statement, row, sizeof row, fault);
}

/* With a WAL, readers and writers do not wait for each other. The file keeps this mode, and the
 * size of its pages: with small ones, Exim needs less memory for each message. */
bool
bs_store_make(enum bs_store store, struct bs_fault *fault)
{
    if (!bs_store_possible(store, fault) || (store == BS_STORE_SQLITE && !make_directories(fault)))
        return false;
    return make_tables(store, store == BS_STORE_SQLITE ? "PRAGMA journal_mode=WAL;" : "",
                       "store.sql", fault) &&
           bs_store_check(store, fault) &&
           make_tables(bs_store_of_sent(store),
                       store == BS_STORE_SQLITE
                           ? "PRAGMA page_size=1024;CREATE TABLE IF NOT EXISTS sent (digest TEXT "
                             "PRIMARY KEY, day BIGINT NOT NULL) WITHOUT ROWID;"
                           : "",
                       "memory.sql", fault);
}
