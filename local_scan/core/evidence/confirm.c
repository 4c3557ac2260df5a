/* confirm: links of a trail, checked against the DNS.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The host that wrote the lower line is the one that handed the mail to the upper one, so its name
 * should lead to the address that the upper one saw. Often it does not, for good reasons: mail
 * leaves through NAT, through another line than the one it comes in by, from one of many hosts, or
 * from a host whose name is only known inside. So a name that leads elsewhere does not break a link
 * by itself.
 *
 * A link is broken if nothing joins the two: no name, no network, no operator. If a sender has two
 * providers, at least one thing stays the same: its own name in HELO (trail.c compares it), or its
 * name on both addresses. */
#include "confirm.h"

#include "host.h"
#include "reverse.h"

/* Distances by address alone: near enough to be a neighbour, and too far to be of the same site. */
#define NEAR_BITS4 24
#define NEAR_BITS6 48
#define FAR_BITS4  16
#define FAR_BITS6  32

static bool
share_net(const struct bs_ip *a, const struct bs_ip *b, unsigned bits4, unsigned bits6)
{
    struct bs_net net = {*a, bs_ip_is4(a) ? 96 + bits4 : bits6};

    return bs_net_holds(&net, b);
}

/* ------------------------------------------------------------ organisations */

/* Providers have one domain for what comes in and another for what goes out, under the same brand:
 * hostinger.com and hostinger.io, cloudflare-email.net and .org. */
static bool
same_brand(struct bs_span a, struct bs_span b)
{
    return bs_span_equal(bs_span_take(a, bs_span_find(a, '.')),
                         bs_span_take(b, bs_span_find(b, '.')));
}

/* SOME: one organisation; NONE: two. Without the Public Suffix List, two labels decide (host.h),
 * which is good enough to join two names, but not to separate them. Nor is a brand good enough to
 * join them, for anyone can register it under another top-level domain. */
static enum bs_known
same_org(struct bs_questions *q, struct bs_span a, struct bs_span b)
{
    struct bs_known_as org_a = bs_ask_name(q, BS_ASK_ORG, a);
    struct bs_known_as org_b = bs_ask_name(q, BS_ASK_ORG, b);

    if (org_a.known == BS_KNOWN_OPEN || org_b.known == BS_KNOWN_OPEN)
        return BS_KNOWN_OPEN;
    if (org_a.count > 0 && org_b.count > 0) {
        struct bs_span name_a = org_a.item[0].text, name_b = org_b.item[0].text;
        if (bs_span_equal(name_a, name_b))
            return BS_KNOWN_SOME;
        return same_brand(name_a, name_b) ? BS_KNOWN_UNKNOWN : BS_KNOWN_NONE;
    }
    return bs_host_same_org(a, b) ? BS_KNOWN_SOME : BS_KNOWN_UNKNOWN;
}

static bool
has_name_of(struct bs_questions *q, const struct bs_reverse *reverse, struct bs_span host)
{
    for (unsigned i = 0; i < reverse->names; i++)
        if (same_org(q, reverse->name[i], host) == BS_KNOWN_SOME)
            return true;
    return false;
}

/* Do all names that lead back to the peer belong to somebody else? Without a PTR, the answer is no.
 * A name that does not lead back does not count: it may be an old one, or a typing error. */
static bool
named_otherwise(struct bs_questions *q, const struct bs_reverse *reverse, struct bs_span host)
{
    if (reverse->known == BS_KNOWN_NONE)
        return !reverse->pointed;
    if (reverse->known != BS_KNOWN_SOME)
        return false;
    for (unsigned i = 0; i < reverse->names; i++)
        if (same_org(q, reverse->name[i], host) != BS_KNOWN_NONE)
            return false;
    return true;
}

/* trail.c has compared two labels and found no name of the host's organisation in the from clause.
 * Breaking a link takes better knowledge than that. */
static bool
claims_otherwise(struct bs_questions *q, const struct bs_hop *upper, struct bs_span host)
{
    if (bs_host_valid(upper->helo) && same_org(q, upper->helo, host) != BS_KNOWN_NONE)
        return false;
    for (unsigned i = 0; i < upper->names; i++)
        if (same_org(q, upper->name[i], host) != BS_KNOWN_NONE)
            return false;
    return true;
}

/* -------------------------------------------------------------- networks */

static size_t
first_word(struct bs_span name)
{
    size_t n = 0;

    while (bs_is_alnum(bs_span_at(name, n)))
        n++;
    return n;
}

/* A large operator has several networks: AMAZON-02 and AMAZON-AES; Microsoft has dozens. The first
 * word of their names joins them. */
