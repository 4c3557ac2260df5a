/* forged: Received lines that cannot be true, and impossible dates. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "forged.h"

#include "date.h"
#include "host.h"
#include "trail.h"

/* 1 January 1990: mail from before that is not on its way any more, but a clock that was never set
 * says 1970 or 1980. Our own clock may also be wrong in this way, so it counts only if it is
 * later. */
#define FIRST_MAIL 631152000LL

/* Clocks are wrong by hours, with their zone, and some by a day. */
#define DATE_AHEAD     (2 * BS_DAY)
#define RECEIVED_AHEAD BS_DAY

/* 543 years. In Thailand, phones count from the death of the Buddha, and some apps write that year
 * into mail, under English names of days and months. Mail of that age is no longer on its way. */
#define ERA_THAI  (198327 * BS_DAY)
#define ERA_STALE (31 * BS_DAY)

void
bs_forged_start(struct bs_forged *f, struct bs_findings *findings, long long now,
                struct bs_span host, const struct bs_policy *policy)
{
    *f = (struct bs_forged){.findings = findings, .now = now, .host = host, .policy = policy};
}

static void
add(struct bs_forged *f, enum bs_finding_id id, const char *field, unsigned line)
{
    bs_finding_add(f->findings,
                   (struct bs_finding){.id = id, .field = bs_span_text(field), .code = line});
}

/* ------------------------------------------------------------------- dates */

/* Is the date later than the mail's arrival (the earliest moment known for it)? */
static bool
is_ahead(const struct bs_forged *f, const struct bs_date *date, long long tolerance)
{
    long long arrival = f->now;

    if (f->arrived >= FIRST_MAIL && (arrival < FIRST_MAIL || f->arrived < arrival))
        arrival = f->arrived;
    return arrival >= FIRST_MAIL && date->at > arrival + tolerance;
}

static bool
is_thai(const struct bs_forged *f, const struct bs_date *date)
{
    struct bs_date ours = {.at = date->at - ERA_THAI};

    return is_ahead(f, &ours, -ERA_STALE) && !is_ahead(f, &ours, DATE_AHEAD);
}

static void
judge_date(struct bs_forged *f)
{
    struct bs_date date = bs_date_read(f->date);

    if (date.form == BS_DATE_IMPOSSIBLE)
        add(f, BS_FIND_DATE_IMPOSSIBLE, "Date", 0);
    if (date.form != BS_DATE_VALID)
        return;
    if (date.at < FIRST_MAIL)
        add(f, BS_FIND_DATE_PAST, "Date", 0);
    else if (is_ahead(f, &date, DATE_AHEAD) && !is_thai(f, &date))
        add(f, BS_FIND_DATE_FUTURE, "Date", 0);
}

static void
judge_line_date(struct bs_forged *f, const struct bs_date *date)
{
    if (date->form == BS_DATE_IMPOSSIBLE)
        add(f, BS_FIND_RECEIVED_DATE, "Received", f->lines);
    else if (date->form == BS_DATE_VALID && is_ahead(f, date, RECEIVED_AHEAD))
        add(f, BS_FIND_RECEIVED_FUTURE, "Received", f->lines);
}

/* ------------------------------------------------------------------- lines */

static bool
has_public_peer(const struct bs_hop *hop)
{
    return hop->peer_known != BS_PEER_NONE && bs_ip_public(&hop->peer);
}

static bool
saw_public_peer(const struct bs_hop *hop)
{
    return hop->peer_known == BS_PEER_SEEN && bs_ip_public(&hop->peer);
}

/* "(joe@example.org@192.0.2.5)": qmail's login before the address. */
static bool
has_qmail_login(struct bs_span value)
{
    bool inside = false;
    unsigned signs = 0;

    for (size_t i = 0; i < value.n; i++) {
        int c = bs_span_at(value, i);
        if (c == ')' && inside && signs == 2)
            return true;
        if (c == '(')
            signs = 0;
        signs += c == '@';
        inside = c == '(' || (inside && c != ')' && !bs_is_white(c));
    }
    return false;
}

/* Did a user log in? RFC 3848, RFC 6531: ESMTPA, ESMTPSA, UTF8SMTPA; Sendmail and Postfix, Courier
 * and qmail say so in a comment. */
static bool
notes_login(const struct bs_hop *hop, struct bs_span value)
{
    return bs_span_ends(hop->with, "SMTPA") || bs_span_ends(hop->with, "SMTPSA") ||
           bs_span_is(hop->with, "asmtp") || bs_span_has(value, "(authenticated") ||
           bs_span_has(value, "(AUTH: ") || has_qmail_login(value);
}

/* False after a login, because a user's program greets with any name, even its server's; and for
 * "with mapi", because such mail never left Exchange. */
static bool
is_between_servers(const struct bs_hop *hop, struct bs_span value)
{
    if (notes_login(hop, value))
        return false;
    return hop->with.n == 0 || bs_span_has(hop->with, "SMTP");
}

/* A host may hand mail to itself through its public address. Then the DNS has its name, or the line
 * has that address. */
