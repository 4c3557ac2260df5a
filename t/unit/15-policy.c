/* Tests of local_scan/core/policy.c. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy.h"
#include "table.h"

#include <stdio.h>
#include <string.h>

static struct bs_policy policy;

/* Modes: what two of the checks are in afterwards. */
static const struct mode_row {
    const char *name, *text;
    unsigned bad;
    enum bs_mode foreign, unknown;
} mode_rows[] = {
    {"nothing: built in", "", 0, BS_MODE_WARN, BS_MODE_OFF},
    {"one line", "bounce_foreign: deny\n", 0, BS_MODE_DENY, BS_MODE_OFF},
    {"without line end", "bounce_foreign: deny", 0, BS_MODE_DENY, BS_MODE_OFF},
    {"no blank behind the colon", "bounce_foreign:off\n", 0, BS_MODE_OFF, BS_MODE_OFF},
    {"blank in front of the colon", "bounce_foreign : off\n", 0, BS_MODE_OFF, BS_MODE_OFF},
    {"no colon, as lsearch takes it", "bounce_foreign off\n", 0, BS_MODE_OFF, BS_MODE_OFF},
    {"quoted", "\"bounce_foreign\": off\n", 0, BS_MODE_OFF, BS_MODE_OFF},
    {"capitals", "Bounce_Foreign: DEFER\n", 0, BS_MODE_DEFER, BS_MODE_OFF},
    {"CRLF", "bounce_foreign: deny\r\nbounce_unknown: warn\r\n", 0, BS_MODE_DENY, BS_MODE_WARN},
    {"bare CR", "bounce_foreign: deny\rbounce_unknown: warn\r", 0, BS_MODE_DENY, BS_MODE_WARN},
    {"comments", "# all\n\nbounce_foreign: deny # sure\n  # more\n", 0, BS_MODE_DENY, BS_MODE_OFF},
    {"number sign within a word", "bounce_foreign: deny#1\n", 1, BS_MODE_WARN, BS_MODE_OFF},
    {"check of the envelope", "greylist: learn\nbounce_foreign: deny\n", 0, BS_MODE_DENY,
     BS_MODE_OFF},
    {"learn is for greylisting", "bounce_foreign: learn\n", 1, BS_MODE_WARN, BS_MODE_OFF},
    {"unknown mode", "bounce_unknown: warn\nbounce_foreign: reject\n", 2, BS_MODE_WARN,
     BS_MODE_WARN},
    {"no mode", "bounce_foreign:\nbounce_unknown: warn\n", 1, BS_MODE_WARN, BS_MODE_WARN},
    {"first of two lines", "bounce_foreign: off\nbounce_foreign: deny\n", 2, BS_MODE_OFF,
     BS_MODE_OFF},
    {"indented is a continuation", " bounce_foreign: deny\n", 1, BS_MODE_WARN, BS_MODE_OFF},
    {"no key", ": deny\nbounce_unknown: warn\n", 1, BS_MODE_WARN, BS_MODE_WARN},
    {"unclosed quote", "\"bounce_foreign: deny\nbounce_unknown: warn\n", 1, BS_MODE_WARN,
     BS_MODE_WARN},
    {"first bad line", "\n\n:\n:\n", 3, BS_MODE_WARN, BS_MODE_OFF},
};

/* A list, a file, and what it answers. `ask` is an address if the list has any,
 * else a host or a mail address. */
