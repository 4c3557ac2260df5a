/* file: reads whole files, and replaces them atomically. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "file.h"

#include "paths.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#define LINKS_MAX 40 /* as in Linux */

static int
read_all(struct bs_file *file, int fd)
{
    size_t size = (size_t)file->stat.st_size + 1;

    if (file->stat.st_size > (off_t)BS_FILE_MAX)
        return EFBIG;
    file->text = malloc(size);
    if (file->text == NULL)
        return ENOMEM;
    while (file->n < size - 1) {
        ssize_t got = read(fd, file->text + file->n, size - 1 - file->n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return errno;
        if (got == 0)
            break;
        file->n += (size_t)got;
    }
    file->text[file->n] = '\0';
    return 0;
}

int
bs_file_read(struct bs_file *file_r, const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    int problem = 0;

    *file_r = (struct bs_file){0};
    if (fd < 0)
        return errno == ENOENT ? 0 : errno;
    if (fstat(fd, &file_r->stat) < 0)
        problem = errno;
    else if (!S_ISREG(file_r->stat.st_mode))
        problem = S_ISDIR(file_r->stat.st_mode) ? EISDIR : ENXIO;
    else
        problem = read_all(file_r, fd);
    close(fd);
    if (problem != 0)
        bs_file_free(file_r);
    return problem;
}

void
bs_file_free(struct bs_file *file)
{
    free(file->text);
    *file = (struct bs_file){0};
}

struct bs_span
bs_file_span(const struct bs_file *file)
{
    return bs_span_of(file->text, file->n);
}

static char *
put(char *to, struct bs_span text)
{
    if (text.n > 0)
        memcpy(to, text.p, text.n);
    return to + text.n;
}

int
bs_file_splice(struct bs_file *new_r, struct bs_span text, size_t from, size_t to,
               struct bs_span insert)
{
    struct bs_span behind = bs_span_drop(text, to);

    *new_r = (struct bs_file){.n = from + insert.n + behind.n};
    new_r->text = malloc(new_r->n + 1);
    if (new_r->text == NULL)
        return ENOMEM;
    *put(put(put(new_r->text, bs_span_take(text, from)), insert), behind) = '\0';
    return 0;
}

static int
write_all(int fd, struct bs_span text)
{
    while (text.n > 0) {
        ssize_t put = write(fd, text.p, text.n);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return errno;
        text = bs_span_drop(text, (size_t)put);
    }
    return 0;
}

/* Permissions first: once the owner has changed, setting them takes CAP_FOWNER, which a process
 * with CAP_CHOWN may lack. But changing the owner clears setuid and setgid. */
static int
dress(int fd, const struct stat *like)
{
    mode_t mode = like ? like->st_mode & 07777 : 0644;

    if (fchmod(fd, mode) < 0)
        return errno;
    if (like && (like->st_uid != geteuid() || like->st_gid != getegid()) &&
        fchown(fd, like->st_uid, like->st_gid) < 0)
        return errno;
    return (mode & (S_ISUID | S_ISGID)) && fchmod(fd, mode) < 0 ? errno : 0;
}

/* A rename is safe on the disk only once its directory is. */
static int
sync_directory(const char *path)
{
    char copy[BS_PATH_SIZE];

    snprintf(copy, sizeof copy, "%s", path);
    int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return errno;
    int problem = fsync(fd) < 0 && errno != EINVAL ? errno : 0;
    close(fd);
    return problem;
}

int
bs_file_write(const char *path, struct bs_span text)
{
    struct stat st;

    bool is_there = stat(path, &st) == 0;
    if (!is_there || S_ISREG(st.st_mode))
        return bs_file_replace(path, text, is_there ? &st : NULL);
    int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return errno;
    int problem = write_all(fd, text);
    return close(fd) < 0 && problem == 0 ? errno : problem;
}

/* The path of the file itself, which need not exist: a link may lead to a file that is yet to be
 * made, and stays a link. */
static int
find_file(const char *path, char real_r[BS_PATH_SIZE])
{
    char copy[BS_PATH_SIZE], target[BS_PATH_SIZE];

    if (strlen(path) >= BS_PATH_SIZE)
        return ENAMETOOLONG;
    strcpy(real_r, path);
    for (int links = 0; links < LINKS_MAX; links++) {
        ssize_t n = readlink(real_r, target, sizeof target - 1);
        if (n < 0)
            return errno == EINVAL || errno == ENOENT ? 0 : errno; /* not a link, or nothing yet */
        target[n] = '\0'; /* bounds: n < sizeof target */
        strcpy(copy, real_r);
        int length = *target == '/'
                         ? snprintf(real_r, BS_PATH_SIZE, "%s", target)
                         : snprintf(real_r, BS_PATH_SIZE, "%s/%s", dirname(copy), target);
        if (length >= BS_PATH_SIZE)
            return ENAMETOOLONG;
    }
    return ELOOP;
}

int
bs_file_replace(const char *path, struct bs_span text, const struct stat *like)
{
    char real[BS_PATH_SIZE], new[BS_PATH_SIZE + 16];
    struct stat st;

    int unknown = find_file(path, real);
    if (unknown != 0)
        return unknown;
    if (stat(real, &st) == 0 && !S_ISREG(st.st_mode))
        return S_ISDIR(st.st_mode) ? EISDIR : ENOTSUP;
    /* A dot in the name: Debian's configuration ignores such files. */
    snprintf(new, sizeof new, "%s.new.XXXXXX", real);
    int fd = mkostemp(new, O_CLOEXEC);
    if (fd < 0)
        return errno;
    int problem = dress(fd, like);
    if (problem == 0)
        problem = write_all(fd, text);
    if (problem == 0 && fsync(fd) < 0)
        problem = errno;
    close(fd);
    if (problem == 0 && rename(new, real) < 0)
        problem = errno;
    if (problem != 0)
        unlink(new);
    return problem != 0 ? problem : sync_directory(real);
}

/* `how` is SIG_BLOCK or SIG_UNBLOCK. */
static void
mask_endings(int how)
{
    sigset_t endings;

    sigemptyset(&endings);
    sigaddset(&endings, SIGHUP);
    sigaddset(&endings, SIGINT);
    sigaddset(&endings, SIGQUIT);
    sigaddset(&endings, SIGTERM);
    sigprocmask(how, &endings, NULL);
}

int
bs_file_lock(const char *path)
{
    char copy[BS_PATH_SIZE];

    snprintf(copy, sizeof copy, "%s", path);
    const char *dir = dirname(copy);
    if (mkdir(dir, 0755) < 0 && errno != EEXIST)
        return -1;
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    while (flock(fd, LOCK_EX) < 0 && errno == EINTR)
        ;
    mask_endings(SIG_BLOCK);
    return fd;
}

void
bs_file_unlock(int lock)
{
    close(lock);
    mask_endings(SIG_UNBLOCK);
}
