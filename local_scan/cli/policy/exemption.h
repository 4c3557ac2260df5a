/* exemption: adds and removes entries of the lists of exemptions.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * An entry is a line of its own, with a comment that says since when and why:
 *
 *   198.51.100.7  # 2026-01-31 joe: their HELO is broken, they know
 *
 * Other lines stay as they are. Returns of bs_exemption_add and _remove are 0 or
 * an errno; the file is then as it was. */
#ifndef BS_EXEMPTION_H
#define BS_EXEMPTION_H

#include "policy.h"

#define BS_EXEMPTION_TEXT 320 /* of an entry: RFC 5321 has 254 for an address, and its NUL */

/* Names of the lists, NULL after the last. */
extern const char *const bs_exemption_lists[];
enum { BS_EXEMPT_HOSTS, BS_EXEMPT_SENDERS, BS_EXEMPT_RCPTS, BS_LIST_HOSTS, BS_OUT_EXEMPT };

/* The list for this entry: that of hosts; for an address of ours, that of recipients; for any other
 * address, that of senders. */
unsigned bs_exemption_list(const struct bs_policy *policy, const char *entry);

/* Why this cannot be an entry there; NULL: it can. */
const char *bs_exemption_flaw(unsigned list, const char *entry);

/* EEXIST if the entry already exists. E2BIG: the list already has as many entries as are read. */
int bs_exemption_add(unsigned list, const char *entry, const char *comment);

/* Removes the first line with that entry. ENOENT if there is not one. The caller has locked the
 * policy (bs_modefile_lock). */
int bs_exemption_remove(const char *list, const char *entry);

#endif
