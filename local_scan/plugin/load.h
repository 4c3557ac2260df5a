/* load: reads the policy files, and remembers what was wrong with them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Files are read each time they are needed, so that a change counts at once. If a file is missing,
 * unreadable or broken, the built-in default applies (for the part that cannot be used), and a flaw
 * is noted; this is never an error.
 *
 * One load at a time: texts are in static buffers, one for each file, that the
 * policy points into until the next bs_load_start. */
#ifndef BS_PLUGIN_LOAD_H
#define BS_PLUGIN_LOAD_H

#include "flaw.h"

struct bs_load {
    int dir; /* descriptor; -1: not open */
    bool known[BS_LISTS]; /* it has been there at some time */
    struct bs_policy *policy;
    struct bs_span settings; /* the text of that file */
    struct bs_flaw flaw[BS_FILES];
};

/* Starts a policy from its defaults. `dir` may be absent. The directory is opened when the first
 * file is needed, also after bs_load_end: so a child can continue where its parent ended. */
void bs_load_start(struct bs_load *load_r, struct bs_policy *policy, struct bs_span dir);

/* A list that never existed is empty; but if a list existed and is gone, its entries are not known.
 * So there is an empty file in `state_dir`/lists for each list that was ever seen; to stop using a
 * list, an administrator leaves it empty. `state_dir` absent: the usual directory. If Exim's user
 * may not write there, nothing is remembered. Only called in the parent. */
void bs_load_remember(struct bs_load *load, struct bs_span state_dir);

void bs_load_modes(struct bs_load *load);
void bs_load_list(struct bs_load *load, enum bs_list list);
void bs_load_own(struct bs_load *load); /* the lists that say who we are */
void bs_load_settings(struct bs_load *load);
void bs_load_keys(struct bs_load *load);
void bs_load_zones(struct bs_load *load);
void bs_load_end(struct bs_load *load);

/* How long a child may take, in milliseconds, according to the settings that were
 * read: what the DNS may take, and a second for everything else. */
unsigned bs_load_patience(const struct bs_load *load);

const char *bs_load_name(unsigned file);
const char *bs_flaw_name(unsigned kind);

#endif
