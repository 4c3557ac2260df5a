/* compile: reads the policy files, and makes the text that the ACLs read.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * For the command, which writes the copy, and for the plugin, which says whether the copy is
 * current. Does not allocate memory. A file is read if it has less than BS_COMPILE_MAX octets and
 * Exim's user may read it, even if another user reads it here.
 *
 * Does not: write. */
#ifndef BS_COMPILE_H
#define BS_COMPILE_H

#include "compiled.h"

#include <sys/stat.h>

#define BS_COMPILE_MAX 100000u /* octets: a list of some 4,000 entries */

struct bs_compile {
    const char *policy_dir;
    const char *state_dir;
    uid_t uid; /* of Exim's user */
    gid_t gid;
};

/* The results of stat for all files, as one word: while the word is the same, so are the files.
 * Returns true if that is certain: only if the last change is not too recent, because the clock of
 * a file system ticks slowly. */
#define BS_COMPILE_STAMP 24
bool bs_compile_stamp(const struct bs_compile *from, char stamp_r[BS_COMPILE_STAMP]);

/* Reads all files; the caller then calls bs_compiled_end. */
void bs_compile_read(const struct bs_compile *from, struct bs_compiled *compiled_r);

/* May that user read a file with this owner and mode? */
bool bs_compile_may_read(const struct stat *st, uid_t uid, gid_t gid);

#endif
