/* identity: who this host is, according to Exim's configuration and its
 * interfaces.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Adds to the own_ lists of a policy: the host's name, its domains, the hosts that it relays for,
 * and its interfaces' addresses. Of Exim's lists, only plain names, addresses and networks are
 * used: lookups, patterns, expansions and negations are skipped. An entry too many can only keep a
 * bounce from being refused.
 *
 * Asking the kernel for the interfaces allocates memory. Texts that were added live until the names
 * are added to the next policy. */
#ifndef BS_PLUGIN_IDENTITY_H
#define BS_PLUGIN_IDENTITY_H

#include "exim.h"
#include "policy.h"

/* All of it; `setting` as the parent has expanded it. */
void bs_identity_add(struct bs_policy *policy, const struct bs_span setting[BS_SETTINGS_OF_JOB]);

/* Everything except the interfaces. */
void bs_identity_names(struct bs_policy *policy, const struct bs_span setting[BS_SETTINGS_OF_JOB]);

/* A named list as Exim's ${listnamed:} gives it: items between " : ". "@" is
 * `hostname`. What is an address goes to own_nets, else to `names`. */
void bs_identity_list(struct bs_policy *policy, enum bs_list names, struct bs_span list,
                      struct bs_span hostname);

/* Adds the public addresses of this host, according to the kernel, to own_nets. If it does not
 * answer (an Exim without AF_NETLINK, or without a free descriptor), that list is unread. */
void bs_identity_interfaces(struct bs_policy *policy);

#endif
