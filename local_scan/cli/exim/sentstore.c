/* sentstore: the memory of sent mail, as the command fills it. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sentstore.h"

#include "clock.h"
#include "date.h"
#include "keyfile.h"
#include "policydir.h"
#include "terminal.h"
#include "text.h"

#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define GAP      BS_STORE_DIR "/gap"
#define GAP_READ BS_STORE_DIR "/gap.read" /* as in plugin/remember.c */
#define GAP_AGE  60                       /* seconds, from local_scan to the log at most */

#define INPUT_MAX (4 * 1000 * 1000) /* octets that one Exim is given */

/* The secret */

/* False if it does not exist. */
static bool
read_secret(struct bs_hmac_key *key_r)
{
    struct bs_file file;
    struct bs_keyring keyring;

    bs_keyring_read(&keyring, bs_policydir_text(&file, "keys"));
    bs_hmac_key(key_r, keyring.memory);
    bs_file_free(&file);
    return keyring.memory.n > 0;
}

bool
bs_sentstore_wanted(void)
{
    enum bs_store store = bs_store_kind();
    struct bs_hmac_key key;

    return store != BS_STORE_OFF && bs_store_has_lookup(store) && read_secret(&key);
}

bool
bs_sentstore_make_secret(struct bs_fault *fault)
{
    static struct bs_keyfile keys;
    char name[BS_KEY_NAME];
    int problem = bs_keyfile_open(&keys, true);

    if (problem == 0 && bs_keyfile_signer(&keys, BS_KEY_OF_MEMORY) == NULL)
        problem = bs_keyfile_add(&keys, BS_KEY_OF_MEMORY, (long long)time(NULL), name);
    bs_keyfile_close(&keys);
    return problem == 0 ||
           bs_fault_set(fault, bs_terminal_write_remedy(problem), "%s: %s", keys.path, strerror(problem));
}

static bool
has_gap(void)
{
    struct stat st;

    return lstat(GAP, &st) == 0 || lstat(GAP_READ, &st) == 0;
}

/* The row of this host */

static void
name_host(struct bs_sentstore *to)
{
    char host[256] = "", boot[BS_CLOCK_BOOT] = "";

    gethostname(host, sizeof host - 1);
    bs_digest_text(to->host, &to->key, bs_span_text(host));
    if (to->store == BS_STORE_SENT)
        bs_clock_boot(boot);
    bs_digest_mark(to->mark, &to->key, boot);
}

static bool
read_row(struct bs_sentstore *to, struct bs_fault *fault)
{
    char statement[300], row[100];

    snprintf(statement, sizeof statement,
             "SELECT 'since=' || coalesce(max(since),0) || ' until=' || coalesce(max(until),0) "
             "FROM memory WHERE host = '%s' AND mark = '%s'",
             to->host, to->mark);
    if (!bs_store_ask(to->store, statement, row, sizeof row, fault))
        return false;
    return sscanf(row, "since=%lld until=%lld", &to->since, &to->until) == 2 ||
           bs_fault_set(fault, "find out what else writes there",
                        "the memory's time is not a number: %s",
                        row);
}

bool
bs_sentstore_open(struct bs_sentstore *to_r, struct bs_fault *fault)
{
    *to_r = (struct bs_sentstore){.store = bs_store_of_sent(bs_store_kind())};
    if (to_r->store == BS_STORE_OFF)
        return bs_fault_set(fault, "change that line", "the settings say \"store: off\"");
    if (!bs_store_possible(to_r->store, fault))
        return false;
    if (!read_secret(&to_r->key))
        return bs_fault_set(fault, "'sudo backstop store init' creates one",
                            "there is no secret for the memory of sent mail");
    name_host(to_r);
    return read_row(to_r, fault);
}

/* Replaces all rows, because the row of this host under an old name would count for ever. In a
 * shared store, such rows may be another host's, and are only purged. */
static bool
write_row(struct bs_sentstore *to, long long since, long long until, struct bs_fault *fault)
{
    char statement[600], others[80] = "", row[32];

    if (to->store == BS_STORE_SENT)
        snprintf(others, sizeof others, "DELETE FROM memory WHERE host <> '%s';", to->host);
    snprintf(statement, sizeof statement,
             "%sINSERT INTO memory (host, mark, since, until) VALUES ('%s', '%s', %lld, %lld) "
             "ON CONFLICT (host) DO UPDATE SET mark = excluded.mark, since = excluded.since, "
             "until = excluded.until; SELECT 1",
             others, to->host, to->mark, since, until);
    return bs_store_ask(to->store, statement, row, sizeof row, fault);
}

/* Digests */

static void
run_input(struct bs_sentstore *to)
{
    if (!to->failed)
        to->failed = !bs_store_run(to->store, &to->input, &to->fault);
}

