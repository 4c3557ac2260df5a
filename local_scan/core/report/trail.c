/* trail: do the hops of a returned header fit together? */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trail.h"

#include "field.h"
#include "host.h"

/* --------------------------------------------------------- one against one */

/* Names that every host has for itself: they fit only if the mail did not leave the host. */
static bool
names_itself(struct bs_span name)
{
    return bs_host_same(name, bs_span_text("localhost")) ||
           bs_host_within(name, bs_span_text("localhost")) ||
           bs_host_within(name, bs_span_text("localdomain"));
}

static bool
same_host(struct bs_span a, struct bs_span b)
{
    return bs_host_same(a, b) && !names_itself(b);
}

/* Private names do not belong to an organisation: all share in-addr.arpa and .local. */
static bool
same_org(struct bs_span a, struct bs_span b)
{
    return !bs_host_private(a) && bs_host_same_org(a, b);
}

/* ----------------------------------------------------- a hop against a host */

typedef bool (*compare_names)(struct bs_span, struct bs_span);

/* Does one of the names that this hop gives for its peer fit? */
static bool
peer_named(const struct bs_hop *hop, struct bs_span host, compare_names fits)
{
    for (unsigned i = 0; i < hop->names; i++)
        if (fits(hop->name[i], host))
            return true;
    return fits(hop->helo, host);
}

static bool
peer_addressed(const struct bs_hop *hop, const struct bs_ip *ip)
{
    for (unsigned i = 0; i < hop->addrs; i++)
        if (bs_ip_equal(&hop->addr[i], ip))
            return true;
    return false;
}

static bool
on_this_host(const struct bs_hop *hop)
{
    if (!hop->has_from || (hop->peer_known == BS_PEER_NONE && hop->names == 0))
        return true;
    return hop->peer_known != BS_PEER_NONE && bs_ip_loopback(&hop->peer);
}

static bool
at_home(const struct bs_hop *hop)
{
    return on_this_host(hop) || (hop->peer_known != BS_PEER_NONE && !bs_ip_public(&hop->peer));
}

/* ------------------------------------------------------------ one link */

struct judged {
    enum bs_link link;
    const char *why;
};

static const struct judged nothing = {BS_LINK_UNCLEAR, NULL};

static struct judged
holds(const char *why)
{
    return (struct judged){BS_LINK_HOLDS, why};
}

/* The peer of the upper line against the writer of the lower one. */
static struct judged
judge_peer(const struct bs_hop *upper, const struct bs_hop *lower)
{
    if (peer_named(upper, lower->by, same_host))
        return holds("same host");
    if (lower->by_has_ip && peer_addressed(upper, &lower->by_ip) && !bs_ip_loopback(&lower->by_ip))
        return holds("same address");
    if (peer_named(upper, lower->by, same_org))
        return holds("same organisation");
    return nothing;
}

/* Mail that stayed on the host, or in a private network: the writer of the
 * lower line may also be the upper writer itself, or a neighbour. */
static struct judged
judge_home(const struct bs_hop *upper, const struct bs_hop *lower)
{
    bool here = on_this_host(upper);

    if (same_host(upper->by, lower->by))
        return holds(here ? "local hand-over" : "same host");
    if (upper->by_has_ip && lower->by_has_ip && bs_ip_equal(&upper->by_ip, &lower->by_ip))
        return holds(here ? "local hand-over" : "same address");
    if (here && upper->has_from && names_itself(lower->by))
        return holds("local hand-over");
    if (same_org(upper->by, lower->by))
        return holds(here ? "same organisation" : "private address inside one organisation");
    return nothing;
}

static struct judged
judge(const struct bs_hop *upper, const struct bs_hop *lower)
{
    struct judged judged;

    if (lower->by.n == 0 && !lower->by_has_ip)
        return (struct judged){BS_LINK_UNCLEAR, "the line names no host"};
    judged = judge_peer(upper, lower);
    if (judged.link == BS_LINK_UNCLEAR && at_home(upper))
        judged = judge_home(upper, lower);
    if (!judged.why)
        judged.why = upper->by.n > 0 || upper->has_from ? "other host" : "no host to compare with";
    return judged;
}

enum bs_link
bs_trail_link(const struct bs_hop *upper, const struct bs_hop *lower)
{
    return judge(upper, lower).link;
}

/* ------------------------------------------------------------- the trail */

static void
read_hops(struct bs_trail *trail, struct bs_span header)
{
    struct bs_field field;
    struct bs_fields it = bs_fields_of(header);

    while (bs_fields_next(&it, &field) == 1) {
        if (field.id != BS_NAME_RECEIVED)
            continue;
        if (trail->hops == BS_MAX_HOPS) {
            trail->limit = true;
            return;
        }
        trail->value[trail->hops] = field.value;
        bs_received_read(&trail->hop[trail->hops++], field.value);
    }
}

void
bs_trail_read(struct bs_trail *trail_r, struct bs_span header)
{
    trail_r->hops = 0; /* no more of it is read than this says: 13 KiB need no zeros */
    trail_r->limit = false;
    read_hops(trail_r, header);
    for (unsigned i = 0; i < trail_r->hops; i++) {
        struct judged judged = {BS_LINK_UNCLEAR, "the last line"};

        if (i + 1 < trail_r->hops)
            judged = judge(&trail_r->hop[i], &trail_r->hop[i + 1]);
        trail_r->link[i] = judged.link;
        trail_r->why[i] = judged.why;
    }
}

const char *
bs_link_name(enum bs_link link)
{
    static const char *const names[] = {"unclear", "holds", "broken"};

    return names[link];
}
