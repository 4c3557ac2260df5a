/* keyfile: reads and changes the file of keys for commands. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keyfile.h"

#include "date.h"

#include "copy.h"
#include "policydir.h"

#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

#define TAG_DONE  (60 * BS_DAY) /* twice as long as a tag is valid; bounces take five days */
#define BATV_DONE (8 * BS_DAY)  /* Exim's prvs is valid for a week */

#define TAG_ID_CHARACTERS     6
#define TAG_SECRET_CHARACTERS 43 /* 256 bits: no more is of use to HMAC-SHA-256 */
#define BATV_CHARACTERS       24
#define BATV_DIGITS           10

static const char new_file[] =
    "# Keys of Backstop: secrets, for root and Exim only. 'sudo backstop key' shows,\n# makes and "
    "replaces them. Hosts that send for the same domains share this file.\n";

const char *
bs_key_kind_name(enum bs_key_kind kind)
{
    static const char *const names[BS_KEY_KINDS] = {
        [BS_KEY_TAG] = "tag",
        [BS_KEY_BATV] = "batv",
        [BS_KEY_OF_MEMORY] = "memory",
    };

    return names[kind];
}

/* Reading */

static bool
is_batv(const struct bs_policy_line *line, const struct bs_key *key)
{
    return line->key.n == 5 && bs_span_starts(line->key, "batv") &&
           bs_is_digit(bs_span_at(line->key, 4)) && key->secret.n >= 8;
}

static bool
read_line(struct bs_key_line *line_r, const struct bs_policy_line *line, struct bs_span text)
{
    unsigned char eol = bs_span_bare_cr(text) ? '\r' : '\n';
    enum bs_key_form form = bs_key_read(&line_r->key, line);

    line_r->kind = form == BS_KEY_GOOD     ? BS_KEY_TAG
                   : form == BS_KEY_MEMORY ? BS_KEY_OF_MEMORY
                                           : BS_KEY_BATV;
    line_r->name = line->key;
    line_r->from = (size_t)(line->text.p - text.p);
    line_r->to = line_r->from + bs_span_find(bs_span_drop(text, line_r->from), eol) + 1;
    line_r->to = line_r->to < text.n ? line_r->to : text.n;
    line_r->end = line_r->from + (size_t)(bs_span_trim(line->text).n);
    return !line->indented && (line_r->kind != BS_KEY_BATV || is_batv(line, &line_r->key));
}

/* A key is younger than those in the lines below it. */
static void
note_order(struct bs_keyfile *keys, unsigned i)
{
    struct bs_key_line *line = &keys->line[i];
    const struct bs_key_line *younger = NULL;

    for (unsigned j = 0; j < i; j++)
        if (keys->line[j].kind == line->kind)
            younger = &keys->line[j];
    line->signs = younger == NULL && line->key.until <= 0;
    line->stopped = line->key.until;
    if (line->stopped <= 0)
        line->stopped = younger && younger->key.since > 0 ? younger->key.since : 0;
}

static void
read_lines(struct bs_keyfile *keys)
{
    struct bs_span text = bs_file_span(&keys->file);
    struct bs_keyring keyring;
    struct bs_policy_line line;

    keys->bad = bs_keyring_read(&keyring, text);
    struct bs_policy_lines lines = bs_policy_lines_of(text);
    while (keys->count < BS_KEYFILE_MAX && bs_policy_lines_next(&lines, &line))
        if (read_line(&keys->line[keys->count], &line, text))
            note_order(keys, keys->count++);
}

int
bs_keyfile_open(struct bs_keyfile *keys_r, bool change)
{
    *keys_r = (struct bs_keyfile){.lock = -1};
    bs_policydir_path("keys", keys_r->path);
    if (change && (keys_r->lock = bs_file_lock(keys_r->path)) < 0)
        return errno;
    int problem = bs_policydir_read(&keys_r->file, "keys");
    if (problem == 0)
        read_lines(keys_r);
    return problem;
}

