/* door: loads backstop-lookup.so, for the plugin's child and for the command.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Links libc only. The object is beside the plugin. If it is missing, does not load, or has another
 * version, the door stays closed, and all questions are unknown. Does not: unload it. */
#ifndef BS_DOOR_H
#define BS_DOOR_H

#include "lookup.h"

/* NULL: the door stays closed, and *why_r (static, or libc's) says why. If `path` is NULL, the
 * object is looked for beside the file that this function was linked into, then at BS_LOOKUP_SO,
 * where it is installed. */
const struct bs_lookup_door *bs_door_open(const char *path, const char **why_r);

/* Answers all open questions; if `door` is NULL, they become unknown. */
unsigned bs_door_answer(const struct bs_lookup_door *door, struct bs_questions *q);

#endif
