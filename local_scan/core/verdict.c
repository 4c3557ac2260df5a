/* verdict: did the mail that this report talks about ever leave our hands? */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "verdict.h"

static void
add_evidence(struct bs_verdict *v, unsigned hop, const char *text, struct bs_span subject)
{
    if (v->evidences < BS_MAX_EVIDENCE)
        v->evidence[v->evidences++] =
            (struct bs_evidence){.text = text, .subject = subject, .hop = hop};
}

static void
conclude(struct bs_verdict *v, enum bs_origin origin, enum bs_reason reason)
{
    v->origin = origin;
    v->reason = reason;
}

/* What the trail says about us, gathered in one walk from the top. Hop numbers
 * are one-based; 0: there is no such hop. */
struct trace {
    unsigned border;      /* the first hop that names a public address */
    unsigned trusted;     /* our address, seen by the reporter or by relay_hosts */
    unsigned mentioned;   /* our address, or that of a relay host, anywhere */
    unsigned own_name;    /* a name of ours in a line below the border */
    bool border_by_us;    /* the border line, or the topmost, is by our own name */
    bool border_names_us; /* its server found our name in the DNS */
};

static bool
has_public_address(const struct bs_hop *hop)
{
    for (unsigned i = 0; i < hop->addrs; i++)
        if (bs_ip_public(&hop->addr[i]))
            return true;
    return false;
}

static bool
is_own_or_relay(const struct bs_ip *ip, const void *policy)
{
    return bs_policy_own_ip(policy, ip) ||
           (bs_ip_public(ip) && bs_policy_has_ip(policy, BS_LIST_RELAY_HOSTS, ip));
}

