/* exempt: hosts, senders and recipients whose mail is judged and never refused.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * These are the entries of the exempt_ lists, our own hosts (own_hosts, own_nets), hosts of mailing
 * lists (list_hosts), and the recipients postmaster and abuse (RFC 5321 §4.5.1, RFC 2142). A
 * message is refused or accepted for all recipients at once: one recipient in exempt_rcpts, which
 * the administrator chose, exempts the whole message; role addresses, which everybody knows, exempt
 * it only if all of its recipients are role addresses. Our ACLs make sure that they come alone
 * (acl/exempt, backstop_apart).
 *
 * Each function returns the reason, the name of a list or "role"; NULL if nothing exempts the
 * message. */
#ifndef BS_EXEMPT_H
#define BS_EXEMPT_H

#include "policy.h"

/* The lists that bs_exempt_host asks, in its order. */
#define BS_EXEMPT_HOST_LISTS 4
extern const enum bs_list bs_exempt_host_lists[BS_EXEMPT_HOST_LISTS];

/* `ip`: NULL if it is not known. `name`: confirmed by the DNS in both directions, or absent. */
const char *bs_exempt_host(const struct bs_policy *policy, const struct bs_ip *ip,
                           struct bs_span name);
const char *bs_exempt_sender(const struct bs_policy *policy, struct bs_span sender);

/* The recipients of a message; starts as {0}. */
struct bs_exempt_rcpts {
    bool listed, role, other;
};
void bs_exempt_add(struct bs_exempt_rcpts *all, const struct bs_policy *policy,
                   struct bs_span address);
const char *bs_exempt_of(const struct bs_exempt_rcpts *all);

#endif
