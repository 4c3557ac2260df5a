/* walk: from the paths of a command line to single files.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A path may be anything that can be read. In a directory, all regular files
 * are visited, in byte order of their names, and its directories likewise;
 * hidden entries, symbolic links, devices and sockets are skipped. In a Maildir
 * and its subfolders (".Name", Maildir++), `cur` and `new` are visited, but not
 * `tmp`, where mail is still being written.
 *
 * Uses memory for the names of one directory and its parents, and one open
 * file at a time. A path longer than BS_PATH_SIZE is reported, not followed. */
#ifndef BS_WALK_H
#define BS_WALK_H

#include "paths.h"

#include <stdbool.h>
#include <stddef.h>

struct bs_walk {
    /* Called for a file, to be opened with `flags` added. Returns EISDIR if it turned out to be a
     * directory, else 0: the visitor handles other failures. */
    int (*file)(struct bs_walk *walk, const char *path, int flags);
    /* Called for a path that cannot be followed; `problem` is an errno. */
    void (*failed)(struct bs_walk *walk, const char *path, int problem);
    bool stop; /* set by the visitor: no more, please */
    size_t length;
    char path[BS_PATH_SIZE];
};

void bs_walk_path(struct bs_walk *walk, const char *path);

#endif