void
bs_keyfile_close(struct bs_keyfile *keys)
{
    bs_file_free(&keys->file);
    if (keys->lock >= 0)
        close(keys->lock);
    keys->lock = -1;
}

const struct bs_key_line *
bs_keyfile_signer(const struct bs_keyfile *keys, enum bs_key_kind kind)
{
    for (unsigned i = 0; i < keys->count; i++)
        if (keys->line[i].kind == kind && keys->line[i].signs)
            return &keys->line[i];
    return NULL;
}

const struct bs_key_line *
bs_keyfile_find(const struct bs_keyfile *keys, const char *name)
{
    for (unsigned i = 0; i < keys->count; i++) {
        const struct bs_key_line *line = &keys->line[i];
        bool is_id = line->kind == BS_KEY_TAG && bs_span_is(line->key.id, name);
        if (is_id || bs_span_is(line->name, name))
            return line;
    }
    return NULL;
}

bool
bs_key_is_done(const struct bs_key_line *line, long long now)
{
    long long time = line->kind == BS_KEY_TAG ? TAG_DONE : BATV_DONE;

    return !line->signs && line->stopped > 0 && now - line->stopped > time;
}

/* Making */

/* `size` characters of an alphabet of 32 or 64, and a NUL. */
static int
put_random(char *text, size_t size, const char *alphabet)
{
    unsigned char octets[64];
    size_t letters = strlen(alphabet);

    if (getrandom(octets, size, 0) != (ssize_t)size) /* at most 256 octets come at once */
        return errno ? errno : EIO;
    for (size_t i = 0; i < size; i++)
        text[i] = alphabet[octets[i] & (letters - 1)]; /* bounds: letters is a power of 2 */
    text[size] = '\0';
    return 0;
}

/* The digit after that of the signing key, if it is free: an address that has an old key's digit
 * must not be checked with another secret. */
static int
choose_digit(const struct bs_keyfile *keys, long long now)
{
    const struct bs_key_line *signer = bs_keyfile_signer(keys, BS_KEY_BATV);
    int first = signer ? bs_span_at(signer->name, 4) - '0' + 1 : 0;

    for (int i = 0; i < BATV_DIGITS; i++) {
        char name[] = {'b', 'a', 't', 'v', (char)('0' + (first + i) % BATV_DIGITS), '\0'};
        const struct bs_key_line *line = bs_keyfile_find(keys, name);
        if (line == NULL || bs_key_is_done(line, now))
            return (first + i) % BATV_DIGITS;
    }
    return -1;
}

static unsigned
count_kept(const struct bs_keyfile *keys, enum bs_key_kind kind, long long now)
{
    unsigned count = 0;

    for (unsigned i = 0; i < keys->count; i++)
        count += keys->line[i].kind == kind && !bs_key_is_done(&keys->line[i], now);
    return count;
}

static int
choose_name(const struct bs_keyfile *keys, enum bs_key_kind kind, long long now,
            char name_r[BS_KEY_NAME])
{
    char id[TAG_ID_CHARACTERS + 1];

    if (kind == BS_KEY_OF_MEMORY) {
        snprintf(name_r, BS_KEY_NAME, "%s", bs_key_kind_name(kind));
        return 0;
    }
    if (kind == BS_KEY_BATV) {
        int digit = choose_digit(keys, now);
        snprintf(name_r, BS_KEY_NAME, "batv%d", digit);
        return digit < 0 ? E2BIG : 0;
    }
    if (count_kept(keys, kind, now) >= BS_MAX_KEYS)
        return E2BIG;
    do {
        int problem = put_random(id, TAG_ID_CHARACTERS, "abcdefghijkmnpqrstuvwxyz23456789");
        if (problem != 0)
            return problem;
        snprintf(name_r, BS_KEY_NAME, "tag-%s", id);
    } while (bs_keyfile_find(keys, name_r) != NULL);
    return 0;
}

