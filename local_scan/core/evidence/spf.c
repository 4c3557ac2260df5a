/* spf: SPF records, read for the networks that they permit.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * An include matches where the included record passes (RFC 7208 §5.2), a
 * redirect takes the other record's place (§6.1). For all that passes together
 * both come to the same: one record more to read. So there is a list of records,
 * which grows while it is read, and no record is read twice: loops end by
 * themselves. */
#include "spf.h"

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

/* "a:mx.example/24//64": */
struct term {
    int qualifier;        /* '+' if absent */
    struct bs_span name;  /* "a" */
    int mark;             /* ':', '/' or '=', which ends the name; -1: nothing does */
    struct bs_span value; /* "mx.example/24//64"; with its '/' where that is the mark */
};

static struct term
read_term(struct bs_span word)
{
    struct term term = {.qualifier = '+'};
    int c = bs_span_at(word, 0);

    if (c == '+' || c == '-' || c == '~' || c == '?') {
        term.qualifier = c;
        word = bs_span_drop(word, 1);
    }
    size_t end = bs_span_find_any(word, ":/=");
    term.name = bs_span_take(word, end);
    term.mark = bs_span_at(word, end);
    term.value = bs_span_drop(word, term.mark == '/' ? end : end + 1);
    return term;
}

/* -------------------------------------------------------- what terms have */

/* A question more, if the limit allows. */
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

/* "" or MARK and a number, the whole of it. */
static bool
read_number(struct bs_span text, size_t mark, unsigned max, unsigned *number_r)
{
    size_t digits = 0;

    if (text.n == 0)
        return true;
    text = bs_span_drop(text, mark);
    while (bs_is_digit(bs_span_at(text, digits)))
        digits++;
    if (digits == 0 || digits > 3 || digits < text.n)
        return false;
    *number_r = (unsigned)bs_span_number(text, 3);
    return *number_r <= max;
}

struct bits {
    unsigned four, six;
};

/* Cuts "/24//64" off *value (RFC 7208 §5.6: dual-cidr-length). */
static bool
cut_bits(struct bs_span *value, struct bits *bits_r)
{
    struct bs_span text = bs_span_drop(*value, bs_span_find(*value, '/'));
    size_t six = bs_span_search(text, "//");

    *value = bs_span_take(*value, value->n - text.n);
    *bits_r = (struct bits){32, 128};
    return read_number(bs_span_take(text, six), 1, 32, &bits_r->four) &&
           read_number(bs_span_drop(text, six), 2, 128, &bits_r->six);
}

static bool
has_macro(struct bs_span value)
{
    return bs_span_find(value, '%') < value.n;
}

/* The domain and the bits of an "a" or "mx"; false: it cannot be read. */
static bool
read_target(const struct term *term, struct bs_span domain, struct bs_span *target_r,
            struct bits *bits_r)
{
    struct bs_span value = term->value;

    if (term->mark == '=' || has_macro(value) || !cut_bits(&value, bits_r) ||
        (term->mark == ':' && value.n == 0))
        return false;
    *target_r = value.n > 0 ? value : domain;
    return true;
}

static void
permit_host(struct reading *r, struct bs_span host, const struct bits *bits)
{
    struct bs_known_as at = look_up(r, BS_ASK_ADDRESS, host);

    for (unsigned i = 0; i < at.count; i++) {
        const struct bs_ip *ip = &at.item[i].ip;
        struct bs_net net = {*ip, bs_ip_is4(ip) ? 96 + bits->four : bits->six};
        r->permit(r->arg, &net);
    }
}

/* --------------------------------------------------------------- the terms */

/* They return whether the term could be read. */
typedef bool read_mechanism(struct reading *r, const struct term *term, struct bs_span domain);

/* "+all" is taken at its word: a domain that permits every host has no strangers. */
static bool
read_all(struct reading *r, const struct term *term, struct bs_span domain)
{
    (void)domain;
    if (term->mark < 0)
        r->permit(r->arg, &(struct bs_net){.bits = 0});
    return term->mark < 0;
}