static void
put_rows(struct bs_sentstore *to)
{
    char piece[80];

    if (to->rows == 0 || to->failed)
        return;
    bs_store_begin(&to->input, to->store);
    bs_store_put(&to->input, "INSERT INTO sent (digest, day) VALUES ");
    for (unsigned i = 0; i < to->rows; i++) { /* bounds: at most BS_SENTSTORE_ROWS */
        snprintf(piece, sizeof piece, "%s('%s',%lld)", i > 0 ? "," : "", to->row[i], to->day);
        bs_store_put(&to->input, piece);
    }
    bs_store_put(&to->input, " ON CONFLICT (digest) DO UPDATE SET day = excluded.day "
                             "WHERE sent.day < excluded.day; SELECT 1");
    bs_store_end(&to->input);
    to->rows = 0;
    fflush(to->input.to);
    if (to->input.size > INPUT_MAX)
        run_input(to);
}

void
bs_sentstore_day(struct bs_sentstore *to, long long at)
{
    if (at / BS_DAY != to->day)
        put_rows(to);
    to->day = at / BS_DAY;
}

/* PostgreSQL does not accept a row twice in one statement. */
void
bs_sentstore_keep(void *sentstore, const char *digest)
{
    struct bs_sentstore *to = sentstore;

    for (unsigned i = 0; i < to->rows; i++)
        if (memcmp(to->row[i], digest, BS_DIGEST_SIZE) == 0) /* bounds: i < rows */
            return;
    if (to->rows == BS_SENTSTORE_ROWS)
        put_rows(to);
    memcpy(to->row[to->rows++], digest, BS_DIGEST_SIZE); /* bounds: rows < BS_SENTSTORE_ROWS */
    to->kept++;
}

bool
bs_sentstore_close(struct bs_sentstore *to, long long since, long long until,
                   struct bs_fault *fault)
{
    put_rows(to);
    run_input(to);
    if (to->failed)
        *fault = to->fault;
    return !to->failed && write_row(to, since, until, fault);
}

/* Asking */

/* Mail that is dated tomorrow has also left. Without a gap, the file is complete until now. */
static bool
read_times(const struct bs_sentstore *from, struct bs_memory *memory, const char *rows,
           struct bs_fault *fault)
{
    if (sscanf(rows, "since=%lld until=%lld", &memory->since, &memory->until) != 2)
        return bs_fault_set(fault, "find out what else writes there",
                            "the time that the memory returned is not a number: %.100s", rows);
    if (from->store == BS_STORE_SENT && memory->until > 0 && !has_gap())
        memory->until = (long long)time(NULL) + 2 * BS_DAY;
    return true;
}

static void
put_question(char *statement, size_t size, const struct bs_sentstore *from,
             const struct bs_memory *memory)
{
    struct bs_text t = bs_text_in(statement, size);
    bs_text_put(&t, "SELECT 'since=' || coalesce(max(since),0) || ' until=' || "
                    "coalesce(min(CASE mark WHEN '");
    bs_text_put(&t, from->mark);
    bs_text_put(&t, "' THEN until ELSE 0 END),0) FROM memory "
                    "UNION ALL SELECT digest FROM sent WHERE digest IN (''");
    for (unsigned i = 0; i < memory->questions; i++) { /* bounds: at most the maximum */
        bs_text_put(&t, ",\\\n'"); /* 64 of them do not fit on one line */
        bs_text_put(&t, memory->question[i].digest);
        bs_text_put(&t, "'");
    }
    bs_text_put(&t, ")");
}

bool
bs_sentstore_ask(struct bs_sentstore *from, struct bs_memory *memory, struct bs_fault *fault)
{
    static char statement[3600], rows[BS_MAX_MEMORY_QUESTIONS * BS_DIGEST_SIZE + 100];

    put_question(statement, sizeof statement, from, memory);
    if (!bs_store_ask(from->store, statement, rows, sizeof rows, fault) ||
        !read_times(from, memory, rows, fault))
        return false;
    for (unsigned i = 0; i < memory->questions; i++) /* bounds: at most the maximum */
        memory->question[i].known =
            strstr(rows, memory->question[i].digest) ? BS_KNOWN_SOME : BS_KNOWN_NONE;
    return true;
}

/* Showing */

bool
bs_sentstore_say(char *sentence_r, size_t size)
{
    static struct bs_sentstore to;
    struct bs_fault fault;
    char when[BS_MOMENT];

    if (!bs_sentstore_open(&to, &fault)) {
        snprintf(sentence_r, size, "The memory of sent mail cannot be used: %s", fault.what);
        return false;
    }
    if (to.since == 0) {
        snprintf(
            sentence_r, size,
            "Mail sent before now has not been recorded: 'sudo backstop store learn' reads it from "
            "the log");
        return false;
    }
    snprintf(sentence_r, size, "All mail sent since %s has been recorded%s",
             bs_terminal_moment((time_t)to.since, when),
             has_gap() ? ", except for some that left within the last hour" : "");
    return true;
}

/* Gaps */

void
bs_sentstore_mend(void)
{
    struct stat st;

    if (lstat(GAP, &st) != 0)
        return;
    time_t now = time(NULL); /* after that, or a new gap could be of a time to come */
    /* A time to come is that of a clock that was set back. */
    if (st.st_mtime < now - GAP_AGE || st.st_mtime > now)
        rename(GAP, GAP_READ);
}

void
bs_sentstore_mended(void)
{
    unlink(GAP_READ);
}
