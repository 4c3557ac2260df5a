/* claim: what the returned trail says about us, and who wrote it. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "claim.h"

#include "field.h"
#include "host.h"
#include "mention.h"

static bool
has_public_address(const struct bs_hop *hop)
{
    for (unsigned i = 0; i < hop->addrs; i++)
        if (bs_ip_public(&hop->addr[i]))
            return true;
    return false;
}

/* An address that our domains only permit may belong to a provider that relays our mail: then the
 * mail must not be called a stranger's. */
static bool
is_own_or_relay(const struct bs_ip *ip, const void *owned_by)
{
    const struct bs_owned *owned = owned_by;
    enum bs_own own = bs_own_known(owned, ip);

    return own == BS_OWN_YES || own == BS_OWN_PERMITTED ||
           (bs_ip_public(ip) && bs_policy_has_ip(owned->policy, BS_LIST_RELAY_HOSTS, ip));
}

static bool
is_by_us(const struct bs_hop *hop, const struct bs_owned *owned)
{
    return bs_policy_own_name(owned->policy, hop->by) ||
           (hop->by_has_ip && bs_own_known(owned, &hop->by_ip) == BS_OWN_YES);
}

static bool
names_us(const struct bs_hop *hop, const struct bs_policy *policy)
{
    if (bs_policy_own_name(policy, hop->by) || bs_policy_own_name(policy, hop->helo))
        return true;
    for (unsigned i = 0; i < hop->names; i++)
        if (bs_policy_own_name(policy, hop->name[i]))
            return true;
    return false;
}

/* Can the line below be believed? Only if a host that the administrator trusts wrote it: the peer
 * is one of relay_hosts. A loopback or private peer is not enough. The line below is then often the
 * reporter's own, but a script on its host, or a machine in its network, can write it just as
 * well. */
static bool
is_trusted_relay(const struct bs_hop *hop, const struct bs_policy *policy)
{
    return hop->peer_known == BS_PEER_SEEN &&
           bs_policy_has_ip(policy, BS_LIST_RELAY_HOSTS, &hop->peer);
}

/* Did the host hand the mail to itself, and also write the line below? That is its content filter
 * or its mail store; but a program on that host can write the same lines. */
static bool
is_same_host(const struct bs_trail *trail, unsigned i)
{
    const struct bs_hop *hop = &trail->hop[i];
    bool itself = hop->addrs == 0 || (hop->peer_known == BS_PEER_SEEN && bs_ip_loopback(&hop->peer));

    return itself && i + 1 < trail->hops && bs_host_same(hop->by, trail->hop[i + 1].by);
}

/* qmail-queue writes "(qmail N invoked from network)" only when qmail-smtpd
 * called it, which has just written the line below. "invoked by uid N" can be
 * any user of that host. */
static bool
is_qmail_handover(struct bs_span line)
{
    line = bs_span_trim(line);
    return bs_span_starts(line, "(qmail ") && bs_span_has(line, " invoked from network)");
}

/* Does the line contain our address, or that of a relay host? The HELO word does not count if the
 * server saw a stranger's address: otherwise a HELO word would be enough to be spared. */
static bool
mentions_us(const struct bs_trail *trail, unsigned i, const struct bs_owned *owned)
{
    const struct bs_hop *hop = &trail->hop[i];
    struct bs_span line = trail->value[i];

    if (hop->peer_known != BS_PEER_SEEN || !bs_ip_public(&hop->peer) || hop->helo.n == 0)
        return bs_mention_find(line, is_own_or_relay, owned);
    size_t helo = (size_t)(hop->helo.p - line.p); /* a view into the line */
    return bs_mention_find(bs_span_take(line, helo), is_own_or_relay, owned) ||
           bs_mention_find(bs_span_drop(line, helo + hop->helo.n), is_own_or_relay, owned) ||
           is_own_or_relay(&hop->peer, owned);
}

/* A lone [192.0.2.1] is almost always the server's own word (MessageLabs, Yahoo); if it was a HELO
 * word after all, a report passes that should not. Lines below the topmost one may be a stranger's:
 * there, an address counts only in a form that no client can choose. */
static bool
saw_us(const struct bs_hop *hop, bool topmost, const struct bs_owned *owned)
{
    bool seen = hop->peer_known == BS_PEER_SEEN || (topmost && hop->peer_known == BS_PEER_LITERAL);

    return seen && bs_own_peer(owned, hop) == BS_OWN_YES;
}

static void
follow_border(struct bs_claim *t, unsigned number, const struct bs_hop *hop,
              const struct bs_policy *policy)
{
    t->border = number;
    t->border_names_us = bs_policy_own_name(policy, hop->rdns);
    if (bs_policy_own_name(policy, hop->helo))
        t->own_name = number;
}

struct bs_claim
bs_claim_follow(const struct bs_trail *trail, const struct bs_owned *owned)
{
    const struct bs_policy *policy = owned->policy;
    struct bs_claim t = {.border = 0};
    bool believed = true, inside = true;

    for (unsigned i = 0; i < trail->hops; i++) {
        const struct bs_hop *hop = &trail->hop[i];

        if (t.trusted == 0 && believed && saw_us(hop, i == 0, owned))
            t.trusted = i + 1;
        believed = believed && (is_trusted_relay(hop, policy) ||
                                (i == 0 && is_qmail_handover(trail->value[i])));
        if (t.broken == 0 && i > 0 && trail->link[i - 1] == BS_LINK_BROKEN)
            t.broken = i + 1;
        if (t.mentioned == 0 && mentions_us(trail, i, owned)) {
            t.mentioned = i + 1;
            t.inside = i > 0 && inside && saw_us(hop, false, owned);
        }
        inside = inside && is_same_host(trail, i);
        if (t.border > 0 && t.own_name == 0 && names_us(hop, policy))
            t.own_name = i + 1;
        if (t.border == 0 && has_public_address(hop))
            follow_border(&t, i + 1, hop, policy);
        if (t.by_us == 0 && (t.border == 0 || t.border == i + 1) && is_by_us(hop, owned))
            t.by_us = i + 1;
    }
    return t;
}

/* Fields in which servers note what they know of a client (X-Received, Received-SPF,
 * X-Originating-IP): a forwarder that removes Received lines may keep them. Received itself is read
 * as the trail. */
static bool
is_of_server(struct bs_span name)
{
    return bs_span_starts(name, "X-") || bs_span_has(name, "Authentication-Results") ||
           (bs_span_has(name, "Received") && !bs_span_is(name, "Received"));
}

bool
bs_claim_beyond(const struct bs_trail *trail, const struct bs_returned *returned,
                const struct bs_owned *owned, bool others)
{
    struct bs_field field;

    if (bs_mention_find(returned->rest, is_own_or_relay, owned))
        return true;
    struct bs_fields it = bs_fields_of(returned->header);
    while (bs_fields_next(&it, &field) == 1)
        if (((trail->limit && bs_span_is(field.name, "Received")) ||
             (others && is_of_server(field.name))) &&
            bs_mention_find(field.value, is_own_or_relay, owned))
            return true;
    return false;
}