static const struct list_row {
    const char *name;
    enum bs_list list;
    const char *text;
    unsigned bad;
    const char *ask;
    bool want;
} list_rows[] = {
    {"address", BS_LIST_OWN_NETS, "192.0.2.1\n", 0, "192.0.2.1", true},
    {"other address", BS_LIST_OWN_NETS, "192.0.2.1\n", 0, "192.0.2.2", false},
    {"network", BS_LIST_OWN_NETS, "192.0.2.0/24\n", 0, "192.0.2.200", true},
    {"address with data", BS_LIST_OWN_NETS, "192.0.2.1: our first\n", 0, "192.0.2.1", true},
    {"network with data", BS_LIST_OWN_NETS, "192.0.2.0/24:data\n", 0, "192.0.2.9", true},
    {"data behind a blank", BS_LIST_OWN_NETS, "192.0.2.0/24 data\n", 0, "192.0.2.9", true},
    {"two on a line", BS_LIST_OWN_NETS, "192.0.2.1 192.0.2.2\n", 1, "192.0.2.1", true},
    {"… and IPv6", BS_LIST_OWN_NETS, "192.0.2.1 2001:db8::1\n", 1, "2001:db8::1", false},
    {"… as in a list of Exim", BS_LIST_OWN_NETS, "192.0.2.1 : 2001:db8::/32\n", 1, "192.0.2.1", true},
    {"… in brackets", BS_LIST_OWN_NETS, "192.0.2.1 <192.0.2.2>\n", 1, "192.0.2.1", true},
    {"a range", BS_LIST_OWN_NETS, "192.0.2.1 - 192.0.2.9\n", 1, "192.0.2.9", false},
    {"two in a sentence", BS_LIST_OWN_NETS, "192.0.2.1 and 192.0.2.9\n", 1, "192.0.2.9", false},
    {"two names on a line", BS_LIST_OWN_HOSTS, "mx.example.org mail.example.org\n", 1,
     "mail.example.org", false},
    {"colons in the data", BS_LIST_OWN_NETS, "192.0.2.1 our server :: fine\n", 0, "192.0.2.1", true},
    {"numbers in the data", BS_LIST_OWN_NETS, "192.0.2.1 rack 10, unit 2.1 (2026-01-31 12:00:59)\n", 0,
     "192.0.2.1", true},
    {"IPv6", BS_LIST_OWN_NETS, "2001:db8::1\n", 0, "2001:db8::1", true},
    {"IPv6 with data", BS_LIST_OWN_NETS, "2001:db8::1: data\n", 0, "2001:db8::1", true},
    {"IPv6 that ends in colons", BS_LIST_OWN_NETS, "2001:db8::\n", 0, "2001:db8::", true},
    {"the same with data", BS_LIST_OWN_NETS, "2001:db8::: data\n", 0, "2001:db8::", true},
    {"IPv6 network in quotes", BS_LIST_OWN_NETS, "\"2001:db8::/32\": data\n", 0, "2001:db8:9::1",
     true},
    {"IPv6 network", BS_LIST_OWN_NETS, "2001:db8::/32\n", 0, "2001:db9::1", false},
    {"no name among networks", BS_LIST_OWN_NETS, "mx.example.org\n192.0.2.1\n", 1, "192.0.2.1",
     true},
    {"no name among relays", BS_LIST_RELAY_HOSTS, "mx.example.org\n", 1, "192.0.2.1", false},
    {"mistyped address", BS_LIST_OWN_HOSTS, "192.0.2.999\n", 1, "192.0.2.99", false},
    {"mistyped network", BS_LIST_OWN_NETS, "192.0.2.0/33\n", 1, "192.0.2.0", false},

    {"host", BS_LIST_OWN_HOSTS, "mx.example.org\n", 0, "MX.example.org.", true},
    {"host with data", BS_LIST_OWN_HOSTS, "mx.example.org: first\n", 0, "mx.example.org", true},
    {"below a host", BS_LIST_OWN_HOSTS, "example.org\n", 0, "mx.example.org", false},
    {"local name", BS_LIST_OWN_HOSTS, "mailhost\n", 0, "mailhost", true},
    {"hosts below a domain", BS_LIST_EXEMPT_HOSTS, "*.example.org\n", 0, "mx.example.org", true},
    {"but not the domain", BS_LIST_EXEMPT_HOSTS, "*.example.org\n", 0, "example.org", false},
    {"address among hosts", BS_LIST_EXEMPT_HOSTS, "mx.example.org\n192.0.2.1\n", 0, "192.0.2.1",
     true},
    {"everything is no entry", BS_LIST_EXEMPT_HOSTS, "*\n*.\n.\n", 1, "mx.example.org", false},
    {"odd octet", BS_LIST_OWN_HOSTS, "m\xfcx.example.org\n", 1, "mx.example.org", false},

    {"domain", BS_LIST_OWN_DOMAINS, "example.org\n", 0, "example.org", true},
    {"below a domain", BS_LIST_OWN_DOMAINS, "example.org\n", 0, "a.b.example.org", true},
    {"beside a domain", BS_LIST_OWN_DOMAINS, "example.org\n", 0, "myexample.org", false},
    {"below a pattern", BS_LIST_OWN_DOMAINS, "*.example.org\n", 0, "a.b.example.org", true},
    {"pattern without the domain", BS_LIST_OWN_DOMAINS, "*.example.org\n", 0, "example.org", false},
    {"no address among domains", BS_LIST_OWN_DOMAINS, "192.0.2.1\n", 1, "example.org", false},

    {"sender", BS_LIST_EXEMPT_SENDERS, "a@example.org\n", 0, "A@Example.org", true},
    {"other sender", BS_LIST_EXEMPT_SENDERS, "a@example.org\n", 0, "b@example.org", false},
    {"two @", BS_LIST_EXEMPT_SENDERS, "joe@@ours.example\n", 1, "joe@ours.example", false},
    {"two addresses in one", BS_LIST_EXEMPT_RCPTS, "a@b@ours.example\n", 1, "b@ours.example", false},
    {"all of a domain, @", BS_LIST_EXEMPT_SENDERS, "@example.org\n", 0, "b@example.org", true},
    {"all of a domain, *@", BS_LIST_EXEMPT_SENDERS, "*@example.org\n", 0, "b@example.org", true},
    {"all of a domain", BS_LIST_EXEMPT_SENDERS, "example.org\n", 0, "b@example.org", true},
    {"no sender below it", BS_LIST_EXEMPT_SENDERS, "example.org\n", 0, "b@mx.example.org", false},
    {"in quotes", BS_LIST_EXEMPT_RCPTS, "\"a@example.org\"\n", 0, "a@example.org", true},
    {"with data", BS_LIST_EXEMPT_RCPTS, "a@example.org: data\n", 0, "a@example.org", true},
    {"two at signs", BS_LIST_EXEMPT_RCPTS, "@example.org\n", 0, "a@b@example.org", true},
    {"local part alone", BS_LIST_EXEMPT_RCPTS, "postmaster@\n", 1, "postmaster@example.org", false},
    {"backslash in quotes", BS_LIST_EXEMPT_RCPTS, "\"a\\@example.org\"\n", 1, "a\\@example.org",
     false},
    {"indented", BS_LIST_EXEMPT_HOSTS, " mx.example.org\n", 0, "mx.example.org", true},
    {"indented with a tab, in quotes", BS_LIST_OWN_NETS, "\t\"2001:db8::/32\": data\n", 0,
     "2001:db8:9::1", true},
    {"asked for nothing", BS_LIST_EXEMPT_SENDERS, "example.org\n", 0, "", false},
    {"address of a network list", BS_LIST_OWN_NETS, "192.0.2.1\n", 0, "a@example.org", false},
};

