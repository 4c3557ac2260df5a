/* spf: the networks that may send for a domain, by its SPF record (RFC 7208).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Not an evaluation for one address: all networks that the record and those
 * that it includes permit (by "+", no qualifier, or "?", but not by "?all"). If
 * receivers may differ, more is permitted rather than less: what is learned here
 * only ever keeps a host from being taken for a stranger's.
 *
 *   all, ip4, ip6, a, mx, include, redirect    read
 *   exists, ptr, macros                        passed over: the rest is unknown
 *   a term that makes no sense                 likewise
 *   include, redirect to no record             likewise
 *
 * Limits: BS_MAX_SPF_LOOKUPS terms that look something up, BS_MAX_MX_HOSTS of
 * an MX; beyond them the rest is unknown. RFC 7208's limit of void lookups is not
 * needed: each is one of the ten. */
#ifndef BS_SPF_H
#define BS_SPF_H

#include "question.h"

/* Each network, some of them more than once. 0.0.0.0/0 and ::/0 are "all". */
typedef void bs_spf_permit(void *arg, const struct bs_net *net);

/* True if that is all; false while something is open or unknown. */
bool bs_spf_read(struct bs_questions *q, struct bs_span domain, bs_spf_permit *permit, void *arg);

#endif
