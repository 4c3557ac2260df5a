/* file: reads whole files, and replaces them atomically.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Functions return 0 or an errno. A replaced file keeps its owner, group and permissions; if that
 * is not possible, it is not replaced. Readers see either the old text or the new one. */
#ifndef BS_FILE_H
#define BS_FILE_H

#include "span.h"

#include <sys/stat.h>

/* Policy files and parts of Exim's configuration are far below this. */
#define BS_FILE_MAX (8u * 1024 * 1024)

struct bs_file {
    char *text; /* NUL-terminated; NULL: no such file */
    size_t n;
    struct stat stat;
};

/* ENOENT is not an error: then text is NULL. EFBIG: over BS_FILE_MAX. */
int bs_file_read(struct bs_file *file_r, const char *path);
void bs_file_free(struct bs_file *file);
struct bs_span bs_file_span(const struct bs_file *file);

/* Makes a new text, in which `insert` replaces the octets from `from` to `to`. */
int bs_file_splice(struct bs_file *new_r, struct bs_span text, size_t from, size_t to,
                   struct bs_span insert);

/* `like` gives owner and permissions; NULL: the caller's, and 0644. A symbolic link
 * stays, and the file that it leads to is replaced, or made if it does not exist. EISDIR, ENOTSUP: a directory, a
 * device or a pipe is in its place, and stays. */
int bs_file_replace(const char *path, struct bs_span text, const struct stat *like);

/* For output to a path that the user chose: a file is replaced, and keeps owner and
 * permissions; a device or a pipe is written into. */
int bs_file_write(const char *path, struct bs_span text);

/* If two processes read a file and replace it, one change is lost. Locks its directory,
 * which is made if needed, because each replacement makes a new file. Returns a
 * descriptor to close, or -1 with errno. From then on, signals like that of Ctrl-C have no effect:
 * the change, its line in a log and Exim's copy belong together, and take a moment. */
int bs_file_lock(const char *path);

/* For a command that goes on for long after its change: signals have their effect again. */
void bs_file_unlock(int lock);

#endif
