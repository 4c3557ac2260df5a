/* trace: the Received lines of a message, as far as they can be believed. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace.h"

#include "confirm.h"
#include "field.h"
#include "host.h"
#include "reverse.h"

/* What the writer of a believed line says about its peer. */
enum peer {
    PEER_STRANGER,
    PEER_OURS,
    PEER_RELAY,
    PEER_HOME,  /* no host, itself, or its private network */
    PEER_UNSURE /* an address that the peer itself may have claimed, or no address */
};

struct walk {
    struct bs_trace *trace;
    const struct bs_owned *owned;
    struct bs_questions *q;
};

static bool
near_us(enum bs_believed believed)
{
    return believed != BS_BELIEVED_NOT && believed != BS_BELIEVED_LINK;
}

/* "from joe by mx.example with local": a user submitted it on that host. If a server does not log
 * addresses, a HELO word can look the same. */
static bool
is_user(const struct bs_hop *hop)
{
    return hop->names == 0 && !bs_span_has(hop->with, "SMTP");
}

static enum peer
peer_of(const struct walk *w, unsigned i)
{
    const struct bs_hop *hop = &w->trace->trail.hop[i];

    if (!hop->has_from)
        return PEER_HOME;
    if (hop->peer_known == BS_PEER_NONE)
        return is_user(hop) ? PEER_HOME : PEER_UNSURE;
    if (!bs_ip_public(&hop->peer))
        return PEER_HOME;
    if (hop->peer_known == BS_PEER_CLAIMED || hop->peer_known == BS_PEER_AMBIGUOUS)
        return PEER_UNSURE;
    if (bs_own_peer(w->owned, hop) == BS_OWN_YES)
        return PEER_OURS;
    if (bs_policy_has_ip(w->owned->policy, BS_LIST_RELAY_HOSTS, &hop->peer) ||
        (bs_received_is_fetched(hop) && near_us(w->trace->believed[i])))
        return PEER_RELAY;
    return PEER_STRANGER;
}

static bool
by_us(const struct walk *w, const struct bs_hop *hop)
{
    const struct bs_policy *policy = w->owned->policy;

    return bs_policy_own_name(policy, hop->by) ||
           (hop->by_has_ip && bs_policy_own_ip(policy, &hop->by_ip));
}

/* ------------------------------------------------------- a stranger's server */

/* Is this number in the name, as digits of its own? Leading zeros do not count:
 * "host-007-051-…". */
static bool
has_number(struct bs_span name, unsigned number)
{
    for (size_t i = 0; i < name.n;) {
        unsigned long got = 0;
        size_t start = i;

        while (bs_is_digit(bs_span_at(name, i)) && got < 100000)
            got = got * 10 + (unsigned long)(bs_span_at(name, i++) - '0');
        if (i > start && got == number)
            return true;
        if (i == start)
            i++;
    }
    return false;
}

/* "p5b1a2c3d.dip0.t-ipconnect.de" */
static bool
has_hexadecimal(struct bs_span name, const struct bs_ip *ip)
{
    char text[9];

    for (unsigned i = 0; i < 8; i++) /* bounds: the last four octets, two digits each */
        text[i] = "0123456789abcdef"[ip->octet[12 + i / 2] >> (i % 2 ? 0 : 4) & 15];
    text[8] = '\0';
    return bs_span_has(name, text);
}

/* Names that are made from addresses belong to customers' lines; servers that relay mail of others
 * have names of their own. */
static bool
named_by_address(struct bs_span name, const struct bs_ip *ip)
{
    struct bs_span own = bs_span_take(name, name.n - bs_host_org(name).n);

    if (!bs_ip_is4(ip))
        return bs_span_search(own, "dyn") < own.n;
    return has_hexadecimal(own, ip) ||
           (has_number(own, ip->octet[14]) && has_number(own, ip->octet[15])); /* bounds: 16 */
}

/* The peer's name in the DNS: as the server that wrote the line found it, else as we find it
 * now. */
static struct bs_span
confirmed_name(const struct walk *w, const struct bs_hop *hop)
{
    if (bs_host_valid(hop->rdns) && !bs_host_private(hop->rdns))
        return hop->rdns;
    struct bs_reverse reverse = bs_reverse_ask(w->q, &hop->peer);
    if (reverse.names > 0)
        return reverse.name[0];
    return bs_span_of(NULL, 0);
}

