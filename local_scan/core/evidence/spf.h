/* spf: the networks that may send for a domain, by its SPF record (RFC 7208).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * This does not evaluate the record for one address: it finds all networks that the record, and
 * those that it includes, permit (by "+", no qualifier, or "?", but not by "?all"). If receivers
 * may disagree, more is permitted rather than less, because the result is only used to keep a host
 * from being taken for a stranger's.
 *
 *   all, ip4, ip6, a, mx, include, redirect    read
 *   exists, ptr, macros                        passed over: the rest is unknown
 *   a term that makes no sense                 likewise
 *   include, redirect to no record             likewise
 *
 * Limits: BS_MAX_SPF_LOOKUPS terms that look something up, BS_MAX_MX_HOSTS of an MX; beyond them,
 * the rest is unknown. RFC 7208's limit of void lookups is not needed, because each counts as one
 * of the ten. */
#ifndef BS_SPF_H
#define BS_SPF_H

#include "question.h"

/* Called for each network, for some more than once. 0.0.0.0/0 and ::/0 are "all". */
typedef void bs_spf_permit(void *arg, const struct bs_net *net);

/* True if these are all networks; false while something is open or unknown. */
bool bs_spf_read(struct bs_questions *q, struct bs_span domain, bs_spf_permit *permit, void *arg);

#endif
