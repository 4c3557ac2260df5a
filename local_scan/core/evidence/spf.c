/* spf: SPF records, read for the networks that they permit.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * An include matches if the included record passes (RFC 7208 §5.2), a redirect replaces the record
 * (§6.1). For the set of all permitted networks, both mean the same: one more record to read. So
 * there is a list of records, which grows while it is read, and no record is read twice: loops end
 * by themselves. */
#include "spf.h"

#include "spf_term.h"

#define MAX_RECORDS (1 + BS_MAX_SPF_LOOKUPS)

struct reading {
    struct bs_questions *q;
    struct bs_span domain[MAX_RECORDS]; /* whose record is read */
    unsigned domains;
    unsigned lookups;
    bool unknown;
    bs_spf_permit *permit;
    void *arg;
};

/* -------------------------------------------------------- what terms have */

/* May one more question be asked? */
static bool
may_look_up(struct reading *r)
{
    if (r->lookups++ < BS_MAX_SPF_LOOKUPS)
        return true;
    r->unknown = true;
    return false;
}

static struct bs_known_as
look_up(struct reading *r, enum bs_ask ask, struct bs_span name)
{
    struct bs_known_as answer = bs_ask_name(r->q, ask, name);

    r->unknown |= answer.known == BS_KNOWN_OPEN || answer.known == BS_KNOWN_UNKNOWN;
    return answer;
}

static void
permit_host(struct reading *r, struct bs_span host, const struct bs_spf_bits *bits)
{
    struct bs_known_as at = look_up(r, BS_ASK_ADDRESS, host);

    for (unsigned i = 0; i < at.count; i++) {
        struct bs_net net = bs_spf_term_around(&at.item[i].ip, bits);
        r->permit(r->arg, &net);
    }
}

/* --------------------------------------------------------------- the terms */

/* They return whether the term could be read. */
typedef bool read_mechanism(struct reading *r, const struct bs_spf_term *term,
                            struct bs_span domain);

/* "+all" is taken at its word: a domain that permits every host has no strangers. */
static bool
read_all(struct reading *r, const struct bs_spf_term *term, struct bs_span domain)
{
    (void)domain;
    if (term->mark < 0)
        r->permit(r->arg, &(struct bs_net){.bits = 0});
    return term->mark < 0;
}

static bool
read_net(struct reading *r, const struct bs_spf_term *term, struct bs_span domain)
{
    struct bs_net net;

    (void)domain;
    if (!bs_spf_term_net(term, &net))
        return false;
    r->permit(r->arg, &net);
    return true;
}

static bool
read_a(struct reading *r, const struct bs_spf_term *term, struct bs_span domain)
{
    struct bs_span host;
    struct bs_spf_bits bits;

    if (!bs_spf_term_target(term, domain, &host, &bits))
        return false;
    if (may_look_up(r))
        permit_host(r, host, &bits);
    return true;
}

static bool
read_mx(struct reading *r, const struct bs_spf_term *term, struct bs_span domain)
{
    struct bs_span target;
    struct bs_spf_bits bits;

    if (!bs_spf_term_target(term, domain, &target, &bits))
        return false;
    if (!may_look_up(r))
        return true;
    struct bs_known_as mx = look_up(r, BS_ASK_MX, target);
    for (unsigned i = 0; i < mx.count && i < BS_MAX_MX_HOSTS; i++)
        permit_host(r, mx.item[i].text, &bits);
    r->unknown |= mx.count > BS_MAX_MX_HOSTS;
    return true;
}

static bool
add_record(struct reading *r, const struct bs_spf_term *term)
{
    struct bs_span domain;

    if (!bs_spf_term_domain(term, &domain))
        return false;
    if (!bs_span_is_among(domain, r->domain, r->domains) && may_look_up(r))
        r->domain[r->domains++] = domain; /* bounds: one for each lookup */
    return true;
}

static bool
read_include(struct reading *r, const struct bs_spf_term *term, struct bs_span domain)
{
    (void)domain;
    return term->mark == ':' && add_record(r, term);
}

static const struct {
    const char *name;
    read_mechanism *read;
} mechanisms[] = {
    {"all", read_all}, {"ip4", read_net}, {"ip6", read_net},
    {"a", read_a},     {"mx", read_mx},   {"include", read_include},
};

/* False for terms that cannot be read: exists, ptr, and malformed ones, most often "ipv4:". */
static bool
read_one(struct reading *r, const struct bs_spf_term *term, struct bs_span domain)
{
    for (size_t i = 0; i < BS_COUNT(mechanisms); i++)
        if (bs_span_is(term->name, mechanisms[i].name))
            return mechanisms[i].read(r, term, domain);
    return false;
}

/* ------------------------------------------------------------ the records */

/* Many domains name a provider that does send for them as "?include:provider.example", although
 * that says nothing about permission (RFC 7208 §2.6.2); but "?all" matches every host. */
static bool
may_permit(const struct bs_spf_term *term)
{
    return term->qualifier == '+' || (term->qualifier == '?' && !bs_span_is(term->name, "all"));
}

/* If the record has an "all", a redirect is ignored (§6.1), and nothing after the "all"
 * counts (§5.1). */
static void
read_record(struct reading *r, struct bs_span record, struct bs_span domain)
{
    struct bs_spf_term term, redirect = {.mark = -1};

    while (bs_spf_term_next(&record, &term, &redirect)) {
        if (may_permit(&term) && !read_one(r, &term, domain))
            r->unknown = true;
        if (bs_span_is(term.name, "all"))
            return;
    }
    if (redirect.mark == '=' && !add_record(r, &redirect))
        r->unknown = true;
}

/* Several records are an error (§4.5), and common: a provider's was added beside
 * the first. Its servers do send for the domain, so all are read. False: no
 * record. */
static bool
read_domain(struct reading *r, struct bs_span domain)
{
    struct bs_known_as texts = look_up(r, BS_ASK_TEXT, domain);
    bool found = false;

    for (unsigned i = 0; i < texts.count; i++) {
        if (!bs_spf_term_begins(texts.item[i].text))
            continue;
        found = true;
        read_record(r, texts.item[i].text, domain);
    }
    return found;
}

bool
bs_spf_read(struct bs_questions *q, struct bs_span domain, bs_spf_permit *permit, void *arg)
{
    struct reading r = {.q = q, .permit = permit, .arg = arg};

    r.domain[r.domains++] = domain;
    for (unsigned i = 0; i < r.domains; i++)
        if (!read_domain(&r, r.domain[i]) && i > 0) /* §5.2: a mistake, and servers not known */
            r.unknown = true;
    return !r.unknown;
}