static bool
read_net(struct reading *r, const struct term *term, bool is4)
{
    struct bs_net net;

    if (term->mark != ':' || !bs_net_read(term->value, &net) || bs_ip_is4(&net.ip) != is4)
        return false;
    r->permit(r->arg, &net);
    return true;
}

static bool
read_ip4(struct reading *r, const struct term *term, struct bs_span domain)
{
    (void)domain;
    return read_net(r, term, true);
}

static bool
read_ip6(struct reading *r, const struct term *term, struct bs_span domain)
{
    (void)domain;
    return read_net(r, term, false);
}

static bool
read_a(struct reading *r, const struct term *term, struct bs_span domain)
{
    struct bs_span host;
    struct bits bits;

    if (!read_target(term, domain, &host, &bits))
        return false;
    if (may_look_up(r))
        permit_host(r, host, &bits);
    return true;
}

static bool
read_mx(struct reading *r, const struct term *term, struct bs_span domain)
{
    struct bs_span target;
    struct bits bits;

    if (!read_target(term, domain, &target, &bits))
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
is_listed(const struct reading *r, struct bs_span domain)
{
    for (unsigned i = 0; i < r->domains; i++)
        if (bs_span_equal(r->domain[i], domain))
            return true;
    return false;
}

static bool
add_record(struct reading *r, const struct term *term)
{
    if (term->value.n == 0 || has_macro(term->value))
        return false;
    if (!is_listed(r, term->value) && may_look_up(r))
        r->domain[r->domains++] = term->value; /* bounds: one for each lookup */
    return true;
}

static bool
read_include(struct reading *r, const struct term *term, struct bs_span domain)
{
    (void)domain;
    return term->mark == ':' && add_record(r, term);
}

static const struct {
    const char *name;
    read_mechanism *read;
} mechanisms[] = {
    {"all", read_all}, {"ip4", read_ip4}, {"ip6", read_ip6},
    {"a", read_a},     {"mx", read_mx},   {"include", read_include},
};

/* False for what cannot be read: exists, ptr, and what makes no sense, "ipv4:"
 * mostly. */
static bool
read_one(struct reading *r, const struct term *term, struct bs_span domain)
{
    for (size_t i = 0; i < sizeof mechanisms / sizeof *mechanisms; i++)
        if (bs_span_is(term->name, mechanisms[i].name))
            return mechanisms[i].read(r, term, domain);
    return false;
}

/* ------------------------------------------------------------ the records */

#define BLANKS " \t\r\n"

/* "?include:provider.example" is how many domains name a provider that does send
 * for them (RFC 7208 §2.6.2: it is not said whether it may), but "?all" matches
 * every host. */
static bool
may_permit(const struct term *term)
{
    return term->qualifier == '+' || (term->qualifier == '?' && !bs_span_is(term->name, "all"));
}

/* RFC 7208 §6: other modifiers ("exp=…") are passed over. If the record has an
 * "all", a redirect is ignored (§6.1), and nothing after the "all" counts
 * (§5.1). */
static void
read_record(struct reading *r, struct bs_span record, struct bs_span domain)
{
    struct term redirect = {.mark = -1};
    struct bs_span word;

    bs_span_word(&record, BLANKS); /* the version */
    while ((word = bs_span_word(&record, BLANKS)).n > 0) {
        struct term term = read_term(word);

        if (term.mark == '=') {
            if (bs_span_is(term.name, "redirect"))
                redirect = term;
            continue;
        }
        if (may_permit(&term) && !read_one(r, &term, domain))
            r->unknown = true;
        if (bs_span_is(term.name, "all"))
            return;
    }
    if (redirect.mark == '=' && !add_record(r, &redirect))
        r->unknown = true;
}

/* RFC 7208 §4.5: the version is a word of its own. */
static bool
is_record(struct bs_span text)
{
    return bs_span_is(bs_span_word(&text, BLANKS), "v=spf1");
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
        if (!is_record(texts.item[i].text))
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
