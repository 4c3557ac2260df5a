/* draw: a trail, drawn hop by hop for a person. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "draw.h"

#include "terminal.h"

#define SENTENCE_SIZE 2048
/* Longer names are cut: their start is distinctive enough. */
#define NAME_SHOWN 80
/* An RFC 5322 date has 31 octets; some servers add a comment. */
#define DATE_SHOWN 50

struct strokes {
    const char *hop;
    const char *link[3]; /* by enum bs_link */
    const char *end;
};

static const struct strokes utf8_strokes = {.hop = "  \xe2\x97\x8f ",
                                            .link = {[BS_LINK_UNCLEAR] = "  \xe2\x94\x86 ",
                                                     [BS_LINK_HOLDS] = "  \xe2\x94\x82 ",
                                                     [BS_LINK_BROKEN] = "  \xe2\x95\xb3 "},
                                            .end = "    "};
static const struct strokes ascii_strokes = {
    .hop = "  o ",
    .link = {[BS_LINK_UNCLEAR] = "  : ", [BS_LINK_HOLDS] = "  | ", [BS_LINK_BROKEN] = "  x "},
    .end = "    "};

/* What is drawn: a returned trail, or the trail of a trace. */
struct drawing {
    const struct bs_trail *trail;
    const struct bs_policy *policy;
    const struct bs_trace *trace; /* NULL: a returned trail */
    unsigned mark;                /* a hop, from 1; else 0 */
    const char *mark_says;
};

/* One sentence about a hop, as it grows. */
struct sentence {
    struct bs_text text;
    char buffer[SENTENCE_SIZE];
};

static struct bs_text *
start(struct sentence *s)
{
    s->text = bs_text_in(s->buffer, sizeof s->buffer);
    return &s->text;
}

static void
put_ip(struct bs_text *t, const struct bs_ip *ip, const struct bs_policy *policy)
{
    char text[BS_IP_TEXT];

    bs_ip_text(ip, text);
    bs_text_put(t, text);
    if (bs_policy_own_ip(policy, ip))
        bs_text_put(t, " (ours)");
    else if (bs_policy_has_ip(policy, BS_LIST_RELAY_HOSTS, ip))
        bs_text_put(t, " (our relay)");
    else if (!bs_ip_public(ip))
        bs_text_put(t, " (not public)");
}

static void
put_name(struct bs_text *t, const char *lead, struct bs_span name, const struct bs_policy *policy)
{
    bs_text_put(t, lead);
    bs_terminal_data(t, name, NAME_SHOWN);
    if (bs_policy_own_name(policy, name))
        bs_text_put(t, " (our name)");
}

static bool
is_own_peer(const struct bs_hop *hop, const struct bs_policy *policy)
{
    return hop->peer_known != BS_PEER_NONE && bs_policy_own_ip(policy, &hop->peer);
}

static const char *
describe_writer(const struct drawing *d, unsigned number)
{
    static const char *const writers[] = {
        [BS_BELIEVED_TOP] = ", from which we got the mail, wrote:",
        [BS_BELIEVED_OURS] = ", a host of ours, wrote:",
        [BS_BELIEVED_RELAY] = ", a relay of ours, wrote:",
        [BS_BELIEVED_LINK] = ", the host that handed the mail over, wrote:",
        [BS_BELIEVED_NOT] = " is said to have written:",
    };

    if (d->trace)
        return writers[d->trace->believed[number - 1]]; /* bounds: a hop */
    return number == 1 ? ", the reporting system, wrote:" : writers[BS_BELIEVED_NOT];
}

static bool
is_believed(const struct drawing *d, unsigned number)
{
    return d->trace ? d->trace->believed[number - 1] != BS_BELIEVED_NOT : number == 1;
}

static void
say_writer(struct bs_text *t, const struct drawing *d, unsigned number)
{
    const struct bs_hop *hop = &d->trail->hop[number - 1];
    const struct bs_policy *policy = d->policy;

    bs_text_number(t, number);
    if (hop->by.n > 0)
        put_name(t, "  ", hop->by, policy);
    else
        bs_text_put(t, "  a server that does not give its name");
    if (hop->by_has_ip) {
        bs_text_put(t, " [");
        put_ip(t, &hop->by_ip, policy);
        bs_text_put(t, "]");
    }
    bs_text_put(t, describe_writer(d, number));
}

/* How well an address is known. */
static const char *
describe_peer(enum bs_peer known, bool believed)
{
    static const char *const peers[] = {
        [BS_PEER_CLAIMED] = ", which may be only the peer's own claim",
        [BS_PEER_LITERAL] = ", a bare literal, which the server mostly writes itself",
        [BS_PEER_AMBIGUOUS] = ", one of several addresses; which one the server saw is unclear",
        [BS_PEER_SEEN] = ", as the server saw it",
    };

    return known == BS_PEER_SEEN && !believed ? ", as that server says" : peers[known];
}

static void
say_peer(struct bs_text *t, const struct drawing *d, unsigned number)
{
    const struct bs_hop *hop = &d->trail->hop[number - 1];

    if (!hop->has_from) {
        bs_text_put(t, "from no other host: submitted, or passed on, on that host");
    } else if (hop->peer_known == BS_PEER_NONE) {
        bs_text_put(t, "from a host whose address it does not give");
    } else {
        bs_text_put(t, "from ");
        put_ip(t, &hop->peer, d->policy);
        bs_text_put(t, describe_peer(hop->peer_known, is_believed(d, number)));
    }
}