/* NULL: the line below hop `i` may be believed. */
static const char *
doubt_stranger(const struct walk *w, unsigned i)
{
    const struct bs_hop *hop = &w->trace->trail.hop[i], *below = hop + 1;
    struct bs_span name = confirmed_name(w, hop);

    if (name.n == 0)
        return "the host that is said to have written it has no confirmed name in the DNS";
    if (named_by_address(name, &hop->peer))
        return "the name of the host that is said to have written it is made from its address: "
               "it is not a mail server or a relay";
    if (bs_host_same_org(name, below->by) ||
        bs_reverse_leads_to(w->q, below->by, &hop->peer) == BS_KNOWN_SOME)
        return NULL;
    return w->trace->trail.link[i] == BS_LINK_HOLDS
               ? "it fits only what the host that handed the mail over calls itself"
               : "it names another host than the one that handed the mail over";
}

/* ---------------------------------------------------------- one line down */

static bool
is_nameless(const struct bs_hop *hop)
{
    return !bs_host_valid(hop->by) || bs_host_private(hop->by);
}

/* By one of ours; or fits; or one of the two has no name on the internet, as
 * "by 10.96.200.163" (Gmail) and "(qmail 2022 invoked by uid 505)" at the top. */
static const char *
doubt_neighbour(const struct walk *w, unsigned i, enum peer peer)
{
    const struct bs_hop *hop = &w->trace->trail.hop[i], *below = hop + 1;
    bool unnamed = is_nameless(below) || (is_nameless(hop) && !hop->has_from);

    if (w->trace->trail.link[i] == BS_LINK_HOLDS)
        return NULL;
    if (near_us(w->trace->believed[i]) && (by_us(w, below) || unnamed))
        return NULL;
    return peer == PEER_HOME ? "the mail was submitted on our own machine, but the line names "
                               "a stranger"
                             : "a host of ours handed the mail over, but the line names "
                               "another one";
}

static const char *
doubt(const struct walk *w, unsigned i, enum peer peer)
{
    const struct bs_trail *trail = &w->trace->trail;

    if (trail->link[i] == BS_LINK_BROKEN)
        return "the DNS says that another host handed the mail over";
    switch (peer) {
    case PEER_UNSURE:
        return "the line above does not say clearly who handed the mail over";
    case PEER_STRANGER:
        return doubt_stranger(w, i);
    case PEER_OURS:
    case PEER_RELAY:
    case PEER_HOME:
        break;
    }
    return doubt_neighbour(w, i, peer);
}

/* The host that wrote the line below, if it is believed. */
static enum bs_believed
writer(const struct walk *w, unsigned i, enum peer peer)
{
    enum bs_believed above = w->trace->believed[i];

    if (peer == PEER_STRANGER || above == BS_BELIEVED_LINK)
        return BS_BELIEVED_LINK;
    if (peer == PEER_OURS || by_us(w, &w->trace->trail.hop[i + 1]))
        return BS_BELIEVED_OURS;
    return peer == PEER_RELAY ? BS_BELIEVED_RELAY : above;
}

static void
follow(const struct walk *w)
{
    struct bs_trace *trace = w->trace;

    trace->believed[0] = by_us(w, &trace->trail.hop[0]) ? BS_BELIEVED_OURS : BS_BELIEVED_TOP;
    for (unsigned i = 0; i < trace->trail.hops; i++) {
        enum peer peer = peer_of(w, i);

        if (peer == PEER_STRANGER) {
            trace->source = i + 1;
            trace->ip = trace->trail.hop[i].peer;
        }
        if (i + 1 == trace->trail.hops)
            return;
        trace->why = doubt(w, i, peer);
        if (trace->why) {
            trace->doubted = i + 2;
            return;
        }
        trace->believed[i + 1] = writer(w, i, peer); /* bounds: i + 1 < hops */
    }
}

static void
read_hint(struct bs_trace *trace, struct bs_span header)
{
    struct bs_span value = bs_field_get(header, "X-Originating-IP");

    trace->hinted = bs_ip_read(value, &trace->hint) && bs_ip_public(&trace->hint);
}

void
bs_trace_run(struct bs_trace *trace_r, struct bs_span header, const struct bs_owned *owned,
             struct bs_questions *q)
{
    struct walk w = {trace_r, owned, q};

    trace_r->source = trace_r->doubted = 0;
    trace_r->why = NULL;
    for (unsigned i = 0; i < BS_MAX_HOPS; i++)
        trace_r->believed[i] = BS_BELIEVED_NOT;
    read_hint(trace_r, header);
    bs_trail_read(&trace_r->trail, header);
    bs_trail_confirm(&trace_r->trail, q);
    if (trace_r->trail.hops > 0)
        follow(&w);
    if (trace_r->source == 0 && trace_r->why == NULL)
        trace_r->why = trace_r->trail.hops == 0
                           ? "there is no Received line"
                           : "no believed line names a stranger's public address";
}

const char *
bs_believed_name(enum bs_believed believed)
{
    static const char *const names[] = {"no", "top", "ours", "relay", "link"};

    return names[believed];
}
