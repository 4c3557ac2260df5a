/* remember: writes to and queries the memory of sent mail, in Exim's own process. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "remember.h"

#include "message.h"

#include "arrival.h"
#include "clock.h"
#include "date.h"
#include "digest.h"
#include "digit.h"
#include "field.h"
#include "paths.h"
#include "settings.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define DIGEST    (BS_DIGEST_SIZE - 1)
#define MAX_PATH  4096
#define BATCH     150  /* digests of one statement; each takes 46 octets of it */
#define MAX_RCPTS 1000 /* of one message; what it is read again from is the log */

const char *
bs_remember_store(const struct bs_load *load)
{
    struct bs_span store = bs_setting_read(load->settings, BS_SET_STORE);

    if (load->policy->keyring.memory.n == 0 || bs_span_is(store, "off"))
        return NULL;
    return bs_span_is(store, "pgsql") ? "pgsql" : "sqlite";
}

/* Files */

/* In the directory of the store, which is Exim's, and the same for as long as the process runs.
 * False: its name is too long. */
static bool
name_file(char *path, size_t size, const char *name)
{
    static char state[MAX_PATH];
    struct bs_text t = bs_text_in(path, size);

    if (*state == '\0') {
        struct bs_span dir = bs_span_trim(bs_exim_setting(BS_SETTING_STATE_DIR));
        struct bs_text s = bs_text_in(state, sizeof state);
        bs_text_put_span(&s, dir.p ? dir : bs_span_text(BS_STATE_DIR));
    }
    bs_text_put(&t, state);
    bs_text_put(&t, "/store/");
    bs_text_put(&t, name);
    return !t.cut;
}

/* It does not matter whether the file already exists. If it cannot be made, nothing can be written
 * to the directory, so the next question will not be answered either. */
static void
note_gap(void)
{
    char path[MAX_PATH];
    int fd;

    if (name_file(path, sizeof path, "gap") &&
        (fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0640)) >= 0)
        close(fd);
}

/* "gap.read" is a gap that is being filled. */
static bool
has_gap(void)
{
    static const char *const names[] = {"gap", "gap.read"};
    char path[MAX_PATH];
    struct stat st;

    for (size_t i = 0; i < BS_COUNT(names); i++)
        if (!name_file(path, sizeof path, names[i]) ||
            fstatat(AT_FDCWD, path, &st, AT_SYMLINK_NOFOLLOW) == 0 || errno != ENOENT)
            return true;
    return false;
}

/* Checks that the database exists, because Exim would create a missing one, without tables. */
static bool
is_there(const char *store)
{
    char path[MAX_PATH];
    struct stat st;

    if (strcmp(store, "sqlite") != 0)
        return true;
    return name_file(path, sizeof path, "sent") &&
           fstatat(AT_FDCWD, path, &st, AT_SYMLINK_NOFOLLOW) == 0 && bs_sentfile_is_ours(&st);
}

/* Seconds that PostgreSQL's library waits for a silent server, if the administrator's line does not
 * say; otherwise it would wait for minutes, until Exim's own alarm defers the message. The library
 * takes anything below 2 as 2. */
#define CONNECT_TIMEOUT "2"

/* Does not ask if Exim would report that as an error. */
static struct bs_span
call(enum bs_memory_call what, const char *store, struct bs_span digests, struct bs_span mark)
{
    if (strcmp(store, "pgsql") == 0)
        setenv("PGCONNECT_TIMEOUT", CONNECT_TIMEOUT, 0);
    return is_there(store) ? bs_exim_memory(what, store, digests, mark)
                           : bs_exim_setting(BS_SETTING_NO_MEMORY);
}

/* Writing */

static struct batch {
    const char *store;
    unsigned long day;
    char digest[BATCH][BS_DIGEST_SIZE];
    unsigned count;
    bool failed;
} batch;

static void
write_batch(void)
{
    static char text[BS_MEMORY_TEXT];

    if (batch.count == 0 || batch.failed)
        return;
    struct bs_text t = bs_text_in(text, sizeof text);
    for (unsigned i = 0; i < batch.count; i++) { /* bounds: at most BATCH */
        bs_text_put(&t, i > 0 ? ",('" : "('");
        bs_text_put(&t, batch.digest[i]);
        bs_text_put(&t, "',");
        bs_text_number(&t, batch.day);
        bs_text_put(&t, ")");
    }
    struct bs_span said =
        call(BS_MEMORY_WRITE, batch.store, bs_span_text(text), bs_span_of(NULL, 0));
    batch.failed |= !bs_span_has(said, "written") && !bs_span_is(said, "none");
    batch.count = 0;
}

