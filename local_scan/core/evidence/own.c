/* own: our addresses, from the names that are ours.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A provider's other customers must not count as ours. So an address is ours only if a name of our
 * own leads to it: our MX and SPF also name servers that have the provider's names, but a name in
 * our own domain leads only to an address that was given to us. All other addresses that we publish
 * are only permitted: forged mail through the same provider is not taken for ours, and our own mail
 * through it is not called a stranger's. */
#include "own.h"

#include "host.h"
#include "reverse.h"
#include "spf.h"

static void
add_net(struct bs_owned *owned, const struct bs_net *net, enum bs_own own)
{
    for (unsigned i = 0; i < owned->nets; i++) {
        const struct bs_own_net *known = &owned->net[i];
        if (known->own == own && known->net.bits == net->bits &&
            bs_ip_equal(&known->net.ip, &net->ip))
            return;
    }
    if (owned->nets == BS_MAX_OWN_NETS) {
        owned->unknown = true;
        return;
    }
    owned->net[owned->nets++] = (struct bs_own_net){*net, own};
    owned->identity |= own == BS_OWN_YES && bs_ip_public(&net->ip);
}

static void
permit(void *owned, const struct bs_net *net)
{
    add_net(owned, net, BS_OWN_PERMITTED);
}

static struct bs_known_as
look_up(struct bs_owned *owned, enum bs_ask ask, struct bs_span name)
{
    struct bs_known_as answer = bs_ask_name(owned->questions, ask, name);

    owned->unknown |= answer.known == BS_KNOWN_OPEN || answer.known == BS_KNOWN_UNKNOWN;
    return answer;
}

static void
add_host(struct bs_owned *owned, struct bs_span name, enum bs_own own)
{
    struct bs_known_as at = look_up(owned, BS_ASK_ADDRESS, name);

    for (unsigned i = 0; i < at.count; i++)
        add_net(owned, &(struct bs_net){at.item[i].ip, 128}, own);
}

static void
add_mx(struct bs_owned *owned, struct bs_span domain)
{
    struct bs_known_as mx = look_up(owned, BS_ASK_MX, domain);

    for (unsigned i = 0; i < mx.count && i < BS_MAX_MX_HOSTS; i++) {
        struct bs_span host = mx.item[i].text;
        bool own_name = bs_policy_own_name(owned->policy, host);
        add_host(owned, host, own_name ? BS_OWN_YES : BS_OWN_PERMITTED);
    }
    owned->unknown |= mx.count > BS_MAX_MX_HOSTS;
}

/* The domain's own address is typically that of its web site, on a server with a thousand others,
 * so it is only permitted. */
static void
add_domain(struct bs_owned *owned, struct bs_span domain)
{
    add_mx(owned, domain);
    add_host(owned, domain, BS_OWN_PERMITTED);
    if (!bs_spf_read(owned->questions, domain, permit, owned))
        owned->unknown = true;
}

/* False for a pattern ("*.example.org"), and for a name that is only known inside. */
static bool
can_be_asked(struct bs_span name)
{
    return bs_host_valid(name) && !bs_host_private(name);
}

/* The first `max` names of a list that the DNS can know. */
static void
add_list(struct bs_owned *owned, enum bs_list which, unsigned max,
         void (*add)(struct bs_owned *, struct bs_span))
{
    const struct bs_entries *list = &owned->policy->list[which];
    unsigned added = 0;

    for (unsigned i = 0; i < list->count; i++) {
        if (list->item[i].is_net || !can_be_asked(list->item[i].text))
            continue;
        if (added++ == max) {
            owned->unknown = true;
            return;
        }
        add(owned, list->item[i].text);
    }
}

static void
add_own_host(struct bs_owned *owned, struct bs_span name)
{
    add_host(owned, name, BS_OWN_YES);
}

