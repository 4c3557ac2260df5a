/* tagged: whether a message that comes in has a tag of ours, for the ACLs.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Judged in a child, within one deadline, by the keys and settings of the policy directory
 * `dir` (absent: the usual one). `sender` is the reverse-path without <>: a tag is good for
 * the sender that the mail left with, or for its author. A child that fails gets a line in
 * the log.
 *
 * Does not: look at bodies; take the tag out (judge does). */
#ifndef BS_PLUGIN_TAGGED_H
#define BS_PLUGIN_TAGGED_H

#include "span.h"

/* "valid"; "none" for no tag of ours, or one that is not good; "failed" if it could not be
 * judged. */
const char *bs_tagged_find(struct bs_span header, struct bs_span sender, struct bs_span dir);

#endif
