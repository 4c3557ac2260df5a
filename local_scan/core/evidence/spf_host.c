/* spf_host: whether a host may send for a domain, by its SPF record. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "spf_host.h"

#include "spf_term.h"

struct inquiry {
    struct bs_questions *q;
    const struct bs_ip *host;
    unsigned lookups;
};

/* Does a term match the host? UNKNOWN if the term cannot be read. */
enum match { NO, YES, OPEN, UNKNOWN };

typedef enum match match_mechanism(struct inquiry *i, const struct bs_spf_term *term,
                                   struct bs_span domain);

static enum bs_spf check_domain(struct inquiry *i, struct bs_span domain);

static enum match
match_of(enum bs_known known)
{
    return known == BS_KNOWN_OPEN ? OPEN : known == BS_KNOWN_UNKNOWN ? UNKNOWN : NO;
}

static bool
may_look_up(struct inquiry *i)
{
    return i->lookups++ < BS_MAX_SPF_LOOKUPS;
}

/* ------------------------------------------------------------- mechanisms */

static enum match
match_all(struct inquiry *i, const struct bs_spf_term *term, struct bs_span domain)
{
    (void)i, (void)domain;
    return term->mark < 0 ? YES : UNKNOWN;
}

static bool
holds_host(const struct inquiry *i, const struct bs_net *net)
{
    return bs_ip_is4(&net->ip) == bs_ip_is4(i->host) && bs_net_holds(net, i->host);
}

static enum match
match_net(struct inquiry *i, const struct bs_spf_term *term, struct bs_span domain)
{
    struct bs_net net;

    (void)domain;
    if (!bs_spf_term_net(term, &net))
        return UNKNOWN;
    return holds_host(i, &net) ? YES : NO;
}

static enum match
match_name(struct inquiry *i, struct bs_span name, const struct bs_spf_bits *bits)
{
    struct bs_known_as at = bs_ask_name(i->q, BS_ASK_ADDRESS, name);

    for (unsigned n = 0; n < at.count; n++) {
        struct bs_net net = bs_spf_term_around(&at.item[n].ip, bits);
        if (holds_host(i, &net))
            return YES;
    }
    return match_of(at.known);
}

static enum match
match_a(struct inquiry *i, const struct bs_spf_term *term, struct bs_span domain)
{
    struct bs_span name;
    struct bs_spf_bits bits;

    if (!bs_spf_term_target(term, domain, &name, &bits) || !may_look_up(i))
        return UNKNOWN;
    return match_name(i, name, &bits);
}

/* One host that matches is enough, whatever the answers for the others. */
static enum match
match_mx(struct inquiry *i, const struct bs_spf_term *term, struct bs_span domain)
{
    struct bs_span name;
    struct bs_spf_bits bits;

    if (!bs_spf_term_target(term, domain, &name, &bits) || !may_look_up(i))
        return UNKNOWN;
    struct bs_known_as mx = bs_ask_name(i->q, BS_ASK_MX, name);
    enum match all = mx.count > BS_MAX_MX_HOSTS ? UNKNOWN : match_of(mx.known);
    for (unsigned n = 0; n < mx.count && n < BS_MAX_MX_HOSTS; n++) {
        enum match one = match_name(i, mx.item[n].text, &bits);
        if (one == YES)
            return YES;
        if (one == OPEN || all == NO)
            all = one;
    }
    return all;
}

/* RFC 7208 §5.2: an include matches if the other record passes; one that does not
 * exist is an error. */
static enum match
match_include(struct inquiry *i, const struct bs_spf_term *term, struct bs_span domain)
{
    struct bs_span other;

    (void)domain;
    if (term->mark != ':' || !bs_spf_term_domain(term, &other) || !may_look_up(i))
        return UNKNOWN;
    switch (check_domain(i, other)) {
    case BS_SPF_PASS:
        return YES;
    case BS_SPF_OPEN:
        return OPEN;
    case BS_SPF_UNKNOWN:
    case BS_SPF_NONE:
        return UNKNOWN;
    default:
        return NO;
    }
}

