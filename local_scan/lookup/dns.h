/* dns: questions to the name servers, by c-ares.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * All open questions go out together and are waited for together, until the
 * deadline; what has no answer then is unknown. Truncated replies are asked
 * for again by TCP. Servers are the caller's, or those of resolv.conf; no search
 * domain is added to a name, and /etc/hosts is not looked at: what counts is what
 * the whole internet sees. No threads; at most two descriptors for each server.
 *
 * c-ares reads resolv.conf, nsswitch.conf and host.conf when it starts, and takes
 * nothing from them but servers.
 *
 * Does not: validate DNSSEC. That is the resolver's, which should be near. */
#ifndef BS_DNS_H
#define BS_DNS_H

#include "question.h"

/* Nothing is read or sent before the first question. `servers` as in lookup.h,
 * and must live until bs_dns_end. */
void bs_dns_start(const char *servers, unsigned deadline_ms);
void bs_dns_end(void);

/* Answers what is open of the DNS, and keeps it in the cache. `until` is a time of
 * bs_clock_ms. */
void bs_dns_answer(struct bs_questions *q, long long until);

#endif
