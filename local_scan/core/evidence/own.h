/* own: which addresses are ours, by the policy and by what our names and
 * domains publish in the DNS.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Ours (BS_OWN_YES): what the policy says (own_nets, own_hosts, interfaces); the
 * A and AAAA of our own host names; of the MX of our domains, those with a name in
 * our own domains; and the peer of a hop that a name of ours beside it leads to.
 *
 * Permitted (BS_OWN_PERMITTED): the other addresses that MX, A and SPF (RFC 7208) of our domains
 * name. SPF permits the servers of a provider, and with them all its other customers; the MX of a
 * domain at a large provider serves all its customers. So a permitted address neither makes mail
 * ours nor counts as a stranger's: it only prevents the verdict foreign.
 *
 * While a question that could make any other address ours or permitted is open or unknown, the
 * address is BS_OWN_UNKNOWN, and not a stranger's. Offline, only the policy counts, and nothing is
 * unknown.
 *
 * Domains: those to which the report was addressed, for a bounce goes to the
 * envelope sender, and it is the SPF record of that sender's domain that permits hosts to
 * send for it. If they are not known, the plain names of own_domains, BS_MAX_OWN_DOMAINS
 * of them. Hosts: the plain names of own_hosts, BS_MAX_OWN_HOSTS of them. If a limit is
 * reached, the rest is unknown.
 *
 * Does not: recognise an address of ours that neither the policy nor the DNS names. */
#ifndef BS_OWN_H
#define BS_OWN_H

#include "policy.h"
#include "received.h"
#include "tag.h"

enum bs_own { BS_OWN_NO, BS_OWN_YES, BS_OWN_PERMITTED, BS_OWN_UNKNOWN };

struct bs_own_net {
    struct bs_net net;
    enum bs_own own; /* YES or PERMITTED */
};

/* What was learned; no views. */
struct bs_owned {
    const struct bs_policy *policy;
    struct bs_questions *questions;
    struct bs_own_net net[BS_MAX_OWN_NETS];
    unsigned nets;
    bool unknown;  /* something was not answered, or did not fit: there may be more */
    bool identity; /* a public address of ours is known, by policy or DNS */
};

/* Learns what can be learned in this round; call again after each round. `recipients` may be NULL:
 * they are not known. */
void bs_own_learn(struct bs_owned *owned_r, struct bs_questions *q, const struct bs_policy *policy,
                  const struct bs_recipients *recipients);

/* Is a public address of ours known that is of IPv4 (`is4`), or of IPv6? While no such
 * address is known, an address of that family cannot be called a stranger's. */
bool bs_own_has_family(const struct bs_owned *owned, bool is4);

/* Is it an IPv6 address of a network of 64 bits in which an address of ours is known? A host chooses
 * the other 64 bits as it likes, and may choose new ones every day (RFC 8981); but at some providers
 * the network is not one customer's, so this makes nothing ours. */
bool bs_own_is_beside(const struct bs_owned *owned, const struct bs_ip *ip);

/* What is already known, without a question about this address: for the addresses in a message, of
 * which there may be many. */
enum bs_own bs_own_known(const struct bs_owned *owned, const struct bs_ip *ip);

/* The peer of a hop. Also asks for the addresses of the names beside it, if they are ours: a host
 * of ours gives its name in HELO, and only our DNS says where that host is. The PTR is not queried:
 * a spammer's may never answer, and ours would not add anything. */
enum bs_own bs_own_peer(const struct bs_owned *owned, const struct bs_hop *hop);

#endif