static void
say_names(struct bs_text *t, const struct bs_hop *hop, const struct bs_policy *policy)
{
    bool as_named = hop->rdns.n > 0 && bs_span_equal(hop->helo, hop->rdns);

    if (hop->rdns.n > 0)
        put_name(t, "named ", hop->rdns, policy);
    if (as_named)
        bs_text_put(t, ", as it calls itself");
    else if (hop->helo.n > 0)
        put_name(t, t->n > 0 ? ", calling itself " : "calling itself ", hop->helo, policy);
    for (unsigned i = 0; i < hop->names; i++)
        if (!bs_span_equal(hop->name[i], hop->rdns) && !bs_span_equal(hop->name[i], hop->helo))
            put_name(t, t->n > 0 ? ", also " : "also ", hop->name[i], policy);
}

static void
say_when(struct bs_text *t, const struct bs_hop *hop)
{
    if (hop->with.n > 0) {
        bs_text_put(t, "over ");
        bs_terminal_data(t, hop->with, NAME_SHOWN);
        bs_text_put(t, hop->date.n > 0 ? ", " : "");
    }
    bs_terminal_data(t, bs_span_trim(hop->date), DATE_SHOWN);
}

static void
draw_details(const struct drawing *d, unsigned i, const char *margin)
{
    const struct bs_hop *hop = &d->trail->hop[i];
    struct sentence s;

    say_peer(start(&s), d, i + 1);
    bs_terminal_wrap(margin, margin,
                     is_own_peer(hop, d->policy) ? BS_STYLE_GOOD : BS_STYLE_PLAIN, s.buffer);
    say_names(start(&s), hop, d->policy);
    if (s.text.n > 0)
        bs_terminal_say(margin, s.buffer);
    say_when(start(&s), hop);
    if (s.text.n > 0)
        bs_terminal_wrap(margin, margin, BS_STYLE_DIM, s.buffer);
    if (d->mark == i + 1)
        bs_terminal_wrap(margin, margin, BS_STYLE_DOUBT, d->mark_says);
}

static void
draw_link(const struct bs_trail *trail, unsigned i, const char *stroke)
{
    static const enum bs_style styles[] = {[BS_LINK_UNCLEAR] = BS_STYLE_DOUBT,
                                           [BS_LINK_HOLDS] = BS_STYLE_GOOD,
                                           [BS_LINK_BROKEN] = BS_STYLE_BAD};
    struct sentence s;
    struct bs_text *t = start(&s);

    bs_text_put(t, "link ");
    bs_text_put(t, bs_link_name(trail->link[i]));
    if (trail->why[i]) {
        bs_text_put(t, ": ");
        bs_text_put(t, trail->why[i]);
    }
    bs_terminal_wrap(stroke, stroke, styles[trail->link[i]], s.buffer);
}

/* The point at which a trace leaves the trail. */
static void
draw_doubt(const struct bs_trace *trace, const char *stroke)
{
    struct sentence s;
    struct bs_text *t = start(&s);

    bs_text_put(t, "not believed from here on: ");
    bs_text_put(t, trace->why);
    bs_terminal_wrap(stroke, stroke, BS_STYLE_BAD, s.buffer);
}

static void
draw_hop(const struct drawing *d, unsigned i)
{
    const struct strokes *strokes = bs_terminal_is_utf8() ? &utf8_strokes : &ascii_strokes;
    const struct bs_trail *trail = d->trail;
    bool last = i + 1 == trail->hops;
    const char *stroke = last ? strokes->end : strokes->link[trail->link[i]];
    char inner[16];
    struct sentence s;
    struct bs_text t = bs_text_in(inner, sizeof inner); /* details go to the right of the number */

    bs_text_put(&t, stroke);

    bs_text_put(&t, "   ");
    say_writer(start(&s), d, i + 1);
    bs_terminal_wrap(strokes->hop, inner, BS_STYLE_BOLD, s.buffer);
    draw_details(d, i, inner);
    if (!last)
        draw_link(trail, i, stroke);
    if (d->trace && d->trace->doubted == i + 2)
        draw_doubt(d->trace, stroke);
}

static void
draw(const struct drawing *d)
{
    for (unsigned i = 0; i < d->trail->hops; i++)
        draw_hop(d, i);
    if (d->trail->limit)
        bs_terminal_put("    (further Received lines were not read)\n");
}

void
bs_draw_trail(const struct bs_verdict *verdict, const struct bs_policy *policy)
{
    draw(&(struct drawing){.trail = &verdict->trail,
                           .policy = policy,
                           .mark = verdict->border,
                           .mark_says = "the border: the first hop with a public address"});
}

void
bs_draw_trace(const struct bs_trace *trace, const struct bs_policy *policy)
{
    draw(&(struct drawing){.trail = &trace->trail,
                           .policy = policy,
                           .trace = trace,
                           .mark = trace->source,
                           .mark_says = "the source: the stranger's address in the last line that "
                                        "is believed"});
}