static const struct own_row {
    const char *name, *nets, *hosts, *domains;
    bool identity;
    const char *ip;
    bool own_ip;
    const char *host;
    bool own_host;
} own_rows[] = {
    {"nothing known", "", "", "", false, "192.0.2.1", false, "mx.example.org", false},
    {"a network", "192.0.2.0/24", "", "", true, "192.0.2.1", true, "mx.example.org", false},
    {"an address of a host", "", "192.0.2.1", "", true, "192.0.2.1", true, "192.0.2.1", false},
    {"a name is no identity", "", "mx.example.org", "", false, "192.0.2.1", false, "mx.example.org",
     true},
    {"names of a domain", "", "", "example.org", false, "192.0.2.1", false, "mx.example.org", true},
    {"names of a domain in its own letters", "", "", "xn--mller-kva.example", false, "192.0.2.1", false,
     "mx.müller.example", true},
    {"a host in its own letters", "", "xn--mller-kva.example", "", false, "192.0.2.1", false,
     "MÜLLER.example", true},
    {"another letter", "", "", "xn--mller-kva.example", false, "192.0.2.1", false, "muller.example",
     false},
    {"private addresses name nobody", "10.0.0.0/8", "", "", false, "10.0.0.1", false, "a.b", false},
};

static void
parse(struct bs_span text)
{
    bs_policy_defaults(&policy);
    bs_policy_read_modes(&policy, text);
    for (enum bs_list list = 0; list < BS_LISTS; list++)
        bs_policy_read_list(&policy, list, text);
}

