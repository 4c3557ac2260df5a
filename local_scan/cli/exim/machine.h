/* machine: who are we, as this command can find out?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * With any --own-* option, exactly these are ours, and the policy's lists are
 * not read: so mail of another machine can be judged here, with the built-in modes if the
 * given policy directory is not there, which is complained about. Else ours are the
 * lists of the policy directory, the public addresses of this machine's
 * interfaces, and its host name. Modes are the policy's in both cases.
 *
 * Unreadable policy files and lines are complained about; what they would
 * have said stays at its default.
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

/* Adds the domains for which this machine's Exim takes mail to own_domains, where there are none
 * and no --own-* option was given. */
void bs_machine_domains(struct bs_policy *policy);

/* Defaults, with the lists that say who is ours and who is never refused. The
 * lists live as long as the process. False: one of them cannot be read, which was
 * complained about. */
bool bs_machine_lists(struct bs_policy *policy_r);

/* Fills the policy; it keeps pointers into the command line and memory of this
 * module, which lives as long as the process. False where an option is no
 * entry of its list, or a given policy directory is not there: complained. */
bool bs_machine_identify(struct bs_policy *policy_r);

#endif