/* PostgreSQL does not accept a row twice in one statement. */
static void
keep(void *unused, const char *digest)
{
    (void)unused;
    for (unsigned i = 0; i < batch.count; i++)
        if (memcmp(batch.digest[i], digest, BS_DIGEST_SIZE) == 0) /* bounds: i < count */
            return;
    if (batch.count == BATCH)
        write_batch();
    if (batch.failed)
        return; /* each try may take seconds, and the log has it all */
    memcpy(batch.digest[batch.count++], digest, BS_DIGEST_SIZE); /* bounds: count < BATCH */
}

struct header {
    struct bs_span id;
    unsigned received;
    bool mark;
};

static void
look_at_header(struct header *header_r)
{
    const void *place = NULL;
    struct bs_span line;
    struct bs_field field;

    *header_r = (struct header){.received = 0};
    while (bs_exim_header_next(&place, &line)) {
        struct bs_fields it = bs_fields_of(line);
        if (bs_fields_next(&it, &field) != 1)
            continue;
        header_r->received += field.id == BS_NAME_RECEIVED;
        header_r->mark |= bs_span_is(field.name, BS_ARRIVAL_NAME);
        if (field.id == BS_NAME_MESSAGE_ID && header_r->id.n == 0)
            header_r->id = bs_span_trim(field.value);
    }
}

/* Has a filter or a list submitted it again? Most mail only has the Received line of this host. */
static bool
is_from_outside(const struct header *header, const struct bs_session *session, struct bs_load *load)
{
    struct bs_ip ip;
    bool remote = bs_ip_read(session->host, &ip) && !bs_ip_loopback(&ip);

    if (header->received < 2 && !header->mark)
        return false;
    bs_load_own(load);
    bs_load_end(load);
    bs_policy_add(load->policy, BS_LIST_OWN_NETS, bs_exim_setting(BS_SETTING_OUR_ADDRESS));
    return bs_arrival_outside(bs_message_header(), load->policy, session->id, remote);
}

/* A bounce is not returned to the null sender. */
static void
keep_recipients(const struct bs_hmac_key *key, struct bs_span sender, long long now)
{
    struct bs_span recipient;

    bs_digest_active(key, sender, now, keep, NULL);
    for (size_t i = 0; sender.n > 0 && i < MAX_RCPTS && (recipient = bs_exim_recipient(i)).p; i++)
        bs_digest_wrote(key, sender, recipient, keep, NULL);
}

/* Of mail from outside, only the fact that it was here is remembered, because its sender may be
 * forged. */
void
bs_remember_sent(const struct bs_session *session, struct bs_load *load)
{
    struct bs_hmac_key key;
    struct header header;
    long long now = (long long)time(NULL);

    batch.store = bs_remember_store(load);
    batch.day = (unsigned long)(now / BS_DAY);
    batch.count = 0;
    batch.failed = false;
    if (batch.store == NULL)
        return;
    bs_hmac_key(&key, load->policy->keyring.memory);
    look_at_header(&header);
    if (is_from_outside(&header, session, load)) {
        bs_digest_sent(&key, bs_span_of(NULL, 0), header.id, keep, NULL);
    } else {
        bs_digest_sent(&key, session->sender, header.id, keep, NULL);
        keep_recipients(&key, session->sender, now);
    }
    write_batch();
    if (!batch.failed)
        return;
    note_gap();
    bs_exim_log("backstop v=1 event=memory did=pass cause=not_written");
}

/* Asking */

void
bs_remember_put(struct bs_text *t, const struct bs_memory *memory, const struct bs_hmac_key *key,
                const char *store)
{
    char boot[BS_CLOCK_BOOT] = "", mark[BS_DIGEST_SIZE];

    if (strcmp(store, "sqlite") == 0)
        bs_clock_boot(boot);
    bs_digest_mark(mark, key, boot);
    bs_text_put(t, mark);
    for (unsigned i = 0; i < memory->questions; i++) { /* bounds: at most the maximum */
        bs_text_put(t, ",");
        bs_text_put(t, memory->question[i].digest);
    }
}

