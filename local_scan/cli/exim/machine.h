/* machine: finds out who we are.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * With an --own-* option, only what these options name is ours, and the policy's lists are not
 * read: so another machine's mail can be judged here. Otherwise, ours are the entries of the
 * policy's lists, the public addresses of this machine's interfaces, and its host name. Modes are
 * the policy's in both cases; if the given policy directory does not exist, the built-in ones,
 * after a complaint.
 *
 * Policy files and lines that cannot be read are complained about; their defaults apply.
 *
 * Does not: ask the network. */
#ifndef BS_MACHINE_H
#define BS_MACHINE_H

#include "options.h"
#include "policy.h"

/* --own-host, --own-net, --own-domain. */
extern const struct bs_option bs_machine_options[];

/* Adds the public addresses of the interfaces to own_nets. */
void bs_machine_interfaces(struct bs_policy *policy);

/* If own_domains is empty and no --own-* option was given, adds the domains for which this
 * machine's Exim accepts mail. */
void bs_machine_domains(struct bs_policy *policy);

/* Defaults, with the lists that say who is ours and who is never refused. The lists live as long as
 * the process. False, after a complaint: one of them cannot be read. */
bool bs_machine_lists(struct bs_policy *policy_r);

/* Fills the policy; it keeps pointers into the command line and memory of this module, which
 * lives as long as the process. False, after a complaint, if an option is not a valid entry of
 * its list or a given policy directory does not exist. */
bool bs_machine_identify(struct bs_policy *policy_r);

#endif