static bool
is_by_us(const struct bs_hop *hop, const struct bs_policy *policy)
{
    return bs_policy_own_name(policy, hop->by) ||
           (hop->by_has_ip && bs_policy_own_ip(policy, &hop->by_ip));
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

/* May the line below be believed? Only where a host that the administrator
 * trusts wrote it: the peer is one of relay_hosts. A loopback or private peer
 * is not enough, though the line below then often is the reporter's own: a
 * script on his host, or a machine in his network, can write it just as well. */
static bool
is_trusted_relay(const struct bs_hop *hop, const struct bs_policy *policy)
{
    return hop->peer_known == BS_PEER_SEEN &&
           bs_policy_has_ip(policy, BS_LIST_RELAY_HOSTS, &hop->peer);
}

/* qmail-queue writes "(qmail N invoked from network)" only when qmail-smtpd
 * called it, which has just written the line below. "invoked by uid N" is
 * anybody on that host. */
static bool
is_qmail_handover(struct bs_span line)
{
    line = bs_span_trim(line);
    return bs_span_starts(line, "(qmail ") && bs_span_has(line, " invoked from network)");
}

/* Is our address, or that of a relay host, written in the line? The HELO word
 * does not count where the server saw a stranger's address: who would be let
 * off for the price of a HELO word? */
static bool
mentions_us(const struct bs_trail *trail, unsigned i, const struct bs_policy *policy)
{
    const struct bs_hop *hop = &trail->hop[i];
    struct bs_span line = trail->value[i];

    if (hop->peer_known != BS_PEER_SEEN || !bs_ip_public(&hop->peer) || hop->helo.n == 0)
        return bs_received_mentions(line, is_own_or_relay, policy);
    size_t helo = (size_t)(hop->helo.p - line.p); /* a view into the line */
    return bs_received_mentions(bs_span_take(line, helo), is_own_or_relay, policy) ||
           bs_received_mentions(bs_span_drop(line, helo + hop->helo.n), is_own_or_relay, policy) ||
           is_own_or_relay(&hop->peer, policy);
}

/* A lone [192.0.2.1] is the server's own word almost everywhere (MessageLabs,
 * Yahoo); where it was a HELO word after all, a report passes that should not.
 * Below the topmost line, which a stranger may have written, only the form
 * counts that no client can choose. */
static bool
saw_us(const struct bs_hop *hop, bool topmost, const struct bs_policy *policy)
{
    bool seen = hop->peer_known == BS_PEER_SEEN || (topmost && hop->peer_known == BS_PEER_LITERAL);

    return seen && bs_policy_own_ip(policy, &hop->peer);
}

static struct trace
follow(const struct bs_trail *trail, const struct bs_policy *policy)
{
    struct trace t = {.border = 0};
    bool believed = true;

    for (unsigned i = 0; i < trail->hops; i++) {
        const struct bs_hop *hop = &trail->hop[i];

        if (t.trusted == 0 && believed && saw_us(hop, i == 0, policy))
            t.trusted = i + 1;
        believed = believed && (is_trusted_relay(hop, policy) ||
                                (i == 0 && is_qmail_handover(trail->value[i])));
        if (t.mentioned == 0 && mentions_us(trail, i, policy))
            t.mentioned = i + 1;
        if (t.border > 0 && t.own_name == 0 && names_us(hop, policy))
            t.own_name = i + 1;
        if (t.border == 0 && has_public_address(hop)) {
            t.border = i + 1;
            t.border_names_us = bs_policy_own_name(policy, hop->rdns);
            if (bs_policy_own_name(policy, hop->helo))
                t.own_name = i + 1;
        }
        if ((i == 0 || t.border == i + 1) && is_by_us(hop, policy))
            t.border_by_us = true;
    }
    return t;
}

/* Does our address stand in what is not part of the trail: lines behind the
 * limit of hops, or behind a stray line that ended the header? */
static bool
is_mentioned_beyond(const struct bs_verdict *v, const struct bs_policy *policy)
{
    struct bs_fields it;
    struct bs_field field;

    if (bs_received_mentions(v->returned.rest, is_own_or_relay, policy))
        return true;
    bs_fields_start(&it, v->returned.header);
    while (v->trail.limit && bs_fields_next(&it, &field) == 1)
        if (bs_span_is(field.name, "Received") &&
            bs_received_mentions(field.value, is_own_or_relay, policy))
            return true;
    return false;
}

/* Who handed the mail in, as the border line has it. */
static struct bs_span
border_name(const struct bs_hop *hop)
{
    if (hop->rdns.n > 0)
        return hop->rdns;
    return hop->names > 0 ? hop->name[0] : hop->helo;
}

/* Our name counts for nothing where a public address of somebody else stands,
 * but it keeps us from saying `foreign` where no address speaks against us. */
static void
judge_names(struct bs_verdict *v, const struct trace *t)
{
    const struct bs_hop *border = &v->trail.hop[t->border - 1];

    add_evidence(v, t->border, "the first public address there is none of ours; its host is %s",
                 border_name(border));
    if (t->border_by_us) {
        add_evidence(v, t->border, "but a host of our own name wrote that line", border->by);
        conclude(v, BS_ORIGIN_UNKNOWN, BS_REASON_OWN_LINE_UNCONFIRMED);
    } else if (t->border_names_us) {
        add_evidence(v, t->border, "but the DNS gave it our name %s", border->rdns);
        conclude(v, BS_ORIGIN_UNKNOWN, BS_REASON_OWN_LINE_UNCONFIRMED);
    } else if (t->own_name > 0) {
        add_evidence(v, t->own_name, "our name is written there, which anyone can do",
                     bs_span_of(NULL, 0));
        conclude(v, BS_ORIGIN_FOREIGN, BS_REASON_PLANTED);
    } else {
        conclude(v, BS_ORIGIN_FOREIGN, BS_REASON_NO_OWN_HOP);
    }
}

static void
judge_trail(struct bs_verdict *v, const struct bs_policy *policy)
{
    struct trace t = follow(&v->trail, policy);
    struct bs_span none = bs_span_of(NULL, 0);

    v->border = t.border;
    if (t.trusted > 0 && !v->returned.later) {
        add_evidence(v, t.trusted, "the mail was taken over from our address, says %s",
                     v->trail.hop[t.trusted - 1].by);
        conclude(v, BS_ORIGIN_OURS, BS_REASON_TRAIL);
    } else if (!bs_policy_has_identity(policy)) {
        add_evidence(v, 0, "no public address of ours is known: see own_nets", none);
        conclude(v, BS_ORIGIN_UNKNOWN, BS_REASON_NO_IDENTITY);
    } else if (t.mentioned > 0) {
        add_evidence(v, t.mentioned, "our address is named there, in a line of a stranger", none);
        conclude(v, BS_ORIGIN_UNKNOWN, BS_REASON_RELAYED_CLAIM);
    } else if (is_mentioned_beyond(v, policy)) {
        add_evidence(v, 0, "our address is named beyond the lines that are read", none);
        conclude(v, BS_ORIGIN_UNKNOWN, BS_REASON_RELAYED_CLAIM);
    } else if (v->returned.cut) {
        add_evidence(v, 0, "the returned header is not read to its end", none);
        conclude(v, BS_ORIGIN_UNKNOWN, BS_REASON_CUT_SHORT);
    } else if (t.border > 0) {
        judge_names(v, &t);
    } else if (t.border_by_us) {
        add_evidence(v, 1, "our own name %s wrote that line", v->trail.hop[0].by);
        conclude(v, BS_ORIGIN_UNKNOWN, BS_REASON_OWN_LINE_UNCONFIRMED);
    } else if (v->trail.hops > 0) {
        add_evidence(v, 0, "no returned Received line names a public address", none);
        conclude(v, BS_ORIGIN_UNKNOWN, BS_REASON_NO_PUBLIC_HOP);
    } else {
        add_evidence(v, 0, "the returned header has no Received line", none);
        conclude(v, BS_ORIGIN_UNKNOWN, BS_REASON_NO_RECEIVED);
    }
}

/* Nor is what a person may have written: a postmaster who quotes a header.
 * Complaints are never refused: a feedback loop (RFC 5965) writes about mail
 * that its users took for ours, and postmaster wants to read of forgeries too.
 * Nor is what a list passed on to its owner: its envelope is the list's. */
static enum bs_check
check_of(const struct bs_verdict *v)
{
    if (v->report.kind == BS_KIND_ARF || v->report.relisted || v->report.doubtful)
        return BS_CHECK_NONE;
    if (v->origin == BS_ORIGIN_FOREIGN)
        return BS_CHECK_BOUNCE_FOREIGN;
    return v->origin == BS_ORIGIN_UNKNOWN ? BS_CHECK_BOUNCE_UNKNOWN : BS_CHECK_NONE;
}

/* A header in the message itself that ends only where reading ended. */
static bool
ends_with_body(const struct bs_message *message, struct bs_span header)
{
    return header.p + header.n == message->body.p + message->body.n;
}

static void
add_limit(struct bs_verdict *v, bool reached, enum bs_finding_id id)
{
    if (reached)
        bs_finding_add(&v->findings, (struct bs_finding){.id = id});
}

void
bs_verdict_judge(struct bs_verdict *verdict_r, const struct bs_message *message,
                 const struct bs_policy *policy, struct bs_scratch *scratch)
{
    struct bs_verdict *v = verdict_r;

    v->origin = BS_ORIGIN_NONE;
    v->reason = BS_REASON_NONE;
    v->evidences = v->border = 0;
    v->findings.count = 0;
    v->findings.total = 0;
    v->check = BS_CHECK_NONE;
    v->returned = (struct bs_returned){.where = BS_RETURNED_NOTHING};
    v->trail.hops = 0;
    v->trail.limit = false;
    bs_report_recognise(&v->report, message, scratch);
    if (v->report.kind == BS_KIND_ORDINARY)
        return;
    bs_returned_find(&v->returned, scratch);
    if (v->returned.where == BS_RETURNED_NOTHING) {
        conclude(v, BS_ORIGIN_UNKNOWN, BS_REASON_NOTHING_RETURNED);
    } else {
        v->returned.cut |= message->truncated && ends_with_body(message, v->returned.header);
        bs_trail_read(&v->trail, v->returned.header);
        judge_trail(v, policy);
    }
    v->check = check_of(v);
    add_limit(v, v->report.mime_limit, BS_FIND_MIME_LIMIT);
    add_limit(v, message->truncated, BS_FIND_BODY_LIMIT);
    add_limit(v, v->trail.limit, BS_FIND_HOP_LIMIT);
    add_limit(v, v->returned.cut, BS_FIND_RETURNED_LIMIT);
}

const char *
bs_origin_name(enum bs_origin origin)
{
    static const char *const names[BS_ORIGINS] = {"none", "ours", "foreign", "unknown"};

    return names[origin];
}

static const struct {
    const char *name;
    const char *sentence;
} reasons[BS_REASONS] = {
    [BS_REASON_NONE] = {"none", "it is no report"},
    [BS_REASON_TRAIL] =
        {"trail", "the reporting system, or a relay of ours, took the mail from our address"},
    [BS_REASON_NO_IDENTITY] = {"no_identity",
                               "no public address of ours is known, so nothing can be compared"},
    [BS_REASON_RELAYED_CLAIM] = {"relayed_claim", "our address is named, but by strangers only"},
    [BS_REASON_CUT_SHORT] = {"cut_short", "the returned header goes on beyond what is read"},
    [BS_REASON_OWN_LINE_UNCONFIRMED] = {"own_line_unconfirmed",
                                        "our name stands where only our address would prove it"},
    [BS_REASON_PLANTED] = {"planted",
                           "our name is written into the trail of mail that came from elsewhere"},
    [BS_REASON_NO_OWN_HOP] = {"no_own_hop",
                              "the returned mail passed other hosts, and none of ours"},
    [BS_REASON_NO_PUBLIC_HOP] = {"no_public_hop",
                                 "the returned Received lines name no public address"},
    [BS_REASON_NO_RECEIVED] = {"no_received", "the returned header has no Received line"},
    [BS_REASON_NOTHING_RETURNED] = {"nothing_returned", "the report gives no header back"},
};

const char *
bs_reason_name(enum bs_reason reason)
{
    return reasons[reason].name;
}

const char *
bs_reason_sentence(enum bs_reason reason)
{
    return reasons[reason].sentence;
}
