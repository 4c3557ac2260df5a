/* org: registrable domains, with libpsl.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The Public Suffix List is the newer one of libpsl's built-in list and that of Debian's package
 * publicsuffix. Its private section counts: customers of a hosting provider under one name are not
 * one organisation.
 *
 * Does not: know who owns what; two registrable domains may be one owner's. */
#ifndef BS_ORG_H
#define BS_ORG_H

#include "found.h"

/* BS_ASK_ORG. `none`: the name is a public suffix, or an address. */
void bs_org_find(const struct bs_question *question, struct bs_found *found_r);
void bs_org_end(void);

#endif
