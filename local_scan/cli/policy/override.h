/* override: who an administrator lets read a file of ours, as told to dpkg (dpkg-statoverride(1)).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * dpkg itself applies this only to what is in a package, so a program that makes a file asks. */
#ifndef BS_OVERRIDE_H
#define BS_OVERRIDE_H

#include <stdbool.h>
#include <sys/stat.h>

/* Owner, group and permissions, into these members of *like_r. False, and nothing is changed, if no
 * override names the file, or the caller is not root and could not apply it. `path` has no characters of a
 * pattern. */
bool bs_override_find(const char *path, struct stat *like_r);

#endif
