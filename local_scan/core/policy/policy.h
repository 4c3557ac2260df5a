/* policy: who we are, who we trust, and what each check may do.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Filled from the text of policy files, which a front end has read; the texts must live as long as
 * the policy. Files: one entry per line; '#' starts a comment at the start of a line or after a
 * blank. `modes` has "check: mode" lines.
 *
 * A line that cannot be read changes nothing; its number is returned, so that the front end can
 * report it. A check that `modes` does not name is in its built-in mode. Names of other checks than
 * those of enum bs_check are skipped: the checks of the envelope share the file.
 *
 * Entries: own_nets and relay_hosts take addresses and networks, own_hosts
 * names and addresses, own_domains names (also "*.example"). Exempt lists take
 * the forms that Exim's lsearch/iplsearch lists share: exempt_hosts addresses,
 * networks and names; exempt_senders and exempt_rcpts addr@dom, @dom, dom,
 * "*@dom". Limit: BS_MAX_ENTRIES per list; the rest is dropped and reported. */
#ifndef BS_POLICY_H
#define BS_POLICY_H

#include "check.h"
#include "ip.h"
#include "keyring.h"
#include "bounds.h"

enum bs_list {
    BS_LIST_OWN_HOSTS,
    BS_LIST_OWN_NETS,
    BS_LIST_OWN_DOMAINS,
    BS_LIST_RELAY_HOSTS,
    BS_LIST_EXEMPT_HOSTS,
    BS_LIST_EXEMPT_SENDERS,
    BS_LIST_EXEMPT_RCPTS,
    BS_LIST_LIST_HOSTS, /* hosts of mailing lists: reported, never refused */
    BS_LISTS
};

struct bs_entry {
    struct bs_span text;
    struct bs_net net; /* where is_net */
    bool is_net;
};

struct bs_entries {
    struct bs_entry *item; /* NULL before the first */
    unsigned count;
};

/* Must not be copied, because its lists point into it. The members that bs_policy_start writes are
 * next to each other: the plugin starts a policy in each connection, and each page of memory that
 * is touched costs time. */
struct bs_policy {
    enum bs_mode mode[BS_CHECKS];
    struct bs_entries list[BS_LISTS];
    struct bs_keyring keyring; /* of the file keys; filled by the front end */
    unsigned tag_days;         /* how long a proof is good for */
    struct bs_span zones;      /* the text of dnsbl_zones (border.h) */
    bool unread;               /* a list that says who we are was not read whole: then a
                                * stranger may be ours. Set here for what is read here, and
                                * by the front end for files that it cannot read, or that
                                * were there and are gone */
    bool keys_unread;          /* the same of the keys; by the front end */
    struct bs_entry room[BS_LISTS][BS_MAX_ENTRIES]; /* for the lists */
};

void bs_policy_defaults(struct bs_policy *policy_r);

/* Both return 0, or the number of the first line that could not be read or
 * kept; reading goes on after it. */
unsigned bs_policy_read_modes(struct bs_policy *policy, struct bs_span text);
unsigned bs_policy_read_list(struct bs_policy *policy, enum bs_list list, struct bs_span text);

/* Several entries on one line are a mistake, because only the first is read: "192.0.2.1 2001:db8::1",
 * "192.0.2.1 - 192.0.2.9", "a.example : b.example". Is there another one in the data of a line? Other
 * words are data, which lsearch allows. In a list that says who we are, this counts as a line that
 * could not be read. */
bool bs_policy_has_more(struct bs_span data);

/* Adds one entry; false if it is not of the list's form or does not fit. */
bool bs_policy_add(struct bs_policy *policy, enum bs_list list, struct bs_span entry);

bool bs_policy_has_ip(const struct bs_policy *policy, enum bs_list list, const struct bs_ip *ip);
bool bs_policy_has_host(const struct bs_policy *policy, enum bs_list list, struct bs_span name);
bool bs_policy_has_address(const struct bs_policy *policy, enum bs_list list,
                           struct bs_span address);

/* Names of our own: a host of own_hosts, or in a domain of own_domains. The name may be in letters
 * beyond ASCII (idn.h). */
bool bs_policy_own_name(const struct bs_policy *policy, struct bs_span name);
/* Addresses of our own: own_nets and the addresses of own_hosts; public ones
 * only, for a private address does not identify a host. */
bool bs_policy_own_ip(const struct bs_policy *policy, const struct bs_ip *ip);
/* Is any public address of ours known? And one of IPv4 (`is4`), or of IPv6? */
bool bs_policy_has_identity(const struct bs_policy *policy);
bool bs_policy_has_family(const struct bs_policy *policy, bool is4);

/* Is the list one of those that say who we are: own_hosts, own_nets, own_domains,
 * relay_hosts? */
bool bs_list_is_own(enum bs_list list);

const char *bs_list_name(enum bs_list list); /* the file's name */

#endif
