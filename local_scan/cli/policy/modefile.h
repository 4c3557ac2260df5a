/* modefile: reads and changes the file of modes for commands.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The plugin and the ACLs read the same file; as there, the first line that
 * names a check counts, and one without a usable mode leaves the built-in. */
#ifndef BS_MODEFILE_H
#define BS_MODEFILE_H

#include "file.h"
#include "paths.h"
#include "policy.h"

struct bs_modefile {
    char path[BS_PATH_SIZE];
    struct bs_file file;
    bool locked; /* bs_modefile_lock */
    int lock;
};

struct bs_mode_source {
    enum bs_mode mode;
    unsigned line; /* 0: built in */
};

/* Reads the file; one that is missing is empty. False after a complaint. */
bool bs_modefile_read(struct bs_modefile *modes_r);
void bs_modefile_free(struct bs_modefile *modes);

/* Nobody else changes modes or exemptions by a command until bs_modefile_unlock; what another has
 * changed since the file was read is read again. Does nothing if it is locked. Returns 0 or an
 * errno. */
int bs_modefile_lock(struct bs_modefile *modes);
void bs_modefile_unlock(struct bs_modefile *modes);

struct bs_mode_source bs_modefile_of(const struct bs_modefile *modes, const struct bs_about *check);

/* Changes the check's line, or adds one, after its line that is commented out, if there is such a
 * line, else at the end. It must be locked. Returns 0 or an errno; the file is then unchanged. */
int bs_modefile_set(struct bs_modefile *modes, const struct bs_about *check, enum bs_mode mode);

#endif