static int
make_line(const struct bs_keyfile *keys, enum bs_key_kind kind, long long now,
          char name_r[BS_KEY_NAME], char *line_r, size_t size)
{
    char secret[TAG_SECRET_CHARACTERS + 1];
    size_t length = kind == BS_KEY_BATV ? BATV_CHARACTERS : TAG_SECRET_CHARACTERS;
    int problem = choose_name(keys, kind, now, name_r);

    if (problem == 0)
        problem = put_random(secret, length,
                             "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
    snprintf(line_r, size, "%s: %s since=%lld\n", name_r, problem == 0 ? secret : "", now);
    return problem;
}

/* Writing */

/* What becomes of the lines. */
struct plan {
    enum bs_key_kind kind;
    const char *new;                /* a line before the first of the kind, or NULL */
    long long now;                  /* when the key that signed stops, if there is a new one */
    const struct bs_key_line *drop; /* NULL: those of the kind that are done */
};

static bool
is_dropped(const struct plan *plan, const struct bs_key_line *line)
{
    if (plan->drop)
        return line == plan->drop;
    return line->kind == plan->kind && bs_key_is_done(line, plan->now);
}

static void
put(FILE *to, struct bs_span text)
{
    fwrite(text.p ? text.p : (const unsigned char *)"", 1, text.n, to);
}

/* Writes the new text according to the plan. */
static void
write_plan(FILE *to, const struct bs_keyfile *keys, const struct plan *plan, struct bs_span text)
{
    const char *new = plan->new;
    size_t at = 0;

    for (unsigned i = 0; i < keys->count; i++) {
        const struct bs_key_line *line = &keys->line[i];
        put(to, bs_span_drop(bs_span_take(text, line->from), at));
        at = line->from;
        if (new && line->kind == plan->kind) {
            fputs(new, to);
            new = NULL;
        }
        if (is_dropped(plan, line)) {
            at = line->to;
        } else if (plan->new && line->kind == plan->kind && line->signs) {
            put(to, bs_span_drop(bs_span_take(text, line->end), at));
            fprintf(to, " until=%lld", plan->now);
            at = line->end;
        }
    }
    put(to, bs_span_drop(text, at));
    if (new &&text.n > 0 && bs_span_at(text, text.n - 1) != '\n')
        fputc('\n', to);
    if (new)
        fputs(new, to);
}

/* Who owns a new file, and which permissions of an old one are too wide. */
static struct stat
permissions(const struct bs_keyfile *keys)
{
    const struct group *group = geteuid() == 0 ? getgrnam(BS_EXIM_USER) : NULL;
    struct stat like = keys->file.stat;

    if (keys->file.text == NULL) {
        like.st_uid = geteuid();
        like.st_gid = group ? group->gr_gid : getegid();
        like.st_mode = 0640;
    }
    like.st_mode &= 07770;
    return like;
}

static int
carry_out(const struct bs_keyfile *keys, const struct plan *plan)
{
    struct stat like = permissions(keys);
    struct bs_span old = keys->file.text ? bs_file_span(&keys->file) : bs_span_text(new_file);
    char *text = NULL;
    size_t n = 0;
    FILE *to = open_memstream(&text, &n);

    if (to == NULL)
        return errno;
    write_plan(to, keys, plan, old);
    int problem = ferror(to) ? ENOMEM : 0;
    if (fclose(to) != 0)
        problem = ENOMEM;
    if (problem == 0)
        problem = bs_file_replace(keys->path, bs_span_of(text, n), &like);
    free(text);
    if (problem == 0)
        bs_copy_follow(keys->path);
    return problem;
}

int
bs_keyfile_add(const struct bs_keyfile *keys, enum bs_key_kind kind, long long now,
               char name_r[BS_KEY_NAME])
{
    char line[128];
    int problem = make_line(keys, kind, now, name_r, line, sizeof line);
    struct plan plan = {.kind = kind, .new = line, .now = now};

    return problem != 0 ? problem : carry_out(keys, &plan);
}

int
bs_keyfile_drop(const struct bs_keyfile *keys, const struct bs_key_line *line)
{
    struct plan plan = {.kind = line->kind, .drop = line};

    return carry_out(keys, &plan);
}
