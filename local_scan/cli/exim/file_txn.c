/* file_txn: files that are changed together, or not at all. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "file_txn.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static int
failed(struct bs_file_txn *changes, const char *path, int problem)
{
    if (problem != 0)
        snprintf(changes->failed, sizeof changes->failed, "%s", path);
    return problem;
}

static int
remember(struct bs_file_txn *changes, const char *path, struct bs_change **change_r)
{
    for (unsigned i = 0; i < changes->count; i++) {
        *change_r = &changes->item[i];
        if (strcmp((*change_r)->path, path) == 0)
            return 0;
    }
    if (changes->count == BS_CHANGES_MAX)
        return ENOSPC;
    *change_r = &changes->item[changes->count];
    if ((size_t)snprintf((*change_r)->path, BS_PATH_SIZE, "%s", path) >= BS_PATH_SIZE)
        return ENAMETOOLONG;
    int problem = bs_file_read(&(*change_r)->before, path);
    changes->count += problem == 0;
    return problem;
}

int
bs_file_txn_write(struct bs_file_txn *changes, const char *path, struct bs_span text)
{
    struct bs_change *change;
    int problem = remember(changes, path, &change);

    if (problem == 0)
        problem = bs_file_replace(path, text, change->before.text ? &change->before.stat : NULL);
    return failed(changes, path, problem);
}

int
bs_file_txn_remove(struct bs_file_txn *changes, const char *path)
{
    struct bs_change *change;
    int problem = remember(changes, path, &change);

    if (problem == 0 && unlink(path) < 0 && errno != ENOENT)
        problem = errno;
    return failed(changes, path, problem);
}

int
bs_file_txn_keep(struct bs_file_txn *changes, const char *path)
{
    struct bs_change *change;

    return failed(changes, path, remember(changes, path, &change));
}

static bool
is_as_before(const struct bs_change *change)
{
    const struct bs_file *before = &change->before;
    struct bs_file now;

    if (bs_file_read(&now, change->path) != 0)
        return false;
    bool same = (now.text == NULL) == (before->text == NULL) && now.n == before->n;
    if (same && now.text)
        same = memcmp(now.text, before->text, now.n) == 0 &&
               now.stat.st_mode == before->stat.st_mode && now.stat.st_uid == before->stat.st_uid &&
               now.stat.st_gid == before->stat.st_gid;
    bs_file_free(&now);
    return same;
}

static bool
undo(const struct bs_change *change)
{
    const struct timespec times[2] = {change->before.stat.st_atim, change->before.stat.st_mtim};

    if (change->before.text == NULL)
        unlink(change->path);
    else if (!is_as_before(change))
        bs_file_replace(change->path, bs_file_span(&change->before), &change->before.stat);
    if (change->before.text)
        utimensat(AT_FDCWD, change->path, times, 0);
    return is_as_before(change);
}

bool
bs_file_txn_undo(struct bs_file_txn *changes)
{
    bool all = true;

    while (changes->count > 0) {
        struct bs_change *change = &changes->item[--changes->count];
        bool undone = undo(change);
        if (!undone)
            failed(changes, change->path, EIO);
        all &= undone;
        bs_file_free(&change->before);
    }
    return all;
}

void
bs_file_txn_forget(struct bs_file_txn *changes)
{
    while (changes->count > 0)
        bs_file_free(&changes->item[--changes->count].before);
}
