/* host: is that a host name, and whose? */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host.h"

#include "bounds.h"

static struct bs_span
without_dot(struct bs_span name)
{
    return bs_span_at(name, name.n - 1) == '.' ? bs_span_take(name, name.n - 1) : name;
}

/* Everything before the last label of *name, which is cut off and returned. */
static struct bs_span
cut_label(struct bs_span *name)
{
    size_t at = bs_span_behind(*name, '.');
    struct bs_span label = bs_span_drop(*name, at);

    *name = bs_span_take(*name, at > 0 ? at - 1 : 0);
    return label;
}

static bool
is_letter(int c)
{
    return bs_is_alnum(c) && !bs_is_digit(c);
}

static bool
label_valid(struct bs_span label)
{
    if (label.n == 0 || label.n > BS_MAX_LABEL)
        return false;
    for (size_t i = 0; i < label.n; i++) {
        int c = bs_span_at(label, i);
        if (!bs_is_alnum(c) && c != '-' && c != '_')
            return false;
    }
    return true;
}

/* RFC 3696 §2: no top-level domain is all digits; all of them begin with a
 * letter and have two octets at least. */
static bool
top_valid(struct bs_span label)
{
    return label.n > 1 && is_letter(bs_span_at(label, 0)) &&
           bs_is_alnum(bs_span_at(label, label.n - 1));
}

bool
bs_host_valid(struct bs_span name)
{
    struct bs_span rest = without_dot(name), top = cut_label(&rest);

    if (rest.n == 0 || rest.n + 1 + top.n > BS_MAX_HOSTNAME)
        return false;
    if (!label_valid(top) || !top_valid(top) ||
        !label_valid(bs_span_take(rest, bs_span_find(rest, '.'))) || bs_span_at(rest, 0) == '-')
        return false;
    while (rest.n > 0)
        if (bs_span_at(rest, rest.n - 1) == '.' || !label_valid(cut_label(&rest)))
            return false;
    return true;
}

bool
bs_host_private(struct bs_span name)
{
    /* RFC 6761, RFC 6762, RFC 8375, the draft that asked for .home, .corp and
     * .mail, ICANN's .internal, and what routers and Linux installers invent. */
    static const char *const private_tops[] = {
        "localhost", "localdomain", "local", "lan",     "home",   "internal",  "intranet", "arpa",
        "invalid",   "test",        "corp",  "private", "domain", "workgroup", "onion",    NULL,
    };
    struct bs_span rest = without_dot(name), top = cut_label(&rest);

    if (rest.n == 0)
        return label_valid(top); /* one label: known at home only */
    return bs_span_is_any(top, private_tops);
}

/* Second-level registries under two-letter domains. */
static bool
is_registry(struct bs_span second, struct bs_span top)
{
    static const char *const anywhere[] = {
        "ac",  "co",  "com",  "edu", "gen", "go",  "gob", "gouv", "gov",  "govt",
        "gub", "mil", "muni", "ne",  "net", "nom", "or",  "org",  "asso", NULL,
    };
    /* Words that are ordinary names elsewhere (web.de, me.com). */
    static const struct {
        const char *top;
        const char *second[12];
    } somewhere[] = {
        {"uk", {"ltd", "me", "nhs", "plc", "police", "sch", NULL}},
        {"jp", {"ad", "ed", "gr", "lg", NULL}},
        {"au", {"asn", "id", NULL}},
        {"nz", {"geek", "iwi", "kiwi", "maori", "school", NULL}},
        {"br", {"adv", "art", "blog", "eng", "ind", "inf", "jus", "leg", "psi", "tv", NULL}},
        {"in", {"firm", "ind", "nic", "res", NULL}},
        {"kr", {"pe", "re", NULL}},
        {"za", {"law", "nis", "school", "web", NULL}},
        {"id", {"my", "sch", "web", NULL}},
        {"tr", {"bel", "k12", "web", NULL}},
        {"tw", {"idv", NULL}},
        {"at", {"gv", NULL}},
        {"il", {"k12", NULL}},
        {"th", {"in", "mi", NULL}},
        {"hu", {"info", NULL}},
        {"pl", {"biz", "info", "waw", NULL}},
    };

    if (top.n != 2)
        return false;
    if (bs_span_is_any(second, anywhere))
        return true;
    for (size_t i = 0; i < BS_COUNT(somewhere); i++)
        if (bs_span_is(top, somewhere[i].top))
            return bs_span_is_any(second, somewhere[i].second);
    return false;
}

struct bs_span
bs_host_org(struct bs_span name)
{
    struct bs_span rest, top, second, third;
    size_t labels;

    if (!bs_host_valid(name))
        return bs_span_of(NULL, 0);
    name = without_dot(name);
    rest = name;
    top = cut_label(&rest);
    second = cut_label(&rest);
    third = cut_label(&rest);
    labels = top.n + 1 + second.n;
    if (third.n > 0 && is_registry(second, top))
        labels += 1 + third.n;
    return bs_span_drop(name, name.n - labels);
}

bool
bs_host_same_org(struct bs_span a, struct bs_span b)
{
    struct bs_span org = bs_host_org(a);

    return org.n > 0 && bs_span_equal(org, bs_host_org(b));
}

bool
bs_host_same(struct bs_span a, struct bs_span b)
{
    a = without_dot(a);
    return a.n > 0 && bs_span_equal(a, without_dot(b));
}

bool
bs_host_within(struct bs_span name, struct bs_span domain)
{
    size_t above;

    name = without_dot(name);
    domain = without_dot(domain);
    if (domain.n == 0 || name.n < domain.n)
        return false;
    above = name.n - domain.n;
    if (above > 0 && bs_span_at(name, above - 1) != '.')
        return false;
    return bs_span_equal(bs_span_drop(name, above), domain);
}

struct bs_span
bs_host_piece(struct bs_span *name)
{
    size_t n = 0;

    while (name->n > 0 && !bs_is_alnum(bs_span_at(*name, 0)))
        *name = bs_span_drop(*name, 1);
    bool digit = bs_is_digit(bs_span_at(*name, 0));
    while (bs_is_alnum(bs_span_at(*name, n)) && bs_is_digit(bs_span_at(*name, n)) == digit)
        n++;
    struct bs_span piece = bs_span_take(*name, n);
    *name = bs_span_drop(*name, n);
    return piece;
}

bool
bs_host_is_line(struct bs_span piece)
{
    static const char *const lines[] = {"dsl",    "adsl",     "vdsl", "dyn",       "dynamic",
                                        "dial",   "dialup",   "ppp",  "pool",      "cable",
                                        "dhcp",   "client",   "cust", "customer",  "user",
                                        "mobile", "catv",     "cpe",  "broadband", "ip",
                                        "static", "vps",      "host", NULL};

    return bs_span_is_any(piece, lines);
}
