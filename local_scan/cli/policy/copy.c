/* copy: the compiled copy of the policy, which Exim's ACLs read (compiled.h). */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "copy.h"

#include "file.h"
#include "override.h"
#include "paths.h"
#include "run.h"
#include "terminal.h"

#include "compile.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define WATCH   "backstop-policy.path"
#define TRIES   50
#define WORDS   128
#define A_TRICE 25000000L /* nanoseconds: longer than what bs_compile_stamp calls a moment */

static struct bs_compiled compiled;
static bool failed; /* bs_copy_follow has complained */

static void
source_of(struct bs_compile *from_r, const char *policy_dir, const char *state_dir)
{
    const struct passwd *user = getpwnam(BS_EXIM_USER);

    *from_r = (struct bs_compile){
        .policy_dir = policy_dir,
        .state_dir = state_dir,
        .uid = user ? user->pw_uid : geteuid(),
        .gid = user ? user->pw_gid : getegid(),
    };
}

bool
bs_copy_is_watched(void)
{
    struct bs_run run = {.argv = {"systemctl", "--quiet", "is-active", WATCH}, .seconds = 10};

    if (access("/run/systemd/system", F_OK) != 0)
        return false;
    bool watched = bs_run(&run) == 0;
    bs_run_free(&run);
    return watched;
}

/* Waits until a further change would be seen. */
static void
take_stamp(const struct bs_compile *from, char stamp_r[BS_COMPILE_STAMP])
{
    const struct timespec trice = {0, A_TRICE};

    for (int i = 0; i < TRIES && !bs_compile_stamp(from, stamp_r); i++)
        nanosleep(&trice, NULL);
}

static int
put(const struct bs_compile *from, const char *name, const char *text)
{
    struct stat like = {.st_mode = S_IRUSR | S_IWUSR | S_IRGRP, .st_gid = from->gid};
    char path[BS_PATH_SIZE];

    like.st_uid = geteuid();
    if (like.st_uid != 0)
        like.st_gid = getegid();
    snprintf(path, sizeof path, "%s/%s", from->state_dir, name);
    if (strcmp(from->state_dir, BS_STATE_DIR) == 0)
        bs_override_find(path, &like);
    return bs_file_replace(path, bs_span_text(text), &like);
}

static int
make_words(const struct bs_compile *from, bool watched, const char *stamp, char words_r[WORDS])
{
    struct stat st = {0};

    if (stat(from->policy_dir, &st) < 0 && errno != ENOENT)
        return errno;
    snprintf(words_r, WORDS, "copy=" BS_COMPILED_VERSION ":%s:%lld stamp=%s",
             watched ? "yes" : "no", (long long)st.st_ctim.tv_sec, stamp);
    return 0;
}

/* Does the copy start with these words? */
static bool
has_words(struct bs_span copy, const char *words)
{
    return bs_span_starts(copy, words) && strchr(" \n", bs_span_at(copy, strlen(words)));
}

static bool
is_written(const struct bs_compile *from, const char *words)
{
    char path[BS_PATH_SIZE];
    struct bs_file file;

    snprintf(path, sizeof path, "%s/policy.keys", from->state_dir);
    if (access(path, F_OK) != 0)
        return false;
    snprintf(path, sizeof path, "%s/policy", from->state_dir);
    bool written = bs_file_read(&file, path) == 0 && has_words(bs_file_span(&file), words) &&
                   bs_compile_may_read(&file.stat, from->uid, from->gid);
    bs_file_free(&file);
    return written;
}

/* The keys first: readers of the text look for them. */
static int
write_once(const struct bs_compile *from, bool watched, const char *stamp)
{
    char words[WORDS];
    int problem = make_words(from, watched, stamp, words);

    if (problem != 0 || is_written(from, words))
        return problem;
    bs_compile_read(from, &compiled);
    const char *text = bs_compiled_end(&compiled, words);
    problem = put(from, "policy.keys", bs_compiled_keys(&compiled));
    return problem != 0 ? problem : put(from, "policy", text);
}

int
bs_copy_write(const char *policy_dir, const char *state_dir)
{
    char before[BS_COMPILE_STAMP], after[BS_COMPILE_STAMP];
    bool watched = bs_copy_is_watched();
    struct bs_compile from;
    int problem;

    source_of(&from, policy_dir, state_dir);
    for (int i = 0; i < TRIES; i++) {
        take_stamp(&from, before);
        problem = write_once(&from, watched, before);
        bs_compile_stamp(&from, after);
        if (problem != 0 || strcmp(before, after) == 0)
            break;
    }
    return problem;
}

static bool
is_in(const char *path, const char *dir)
{
    return strncmp(path, dir, strlen(dir)) == 0 && path[strlen(dir)] == '/';
}

/* The policy itself has been changed, which another command may have done. */
static void
complain(int problem)
{
    char remedy[200];

    failed = true;
    snprintf(remedy, sizeof remedy,
             "Exim may still use an older policy: %s, then run 'sudo backstop compile'",
             bs_terminal_write_remedy(problem));
    bs_terminal_complain(BS_STATE_DIR "/policy", strerror(problem), remedy);
}

void
bs_copy_follow(const char *path)
{
    if ((!is_in(path, BS_POLICY_DIR) && !is_in(path, BS_STATE_DIR)) ||
        access(BS_STATE_DIR, F_OK) != 0)
        return;
    int problem = bs_copy_write(BS_POLICY_DIR, BS_STATE_DIR);
    if (problem != 0)
        complain(problem);
}

bool
bs_copy_failed(void)
{
    return failed;
}

enum bs_copy_state
bs_copy_look(const char *policy_dir, const char *state_dir, bool *believed_r)
{
    char path[BS_PATH_SIZE], stamp[BS_COMPILE_STAMP], words[WORDS];
    struct bs_compile from;
    struct bs_file file;

    *believed_r = false;
    snprintf(path, sizeof path, "%s/policy", state_dir);
    if (bs_file_read(&file, path) != 0)
        return BS_COPY_UNKNOWN;
    if (file.text == NULL)
        return BS_COPY_MISSING;
    *believed_r = bs_span_starts(bs_file_span(&file), "copy=" BS_COMPILED_VERSION ":yes:");
    source_of(&from, policy_dir, state_dir);
    bs_compile_stamp(&from, stamp);
    bool readable = bs_compile_may_read(&file.stat, from.uid, from.gid);
    bool fresh =
        make_words(&from, *believed_r, stamp, words) == 0 && has_words(bs_file_span(&file), words);
    bs_file_free(&file);
    return !readable ? BS_COPY_HIDDEN : fresh ? BS_COPY_FRESH : BS_COPY_STALE;
}

bool
bs_copy_directory(struct bs_fault *fault)
{
    const struct passwd *user = getpwnam(BS_EXIM_USER);

    if (user == NULL)
        return bs_fault_set(fault, "install exim4-base", "there is no user " BS_EXIM_USER);
    if (mkdir(BS_STATE_DIR, 0750) < 0 ? errno != EEXIST
                                      : lchown(BS_STATE_DIR, 0, user->pw_gid) < 0)
        return bs_fault_set(fault, "make room there, or make it writable", BS_STATE_DIR ": %s",
                            strerror(errno));
    return true;
}