static long long
number_after(struct bs_span text, const char *name)
{
    struct bs_span rest = bs_span_drop(text, bs_span_search(text, name));

    rest = bs_span_drop(rest, strlen(name));
    return bs_span_seconds(bs_span_word(&rest, " \n"));
}

/* A file of this host's own is complete until now, and not only until the log was last read, unless
 * a row could not be written. Mail that is dated tomorrow has also left. */
static void
complete_file(struct bs_remembered *remembered, const char *store)
{
    if (strcmp(store, "sqlite") == 0 && remembered->until > 0 && !has_gap())
        remembered->until = (long long)time(NULL) + 2 * BS_DAY;
}

static bool
is_digest(struct bs_span word)
{
    bool is = word.n == DIGEST;

    for (size_t i = 0; i < word.n; i++)
        is &= bs_digit_hex(bs_span_at(word, i)) >= 0;
    return is;
}

/* False: it is not a digest; a child that was taken over may have sent it. */
static bool
put_quoted(struct bs_text *t, struct bs_span digest)
{
    bs_text_put(t, "'");
    bs_text_put_span(t, digest);
    bs_text_put(t, "'");
    return is_digest(digest) && !t->cut;
}

/* Writes the digests as rows of the statement. */
static bool
put_rows(struct bs_text *t, struct bs_span digests)
{
    struct bs_span digest;

    for (bool first = true; (digest = bs_span_word(&digests, ",")).n > 0; first = false) {
        bs_text_put(t, first ? "(" : ",(");
        if (!put_quoted(t, digest))
            return false;
        bs_text_put(t, ")");
    }
    return !t->cut;
}

static void
read_answer(struct bs_remembered *remembered_r, struct bs_span said, struct bs_span digests)
{
    remembered_r->since = number_after(said, "since=");
    remembered_r->until = number_after(said, "until=");
    for (unsigned i = 0; i < BS_MAX_MEMORY_QUESTIONS; i++) {
        struct bs_span digest = bs_span_word(&digests, ",");
        remembered_r->known[i] = digest.n > 0 && bs_span_search_span(said, digest) < said.n;
    }
}

static bool
ask_exim(struct bs_remembered *remembered_r, const char *store, struct bs_span mark,
         struct bs_span digests)
{
    static char text[BS_MEMORY_TEXT], quoted[DIGEST + 3];

    struct bs_text m = bs_text_in(quoted, sizeof quoted);
    struct bs_text t = bs_text_in(text, sizeof text);
    if (!put_quoted(&m, mark) || !put_rows(&t, digests))
        return false;
    struct bs_span said = call(BS_MEMORY_ASK, store, bs_span_text(text), bs_span_text(quoted));
    if (bs_span_is(said, "none"))
        return false;
    read_answer(remembered_r, said, digests);
    if (remembered_r->since >= 0 && remembered_r->until >= 0)
        return true;
    bs_exim_log("backstop v=1 event=memory did=pass cause=not_answered");
    remembered_r->since = -1;
    return false;
}

/* An Exim that cannot write to the file has no memory, whatever is in it. */
static bool
ask_file(struct bs_remembered *remembered_r, const char *store, struct bs_span mark,
         struct bs_span digests)
{
    char path[MAX_PATH];
    struct bs_span missing;

    return strcmp(store, "sqlite") == 0 && name_file(path, sizeof path, "sent") &&
           (missing = bs_exim_setting(BS_SETTING_NO_MEMORY)).p && missing.n == 0 &&
           bs_sentfile_ask(path, mark, digests, remembered_r);
}

bool
bs_remember_ask(struct bs_remembered *remembered_r, const char *store, struct bs_span digests)
{
    struct bs_span mark = bs_span_take(digests, DIGEST);

    digests = bs_span_drop(digests, DIGEST);
    *remembered_r = (struct bs_remembered){.since = 0};
    if (!ask_file(remembered_r, store, mark, digests) &&
        !ask_exim(remembered_r, store, mark, digests))
        return false;
    complete_file(remembered_r, store);
    return true;
}
