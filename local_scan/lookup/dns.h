/* dns: asks the name servers, with c-ares.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * All open questions are sent at once and share one deadline; without an answer by then, a question
 * is unknown. After a truncated reply, the question is sent again by TCP. Servers are the caller's,
 * or those of resolv.conf; no search domain is added to a name, and /etc/hosts is not read, because
 * only what the whole internet sees counts. No threads; at most two descriptors per server. c-ares
 * reads resolv.conf, nsswitch.conf and host.conf when it starts, and takes only the servers from
 * them.
 *
 * Does not: validate DNSSEC. That is the task of the resolver, which should be near. */
#ifndef BS_DNS_H
#define BS_DNS_H

#include "question.h"

/* Nothing is read or sent before the first question. `servers` as in lookup.h,
 * and must live until bs_dns_end. */
void bs_dns_start(const char *servers, unsigned deadline_ms);
void bs_dns_end(void);

/* Answers the open questions to the DNS, and keeps the answers in the cache. `until` is a time of
 * bs_clock_ms. */
void bs_dns_answer(struct bs_questions *q, long long until);

#endif
