/* compile: reads the policy files, and makes the text that the ACLs read. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "compile.h"

#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <time.h>
#include <unistd.h>

/* Two ticks of the slowest clock (HZ=100). */
#define TICKS 20000000LL /* ns */

static unsigned char content[BS_COMPILE_MAX];

struct directories {
    int policy;
    int state;
};

static struct directories
open_directories(const struct bs_compile *from)
{
    return (struct directories){
        open(from->policy_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC),
        open(from->state_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC),
    };
}

static void
close_directories(const struct directories *dirs)
{
    if (dirs->policy >= 0)
        close(dirs->policy);
    if (dirs->state >= 0)
        close(dirs->state);
}

/* FNV-1a. */
static uint64_t
mix(uint64_t sum, uint64_t number)
{
    for (int i = 0; i < 8; i++, number >>= 8)
        sum = (sum ^ (number & 0xff)) * 0x100000001b3u;
    return sum;
}

static uint64_t
mix_stat(uint64_t sum, const struct stat *st)
{
    const uint64_t numbers[] = {
        (uint64_t)st->st_dev,          (uint64_t)st->st_ino,          (uint64_t)st->st_size,
        (uint64_t)st->st_mode,         (uint64_t)st->st_uid,          (uint64_t)st->st_gid,
        (uint64_t)st->st_mtim.tv_sec,  (uint64_t)st->st_mtim.tv_nsec, (uint64_t)st->st_ctim.tv_sec,
        (uint64_t)st->st_ctim.tv_nsec,
    };

    for (size_t i = 0; i < BS_COUNT(numbers); i++)
        sum = mix(sum, numbers[i]);
    return sum;
}

static long long
age_of(const struct stat *st, const struct timespec *now)
{
    return (now->tv_sec - st->st_ctim.tv_sec) * 1000000000LL + now->tv_nsec - st->st_ctim.tv_nsec;
}

/* Has the plugin ever seen this list? It leaves a mark for each. */
static bool
was_there(const struct directories *dirs, const char *name)
{
    char mark[64];
    struct stat st;
    struct bs_text t = bs_text_in(mark, sizeof mark);

    bs_text_put(&t, "lists/");
    bs_text_put(&t, name);
    return dirs->state >= 0 && fstatat(dirs->state, mark, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

bool
bs_compile_stamp(const struct bs_compile *from, char stamp_r[BS_COMPILE_STAMP])
{
    struct directories dirs = open_directories(from);
    uint64_t sum = 0xcbf29ce484222325u;
    struct timespec now = {0};
    const char *name;
    bool of_state, settled = true;

    clock_gettime(CLOCK_REALTIME, &now);
    for (unsigned i = 0; (name = bs_compiled_source(i, &of_state)) != NULL; i++) {
        struct stat st;
        if (fstatat(of_state ? dirs.state : dirs.policy, name, &st, 0) < 0) {
            sum = mix(sum, (uint64_t)errno);
            sum = mix(sum, was_there(&dirs, name));
            continue;
        }
        sum = mix_stat(sum, &st);
        settled &= age_of(&st, &now) > TICKS;
    }
    close_directories(&dirs);
    struct bs_text t = bs_text_in(stamp_r, BS_COMPILE_STAMP);
    bs_text_number(&t, sum);
    return settled;
}

bool
bs_compile_may_read(const struct stat *st, uid_t uid, gid_t gid)
{
    if (st->st_uid == uid)
        return st->st_mode & S_IRUSR;
    return st->st_mode & (st->st_gid == gid ? S_IRGRP : S_IROTH);
}

/* O_NONBLOCK: a pipe that was put there must not stop mail. */
static enum bs_source_flaw
open_file(int dir, const char *name, const struct bs_compile *from, int *fd_r)
{
    struct stat st;

    *fd_r = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (*fd_r < 0 && (dir < 0 || errno == ENOENT))
        return BS_SOURCE_MISSING;
    if (*fd_r >= 0 && fstat(*fd_r, &st) == 0 && S_ISREG(st.st_mode) &&
        bs_compile_may_read(&st, from->uid, from->gid))
        return BS_SOURCE_FINE;
    return BS_SOURCE_UNREADABLE;
}

static enum bs_source_flaw
read_content(int fd, size_t *n_r)
{
    *n_r = 0;
    while (*n_r < sizeof content) {
        ssize_t got = read(fd, content + *n_r, sizeof content - *n_r);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return BS_SOURCE_UNREADABLE;
        if (got == 0)
            return BS_SOURCE_FINE;
        *n_r += (size_t)got;
    }
    return BS_SOURCE_UNREADABLE; /* too long */
}

/* Only `modes` must exist: another file that does not exist, and never did, is empty. */
static void
add_file(struct bs_compiled *compiled, unsigned i, const struct directories *dirs,
         const struct bs_compile *from)
{
    bool of_state;
    const char *name = bs_compiled_source(i, &of_state);
    size_t n = 0;
    int fd;
    enum bs_source_flaw flaw =
        open_file(of_state ? dirs->state : dirs->policy, name, from, &fd);

    if (flaw == BS_SOURCE_FINE)
        flaw = read_content(fd, &n);
    if (flaw == BS_SOURCE_MISSING && i > 0 && !was_there(dirs, name))
        flaw = BS_SOURCE_FINE;
    bs_compiled_add(compiled, i, bs_span_of(content, flaw == BS_SOURCE_FINE ? n : 0), flaw);
    if (fd >= 0)
        close(fd);
}

void
bs_compile_read(const struct bs_compile *from, struct bs_compiled *compiled_r)
{
    struct directories dirs = open_directories(from);
    bool of_state;

    bs_compiled_start(compiled_r);
    for (unsigned i = 0; bs_compiled_source(i, &of_state) != NULL; i++)
        add_file(compiled_r, i, &dirs, from);
    close_directories(&dirs);
}