static void
test_modes(void **state)
{
    const struct mode_row *row = *state;
    struct bs_span text = bs_span_text(row->text);

    bs_policy_defaults(&policy);
    assert_int_equal(bs_policy_read_modes(&policy, text), row->bad);
    assert_int_equal(policy.mode[BS_CHECK_BOUNCE_FOREIGN], row->foreign);
    assert_int_equal(policy.mode[BS_CHECK_BOUNCE_UNKNOWN], row->unknown);
    bs_at_every_cut(text, parse);
}

static bool
answer(enum bs_list list, struct bs_span ask)
{
    struct bs_ip ip;

    if (bs_ip_read(ask, &ip))
        return bs_policy_has_ip(&policy, list, &ip);
    return bs_policy_has_host(&policy, list, ask) || bs_policy_has_address(&policy, list, ask);
}

static void
test_list(void **state)
{
    const struct list_row *row = *state;
    struct bs_span text = bs_span_text(row->text);

    bs_policy_defaults(&policy);
    assert_int_equal(bs_policy_read_list(&policy, row->list, text), row->bad);
    assert_int_equal(answer(row->list, bs_span_text(row->ask)), row->want);
    bs_at_every_cut(text, parse);
}

static void
test_own(void **state)
{
    const struct own_row *row = *state;
    struct bs_ip ip;

    bs_policy_defaults(&policy);
    bs_policy_read_list(&policy, BS_LIST_OWN_NETS, bs_span_text(row->nets));
    bs_policy_read_list(&policy, BS_LIST_OWN_HOSTS, bs_span_text(row->hosts));
    bs_policy_read_list(&policy, BS_LIST_OWN_DOMAINS, bs_span_text(row->domains));
    assert_true(bs_ip_read(bs_span_text(row->ip), &ip));
    assert_int_equal(bs_policy_has_identity(&policy), row->identity);
    assert_int_equal(bs_policy_own_ip(&policy, &ip), row->own_ip);
    assert_int_equal(bs_policy_own_name(&policy, bs_span_text(row->host)), row->own_host);
}

static void
test_full_list(void **state)
{
    static char text[(BS_MAX_ENTRIES + 10) * 12];
    size_t n = 0;

    (void)state;
    for (unsigned i = 0; i < BS_MAX_ENTRIES + 10; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "10.0.%u.%u\n", i / 256, i % 256);
    bs_policy_defaults(&policy);
    assert_int_equal(bs_policy_read_list(&policy, BS_LIST_OWN_NETS, bs_span_of(text, n)),
                     BS_MAX_ENTRIES + 1);
    assert_int_equal(policy.list[BS_LIST_OWN_NETS].count, BS_MAX_ENTRIES);
}

static void
test_names(void **state)
{
    (void)state;
    assert_string_equal(bs_list_name(BS_LIST_OWN_NETS), "own_nets");
    assert_string_equal(bs_list_name(BS_LIST_EXEMPT_RCPTS), "exempt_rcpts");
}

int
main(void)
{
    BS_ROWS(mode_rows, test_modes);
    BS_ROWS(list_rows, test_list);
    BS_ROWS(own_rows, test_own);
    bs_add_test("full list", test_full_list);
    bs_add_test("names of lists", test_names);
    return bs_run("policy");
}
