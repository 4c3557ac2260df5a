/* exempt: whose mail is judged and never refused.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the exempt_ lists name, our own hosts (own_hosts, own_nets), hosts of
 * mailing lists (list_hosts), and what is for postmaster or abuse (RFC 5321
 * §4.5.1, RFC 2142). One message has one answer, so one exempt recipient
 * exempts it for all.
 *
 * Each returns why, the name of a list or "role"; NULL if nothing speaks
 * against a refusal. */
#ifndef BS_EXEMPT_H
#define BS_EXEMPT_H

#include "policy.h"

/* The lists that bs_exempt_host asks, in its order. */
#define BS_EXEMPT_HOST_LISTS 4
extern const enum bs_list bs_exempt_host_lists[BS_EXEMPT_HOST_LISTS];

/* `ip` NULL: not known; `name` absent, or as the DNS has it and back. */
const char *bs_exempt_host(const struct bs_policy *policy, const struct bs_ip *ip,
                           struct bs_span name);
const char *bs_exempt_sender(const struct bs_policy *policy, struct bs_span sender);
const char *bs_exempt_recipient(const struct bs_policy *policy, struct bs_span address);

#endif