static const struct {
    const char *name;
    match_mechanism *match;
} mechanisms[] = {
    {"all", match_all}, {"ip4", match_net}, {"ip6", match_net},
    {"a", match_a},     {"mx", match_mx},   {"include", match_include},
};

static enum match
match_term(struct inquiry *i, const struct bs_spf_term *term, struct bs_span domain)
{
    for (size_t n = 0; n < BS_COUNT(mechanisms); n++)
        if (bs_span_is(term->name, mechanisms[n].name))
            return mechanisms[n].match(i, term, domain);
    return UNKNOWN;
}

/* ------------------------------------------------------------ the records */

static enum bs_spf
result_of(int qualifier)
{
    return qualifier == '-'   ? BS_SPF_FAIL
           : qualifier == '~' ? BS_SPF_SOFTFAIL
           : qualifier == '?' ? BS_SPF_NEUTRAL
                              : BS_SPF_PASS;
}

static enum bs_spf
redirect_to(struct inquiry *i, const struct bs_spf_term *term)
{
    struct bs_span other;

    if (!bs_spf_term_domain(term, &other) || !may_look_up(i))
        return BS_SPF_UNKNOWN;
    enum bs_spf spf = check_domain(i, other);
    return spf == BS_SPF_NONE ? BS_SPF_UNKNOWN : spf;
}

/* After a term that is open, the others are only read for their questions, so that these
 * are answered in one round. What comes after a term that is unknown does not count. */
static enum bs_spf
check_record(struct inquiry *i, struct bs_span record, struct bs_span domain)
{
    struct bs_spf_term term, redirect = {.mark = -1};
    bool open = false;

    while (bs_spf_term_next(&record, &term, &redirect)) {
        enum match match = match_term(i, &term, domain);
        open |= match == OPEN;
        if (match == YES || match == UNKNOWN)
            return open ? BS_SPF_OPEN : match == YES ? result_of(term.qualifier) : BS_SPF_UNKNOWN;
    }
    if (redirect.mark != '=')
        return open ? BS_SPF_OPEN : BS_SPF_NEUTRAL;
    enum bs_spf spf = redirect_to(i, &redirect);
    return open ? BS_SPF_OPEN : spf;
}

static enum bs_spf
check_domain(struct inquiry *i, struct bs_span domain)
{
    struct bs_known_as texts = bs_ask_name(i->q, BS_ASK_TEXT, domain);
    const struct bs_item *record = NULL;

    if (texts.known == BS_KNOWN_OPEN)
        return BS_SPF_OPEN;
    if (texts.known == BS_KNOWN_UNKNOWN)
        return BS_SPF_UNKNOWN;
    for (unsigned n = 0; n < texts.count; n++) {
        if (!bs_spf_term_begins(texts.item[n].text))
            continue;
        if (record)
            return BS_SPF_UNKNOWN;
        record = &texts.item[n];
    }
    return record ? check_record(i, record->text, domain) : BS_SPF_NONE;
}

/* Includes nest no deeper than there are lookups. */
enum bs_spf
bs_spf_host_ask(struct bs_questions *q, struct bs_span domain, const struct bs_ip *host)
{
    struct inquiry inquiry = {.q = q, .host = host};

    return check_domain(&inquiry, domain);
}

const char *
bs_spf_host_name(enum bs_spf spf)
{
    static const char *const name[] = {
        [BS_SPF_OPEN] = "unknown",    [BS_SPF_UNKNOWN] = "unknown",   [BS_SPF_NONE] = "none",
        [BS_SPF_NEUTRAL] = "neutral", [BS_SPF_SOFTFAIL] = "softfail", [BS_SPF_FAIL] = "fail",
        [BS_SPF_PASS] = "pass",
    };

    return name[spf]; /* bounds: one for each */
}