static bool
is_really_itself(const struct bs_hop *hop)
{
    if (bs_host_same_org(hop->rdns, hop->by))
        return true;
    return hop->by_has_ip && bs_ip_equal(&hop->by_ip, &hop->peer);
}

/* Or the host then passes the mail on from that address. A bot that writes a line in the name with
 * which it greets does the same; but a real host also wrote the line below, because it had the mail
 * before it handed it to itself. */
static bool
goes_on(const struct bs_hop *hop, const struct bs_hop *above)
{
    return above->peer_known != BS_PEER_NONE && bs_ip_equal(&above->peer, &hop->peer);
}

static void
judge_self(struct bs_forged *f, const struct bs_hop *hop, const struct bs_hop *above,
           struct bs_span value)
{
    if (!bs_host_same(hop->helo, hop->by) || !bs_host_valid(hop->by) || bs_host_private(hop->by))
        return;
    if (!saw_public_peer(hop) || !is_between_servers(hop, value) || is_really_itself(hop))
        return;
    if (goes_on(hop, above))
        f->self = f->lines;
    else
        add(f, BS_FIND_RECEIVED_SELF, "Received", f->lines);
}

/* Judges a line in which a host took the mail from itself, by the line below it (`hop`; NULL: no
 * such line). */
static void
judge_loop(struct bs_forged *f, const struct bs_hop *hop, const struct bs_hop *above)
{
    if (f->self > 0 && (hop == NULL || !bs_host_same(hop->by, above->by)))
        add(f, BS_FIND_RECEIVED_SELF, "Received", f->self);
    f->self = 0;
}

static bool
may_be_ours(const struct bs_forged *f, struct bs_span name)
{
    if (f->policy)
        return bs_policy_has_host(f->policy, BS_LIST_OWN_HOSTS, name);
    return bs_host_same(name, f->host) || bs_host_same_org(name, f->host);
}

/* Some servers do not write a name, or write "unknown": they do not deny that they took the mail
 * from us. */
static bool
names_peer(const struct bs_hop *hop)
{
    return hop->rdns.n > 0 || bs_host_valid(hop->helo);
}

/* Does nothing if the line above gives any reason to believe this one (trail.h), or is not certain
 * about its peer; nor for a name like "mail.lan", which is that of many hosts. */
static void
note_claim(struct bs_forged *f, const struct bs_hop *hop, const struct bs_hop *above)
{
    if (f->claims == BS_MAX_CLAIMS || !saw_public_peer(above) || !names_peer(above))
        return;
    if (!bs_host_valid(hop->by) || bs_host_private(hop->by) || !may_be_ours(f, hop->by) ||
        bs_trail_link(above, hop) == BS_LINK_HOLDS)
        return;
    f->claim[f->claims++] =
        (struct bs_forged_claim){.by = hop->by, .peer = above->peer, .line = f->lines};
}

static void
take_line(struct bs_forged *f, struct bs_span value)
{
    const struct bs_hop *above = &f->hop[f->lines % 2];
    struct bs_hop *hop = &f->hop[(f->lines + 1) % 2];

    f->lines++;
    bs_received_read(hop, value);
    struct bs_date date = bs_date_read(hop->date);
    if (f->lines == 1)
        f->arrived = date.at;
    judge_loop(f, hop, above);
    if (f->outside) {
        judge_line_date(f, &date);
        judge_self(f, hop, above, value);
        note_claim(f, hop, above);
    }
    f->outside |= has_public_peer(hop);
}

void
bs_forged_field(struct bs_forged *f, const struct bs_field *field)
{
    if (field->id == BS_NAME_RECEIVED && f->lines < BS_MAX_HOPS)
        take_line(f, field->value);
    else if (field->id == BS_NAME_DATE && !f->date.p)
        f->date = field->value;
    else if (field->id == BS_NAME_TAG)
        f->tagged = true;
}

bool
bs_forged_claims(const struct bs_forged *f)
{
    return f->claims > 0 && !f->tagged;
}

/* If no public address of ours is known, any address may be ours. A relay of ours may leave out
 * where it took the mail from. */
static bool
is_forged(const struct bs_forged *f, const struct bs_forged_claim *claim,
          const struct bs_policy *policy)
{
    bool ours = bs_host_same(claim->by, f->host) ||
                bs_policy_has_host(policy, BS_LIST_OWN_HOSTS, claim->by);

    return ours && bs_policy_has_identity(policy) && !bs_policy_own_ip(policy, &claim->peer) &&
           !bs_policy_has_ip(policy, BS_LIST_RELAY_HOSTS, &claim->peer);
}

void
bs_forged_end(struct bs_forged *f, const struct bs_policy *policy)
{
    judge_loop(f, NULL, NULL);
    judge_date(f);
    if (!policy || !bs_forged_claims(f))
        return;
    for (unsigned i = 0; i < f->claims; i++)
        if (is_forged(f, &f->claim[i], policy))
            add(f, BS_FIND_RECEIVED_BY_US, "Received", f->claim[i].line);
}
