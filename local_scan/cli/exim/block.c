/* block: which users are blocked, and when their counters were last reset. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "block.h"

#include "date.h"
#include "file.h"
#include "terminal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Exim's counters cover at most one day, so a line this old can be removed: the counters from
 * before the reset have long expired. */
#define FORGET (30 * BS_DAY)

const char *bs_block_exim = BS_EXIM, *bs_block_state = BS_STATE_DIR;

const struct bs_option bs_block_options[] = {
    BS_TEXT("exim", "PROGRAM", &bs_block_exim, "Exim (default: " BS_EXIM ")"),
    BS_DIR("state", &bs_block_state,
           "where blocks and counters are (default: " BS_STATE_DIR ")"),
    BS_END,
};

bool
bs_block_complain(const char *path, int problem)
{
    if (problem == EACCES || problem == EPERM)
        bs_terminal_complain(path, strerror(problem), "run as root");
    else if (problem != 0)
        bs_terminal_complain_errno(path, problem);
    return problem == 0;
}

static int
open_dir(const char *state)
{
    char path[BS_PATH_SIZE];

    if ((size_t)snprintf(path, sizeof path, "%s/held", state) >= sizeof path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static int
write_entry(int dir, const char *name, const struct bs_block *block)
{
    int fd = openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);

    if (fd < 0)
        return errno;
    int problem = dprintf(fd, "%s %s\n", block->user, block->check) < 0 ? errno : 0;
    if (close(fd) != 0 && problem == 0)
        problem = errno;
    return problem;
}

/* The file is written first, then linked: a half-written file would block a user whose name is
 * lost. */
int
bs_block_put(const char *state, const struct bs_block *block)
{
    char name[32];
    int dir = open_dir(state);

    if (dir < 0)
        return errno;
    snprintf(name, sizeof name, "new-%ld", (long)getpid());
    unlinkat(dir, name, 0); /* of a process that was killed */
    int problem = write_entry(dir, name, block);
    if (problem == 0 && linkat(dir, name, dir, block->hash, 0) != 0)
        problem = errno;
    unlinkat(dir, name, 0);
    close(dir);
    return problem;
}

bool
bs_block_is_hash(const char *name)
{
    return strlen(name) == 40 && strspn(name, "0123456789ABCDEFabcdef") == 40;
}

static bool
copy_word(struct bs_span *rest, char *word_r, size_t size)
{
    struct bs_span word = bs_span_word(rest, " \n");

    for (size_t i = 0; i < word.n; i++)
        if (bs_span_at(word, i) < '!' || bs_span_at(word, i) > '~')
            return false;
    return word.n > 0 && (size_t)snprintf(word_r, size, "%.*s", (int)word.n, word.p) < size;
}

/* O_NONBLOCK: a pipe there must not stop root. */
static bool
read_entry(int dir, const char *name, struct bs_block *block_r)
{
    char text[BS_USER_SIZE + sizeof block_r->check + 2];
    struct stat st;
    int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

    if (fd < 0)
        return false;
    ssize_t n = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? read(fd, text, sizeof text) : -1;
    close(fd);
    if (n <= 0)
        return false;
    struct bs_span rest = bs_span_of(text, (size_t)n);
    memcpy(block_r->hash, name, sizeof block_r->hash);
    block_r->since = st.st_mtime;
    return copy_word(&rest, block_r->user, sizeof block_r->user) &&
           copy_word(&rest, block_r->check, sizeof block_r->check);
}

int
bs_block_each(const char *state, bs_block_found *found, void *arg)
{
    int fd = open_dir(state);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    struct dirent *entry;
    struct bs_block block;

    if (dir == NULL)
        return errno == ENOENT ? 0 : errno;
    while ((entry = readdir(dir)) != NULL)
        if (bs_block_is_hash(entry->d_name) && read_entry(fd, entry->d_name, &block))
            found(arg, &block);
    closedir(dir);
    return 0;
}

int
bs_block_take(const char *state, const struct bs_block *block)
{
    int dir = open_dir(state);

    if (dir < 0)
        return errno;
    int problem = unlinkat(dir, block->hash, 0) == 0 ? 0 : errno;
    close(dir);
    return problem;
}

/* The lines that still count, except this user's, and the user's new one. */
static char *
without(struct bs_span text, const char *user, time_t now)
{
    char *new = NULL;
    size_t n = 0;
    FILE *to = open_memstream(&new, &n);
    struct bs_span line;

    if (to == NULL)
        return NULL;
    while (bs_span_next_line(&text, &line)) {
        struct bs_span rest = line, name = bs_span_word(&rest, " ");
        long when = bs_span_number(bs_span_trim(rest), 12);
        if (name.n > 0 && !bs_span_is(name, user) && when > now - FORGET)
            fprintf(to, "%.*s\n", BS_SPAN(line));
    }
    fprintf(to, "%s %lld\n", user, (long long)now);
    if (fclose(to) == 0)
        return new;
    free(new);
    return NULL;
}

int
bs_block_reset(const char *state, const char *user)
{
    char path[BS_PATH_SIZE];
    struct bs_file file = {0};

    if ((size_t)snprintf(path, sizeof path, "%s/unlocked", state) >= sizeof path)
        return ENAMETOOLONG;
    int lock = bs_file_lock(path);
    if (lock < 0)
        return errno;
    int problem = bs_file_read(&file, path);
    char *text = problem == 0 ? without(bs_file_span(&file), user, time(NULL)) : NULL;
    if (problem == 0)
        problem = text ? bs_file_replace(path, bs_span_text(text), file.text ? &file.stat : NULL)
                       : ENOMEM;
    free(text);
    bs_file_free(&file);
    bs_file_unlock(lock);
    return problem;
}