void
bs_own_learn(struct bs_owned *owned_r, struct bs_questions *q, const struct bs_policy *policy,
             const struct bs_recipients *recipients)
{
    owned_r->policy = policy;
    owned_r->questions = q;
    owned_r->nets = 0;
    owned_r->unknown = false;
    owned_r->identity = bs_policy_has_identity(policy);
    if (q->offline)
        return;
    add_list(owned_r, BS_LIST_OWN_HOSTS, BS_MAX_OWN_HOSTS, add_own_host);
    if (recipients == NULL || !recipients->known) {
        add_list(owned_r, BS_LIST_OWN_DOMAINS, BS_MAX_OWN_DOMAINS, add_domain);
        return;
    }
    for (unsigned i = 0; i < recipients->count; i++)
        if (can_be_asked(bs_address_domain(recipients->address[i])))
            add_domain(owned_r, bs_address_domain(recipients->address[i]));
}

/* --------------------------------------------------------------- an address */

static bool
is_in_net(const struct bs_owned *owned, const struct bs_ip *ip, enum bs_own own)
{
    for (unsigned i = 0; i < owned->nets; i++)
        if (owned->net[i].own == own && bs_net_holds(&owned->net[i].net, ip))
            return true;
    return false;
}

bool
bs_own_has_family(const struct bs_owned *owned, bool is4)
{
    for (unsigned i = 0; i < owned->nets; i++) {
        const struct bs_ip *ip = &owned->net[i].net.ip;
        if (owned->net[i].own == BS_OWN_YES && bs_ip_public(ip) && bs_ip_is4(ip) == is4)
            return true;
    }
    return bs_policy_has_family(owned->policy, is4);
}

static bool
is_beside(const struct bs_ip *own, const struct bs_ip *ip)
{
    return bs_ip_public(own) && bs_net_holds(&(struct bs_net){*own, 64}, ip);
}

bool
bs_own_is_beside(const struct bs_owned *owned, const struct bs_ip *ip)
{
    if (bs_ip_is4(ip))
        return false;
    for (unsigned i = 0; i < owned->nets; i++)
        if (owned->net[i].own == BS_OWN_YES && is_beside(&owned->net[i].net.ip, ip))
            return true;
    for (unsigned list = BS_LIST_OWN_HOSTS; list <= BS_LIST_OWN_NETS; list++) {
        const struct bs_entries *entries = &owned->policy->list[list];
        for (unsigned i = 0; i < entries->count; i++)
            if (entries->item[i].is_net && is_beside(&entries->item[i].net.ip, ip))
                return true;
    }
    return false;
}

enum bs_own
bs_own_known(const struct bs_owned *owned, const struct bs_ip *ip)
{
    if (!bs_ip_public(ip))
        return BS_OWN_NO;
    if (bs_policy_own_ip(owned->policy, ip) || is_in_net(owned, ip, BS_OWN_YES))
        return BS_OWN_YES;
    if (is_in_net(owned, ip, BS_OWN_PERMITTED))
        return BS_OWN_PERMITTED;
    return owned->unknown ? BS_OWN_UNKNOWN : BS_OWN_NO;
}

/* SOME: a name of ours leads to the address. */
static enum bs_known
leads_there(const struct bs_owned *owned, struct bs_span name, const struct bs_ip *ip)
{
    if (!bs_policy_own_name(owned->policy, name) || !can_be_asked(name))
        return BS_KNOWN_NONE;
    return bs_reverse_leads_to(owned->questions, name, ip);
}

enum bs_own
bs_own_peer(const struct bs_owned *owned, const struct bs_hop *hop)
{
    enum bs_own own = hop->peer_known == BS_PEER_NONE ? BS_OWN_NO : bs_own_known(owned, &hop->peer);
    struct bs_span name[BS_MAX_HOP_NAMES + 2] = {hop->helo, hop->rdns};

    if (own == BS_OWN_YES || hop->peer_known == BS_PEER_NONE || owned->questions->offline ||
        !bs_ip_public(&hop->peer))
        return own;
    for (unsigned i = 0; i < hop->names; i++)
        name[i + 2] = hop->name[i]; /* bounds: names <= BS_MAX_HOP_NAMES */
    for (unsigned i = 0; i < hop->names + 2; i++) {
        enum bs_known leads = leads_there(owned, name[i], &hop->peer);
        if (leads == BS_KNOWN_SOME)
            return BS_OWN_YES;
        if (leads != BS_KNOWN_NONE && own == BS_OWN_NO)
            own = BS_OWN_UNKNOWN;
    }
    return own;
}
