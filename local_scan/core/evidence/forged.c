/* forged: Received lines that cannot be true, and dates that cannot be. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "forged.h"

#include "date.h"
#include "host.h"
#include "tag.h"
#include "trail.h"

/* 1 January 1990. Before that no mail was sent that still travels; a clock that
 * was never set says 1970 or 1980. As our own clock may be one of these, it
 * counts only from then on. */
#define FIRST_MAIL 631152000LL

/* Clocks are wrong by hours, with their zone, and some by a day. */
#define DATE_AHEAD     (2 * BS_DAY)
#define RECEIVED_AHEAD BS_DAY

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

/* Is it later than the mail's arrival, of which the earliest moment counts that is
 * known? */
static bool
is_ahead(const struct bs_forged *f, const struct bs_date *date, long long tolerance)
{
    long long arrival = f->now;

    if (f->arrived >= FIRST_MAIL && (arrival < FIRST_MAIL || f->arrived < arrival))
        arrival = f->arrived;
    return arrival >= FIRST_MAIL && date->at > arrival + tolerance;
}

static void
judge_date(struct bs_forged *f)
{
    struct bs_date date;

    bs_date_read(&date, f->date);
    if (date.form == BS_DATE_IMPOSSIBLE)
        add(f, BS_FIND_DATE_IMPOSSIBLE, "Date", 0);
    if (date.form != BS_DATE_VALID)
        return;
    if (date.at < FIRST_MAIL)
        add(f, BS_FIND_DATE_PAST, "Date", 0);
    else if (is_ahead(f, &date, DATE_AHEAD))
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

/* A user's program greets with any name it likes, even its server's (RFC 3848,
 * RFC 6531: ESMTPA, ESMTPSA, UTF8SMTPA; Sendmail and Postfix say so in a
 * comment); and what Exchange has "with mapi" has never left it. */
static bool
is_between_servers(const struct bs_hop *hop, struct bs_span value)
{
    if (bs_span_ends(hop->with, "SMTPA") || bs_span_ends(hop->with, "SMTPSA") ||
        bs_span_is(hop->with, "asmtp") || bs_span_has(value, "(authenticated"))
        return false;
    return hop->with.n == 0 || bs_span_has(hop->with, "SMTP");
}

/* A host may well hand mail to itself by its public address. Then the DNS has
 * its name, or the line has that address. */
static bool
is_really_itself(const struct bs_hop *hop)
{
    if (bs_host_same_org(hop->rdns, hop->by))
        return true;
    return hop->by_has_ip && bs_ip_equal(&hop->by_ip, &hop->peer);
}

/* Or the host goes on to the next one from there. A bot that writes a line in the name
 * that it greets with does the same; but a host had the mail before it handed it to
 * itself, and wrote the line below as well. */
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

/* What the line below one of a host from itself says of it; NULL: no such line. */
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

/* Some servers write no name at all, or "unknown": they do not deny that they took
 * the mail from us. */
static bool
names_peer(const struct bs_hop *hop)
{
    return hop->rdns.n > 0 || bs_host_valid(hop->helo);
}

/* If the line above gives any reason to believe this one (trail.h), or does not
 * say for sure where it took the mail from, it is left alone. */
static void
note_claim(struct bs_forged *f, const struct bs_hop *hop, const struct bs_hop *above)
{
    if (f->claims == BS_MAX_CLAIMS || !saw_public_peer(above) || !names_peer(above))
        return;
    if (!bs_host_valid(hop->by) || !may_be_ours(f, hop->by) ||
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
    struct bs_date date;

    f->lines++;
    bs_received_read(hop, value);
    bs_date_read(&date, hop->date);
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

/* Without a public address of ours no address can be said not to be ours. A
 * relay of ours may leave out where it took the mail from. */
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
    for (unsigned i = 0; i < f->claims; i++) {
        if (is_forged(f, &f->claim[i], policy))
            add(f, BS_FIND_RECEIVED_BY_US, "Received", f->claim[i].line);
    }
}