static bool
same_operator(const struct bs_known_as *a, const struct bs_known_as *b)
{
    if (bs_span_equal(a->item[0].text, b->item[0].text))
        return true;
    if (a->count < 2 || b->count < 2)
        return false;
    struct bs_span name_a = a->item[1].text, name_b = b->item[1].text;
    return bs_span_equal(bs_span_take(name_a, first_word(name_a)),
                         bs_span_take(name_b, first_word(name_b)));
}

/* Decided by the operators of the two networks; if these are not known, by the distance of the
 * addresses. An IPv4 and an IPv6 address are never near each other. */
static bool
is_elsewhere(struct bs_questions *q, const struct bs_ip *peer, const struct bs_ip *host)
{
    struct bs_known_as a = bs_ask_ip(q, BS_ASK_NETWORK, peer);
    struct bs_known_as b = bs_ask_ip(q, BS_ASK_NETWORK, host);

    if (a.known == BS_KNOWN_OPEN || b.known == BS_KNOWN_OPEN)
        return false;
    if (a.count > 0 && b.count > 0)
        return !same_operator(&a, &b);
    return !share_net(peer, host, FAR_BITS4, FAR_BITS6);
}

/* Every address of the host must be elsewhere, and public: a name with a private address has
 * another meaning inside. At least one must be of the peer's family: a host may send from an IPv4
 * address that it does not publish, and if the operators are not known, an address of the other
 * family always counts as elsewhere. */
static bool
all_elsewhere(struct bs_questions *q, const struct bs_ip *peer, const struct bs_known_as *at)
{
    bool same_kind = false, elsewhere = at->count > 0 && at->count <= BS_MAX_LINK_ADDRS;

    for (unsigned i = 0; elsewhere && i < at->count; i++) {
        const struct bs_ip *host = &at->item[i].ip;
        same_kind |= bs_ip_is4(host) == bs_ip_is4(peer);
        elsewhere = bs_ip_public(host) && is_elsewhere(q, peer, host);
    }
    return elsewhere && same_kind;
}

/* ------------------------------------------------------------- one link */

/* The upper host itself, or a neighbour, wrote the line below: the mail left the site and came
 * back, perhaps through a filter that does not write a line. */
static bool
came_back(const struct bs_hop *upper, const struct bs_hop *lower)
{
    return bs_host_same(upper->by, lower->by) || bs_host_same_org(upper->by, lower->by);
}

static bool
can_be_asked(const struct bs_hop *upper, const struct bs_hop *lower)
{
    return upper->peer_known == BS_PEER_SEEN && bs_ip_public(&upper->peer) &&
           bs_host_valid(lower->by) && !bs_host_private(lower->by);
}

/* Compares the lower host's addresses in the DNS with the peer; NULL: not the same, nor near. A
 * neighbouring address may be a stranger's. But large senders send from one, and a forger rarely
 * has an address beside the host that the forged line names. */
static const char *
why_it_holds(const struct bs_ip *peer, const struct bs_known_as *at)
{
    const char *why = NULL;

    for (unsigned i = 0; i < at->count; i++) {
        if (bs_ip_equal(&at->item[i].ip, peer))
            return "the DNS has it at that address";
        if (share_net(peer, &at->item[i].ip, NEAR_BITS4, NEAR_BITS6))
            why = "the DNS has it in the same network";
    }
    return why;
}

static void
confirm(struct bs_trail *trail, struct bs_questions *q, unsigned i)
{
    const struct bs_hop *upper = &trail->hop[i], *lower = &trail->hop[i + 1];
    struct bs_known_as at = bs_ask_name(q, BS_ASK_ADDRESS, lower->by);
    const char *why = why_it_holds(&upper->peer, &at);
    struct bs_reverse reverse = bs_reverse_ask(q, &upper->peer);

    if (why == NULL && has_name_of(q, &reverse, lower->by))
        why = "the DNS names that address after its organisation";
    if (why) {
        trail->link[i] = BS_LINK_HOLDS;
        trail->why[i] = why;
    } else if (!came_back(upper, lower) && named_otherwise(q, &reverse, lower->by) &&
               all_elsewhere(q, &upper->peer, &at) && claims_otherwise(q, upper, lower->by)) {
        trail->link[i] = BS_LINK_BROKEN;
        trail->why[i] = "the DNS has it in another network, under another organisation";
    }
}

void
bs_trail_confirm(struct bs_trail *trail, struct bs_questions *q)
{
    unsigned asked = 0;

    for (unsigned i = 0; i + 1 < trail->hops && asked < BS_MAX_LINKS_ASKED; i++) {
        if (trail->link[i] != BS_LINK_UNCLEAR || !can_be_asked(&trail->hop[i], &trail->hop[i + 1]))
            continue;
        asked++;
        confirm(trail, q, i);
    }
}
