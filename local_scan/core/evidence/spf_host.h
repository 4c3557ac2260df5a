/* spf_host: whether a host may send for a domain, by its SPF record (RFC 7208 §4).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The sender is taken to be postmaster of that domain. The first term that matches decides, as for
 * any receiver. But an error (RFC 7208) is only BS_SPF_UNKNOWN here, and a malformed term makes the
 * result unknown only if no term before it matches.
 *
 *   all, ip4, ip6, a, mx, include, redirect    read
 *   exists, ptr, macros                        unknown from there on
 *   include, redirect to no record             likewise
 *   several records                            unknown
 *
 * Limits: BS_MAX_SPF_LOOKUPS terms that look something up, BS_MAX_MX_HOSTS of an MX; beyond them,
 * the result is unknown. RFC 7208's limit of void lookups is not needed, because each counts as one
 * of the ten.
 *
 * Does not: say what follows from an answer. */
#ifndef BS_SPF_HOST_H
#define BS_SPF_HOST_H

#include "question.h"

enum bs_spf {
    BS_SPF_OPEN,    /* a question is open: ask again once it is answered */
    BS_SPF_UNKNOWN, /* the DNS does not answer, or the record cannot be read */
    BS_SPF_NONE,    /* no record */
    BS_SPF_NEUTRAL,
    BS_SPF_SOFTFAIL,
    BS_SPF_FAIL,
    BS_SPF_PASS
};

enum bs_spf bs_spf_host_ask(struct bs_questions *q, struct bs_span domain,
                            const struct bs_ip *host);

/* "pass", "softfail"; "unknown" also for BS_SPF_OPEN. */
const char *bs_spf_host_name(enum bs_spf spf);

#endif
