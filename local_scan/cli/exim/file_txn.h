/* file_txn: files that are changed together, or not at all.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The state of a file before its first change is remembered until the changes are undone or
 * forgotten, which frees the memory. Functions return 0 or an errno; `failed` then names the file.
 * Files changed before a failure stay changed: the caller undoes the changes.
 *
 * Limit: BS_CHANGES_MAX files; one more is ENOSPC, and not changed. A zeroed struct has no
 * changes. Does not: survive the end of the process. */
#ifndef BS_FILE_TXN_H
#define BS_FILE_TXN_H

#include "file.h"
#include "paths.h"

#define BS_CHANGES_MAX 16

struct bs_change {
    char path[BS_PATH_SIZE];
    struct bs_file before;
};

struct bs_file_txn {
    struct bs_change item[BS_CHANGES_MAX];
    unsigned count;
    char failed[BS_PATH_SIZE];
};

/* A new file gets the permissions 0644. */
int bs_file_txn_write(struct bs_file_txn *changes, const char *path, struct bs_span text);
int bs_file_txn_remove(struct bs_file_txn *changes, const char *path);

/* Remembers a file that another program is about to change. */
int bs_file_txn_keep(struct bs_file_txn *changes, const char *path);

/* Restores every file, octet for octet, with owner, permissions and time, and checks the result.
 * False: a file could not be restored. */
bool bs_file_txn_undo(struct bs_file_txn *changes);
void bs_file_txn_forget(struct bs_file_txn *changes);

#endif
