/* copy: the compiled copy of the policy, which Exim's ACLs read (compiled.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * STATE/policy and STATE/policy.keys, for root and Exim alone, unless dpkg-statoverride(1) says
 * otherwise, and only ever replaced by renaming: a name that never vanishes is what keeps an ACL
 * from deferring mail. Its first words:
 *
 *   copy=VERSION:WATCHED:CHANGED  yes: systemd calls 'backstop compile' when a file has
 *                                 changed; st_ctime of the policy's directory
 *   stamp=NUMBER                  of bs_compile_stamp
 *
 * Returns are 0 or an errno. */
#ifndef BS_COPY_H
#define BS_COPY_H

#include "fault.h"

#include <stdbool.h>

/* Writes the copy of the policy in use, and again if the files change in the meantime. */
int bs_copy_write(const char *policy_dir, const char *state_dir);

/* For a command that has changed this file: the same, if the file belongs to the policy in use.
 * Complains on failure; the change stays, but Exim may not use it yet. */
void bs_copy_follow(const char *path);
bool bs_copy_failed(void);

/* Does systemd watch the files? */
bool bs_copy_is_watched(void);

/* UNKNOWN if it cannot be read, HIDDEN if Exim's user cannot read it. `believed_r`: the copy says
 * that systemd watches the files, so Exim uses it without asking. */
enum bs_copy_state { BS_COPY_FRESH, BS_COPY_STALE, BS_COPY_MISSING, BS_COPY_HIDDEN, BS_COPY_UNKNOWN };
enum bs_copy_state bs_copy_look(const char *policy_dir, const char *state_dir, bool *believed_r);

/* The state directory: root's, for Exim to read. */
bool bs_copy_directory(struct bs_fault *fault);

#endif
