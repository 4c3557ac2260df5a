/* tagged: does an incoming message have a tag of ours? For the ACLs.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Judged in a child, within one deadline, by the keys and settings of the policy directory `dir`
 * (absent: the usual one). `sender` is the reverse-path without <>: a tag is valid for the sender
 * that the mail left with, or for its author. A child that fails is logged.
 *
 * Does not: read bodies; remove the tag (judge does). */
#ifndef BS_PLUGIN_TAGGED_H
#define BS_PLUGIN_TAGGED_H

#include "span.h"

/* "valid"; "none" for no tag of ours, or one that is not good; "failed" if it could not be
 * judged. */
const char *bs_tagged_find(struct bs_span header, struct bs_span sender, struct bs_span dir);

#endif
