/* current: the policy according to its files at this moment, for the ACLs.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The ACLs read a copy (compiled.h) that the command writes. They ask here if the copy does not say
 * that systemd keeps it current. The text is kept for as long as the files do not change.
 *
 * Does not: write the copy, because that belongs to root. */
#ifndef BS_PLUGIN_CURRENT_H
#define BS_PLUGIN_CURRENT_H

#include "span.h"

/* "same", if the copy has this stamp and it is that of the files; else the text of the
 * policy, which is good until the next call. */
const char *bs_current_policy(struct bs_span policy_dir, struct bs_span state_dir,
                              struct bs_span stamp);

/* The keys of return paths that belong to the text that was given last. */
const char *bs_current_keys(void);

#endif
