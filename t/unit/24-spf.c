/* Tests of local_scan/core/spf.c. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "spf.h"

#include <stdio.h>
#include <string.h>

#include "table.h"
#include "zone.h"

/* What a record of ours may name. The record itself is that of the row. */
#define OWN_ROW 0
static struct bs_zone_row zone[] = {
    [OWN_ROW] = {BS_ASK_TEXT, "d.example", NULL},
    {BS_ASK_ADDRESS, "d.example", "192.0.2.10"},
    {BS_ASK_MX, "d.example", "mx1.d.example|mx2.d.example"},
    {BS_ASK_ADDRESS, "mx1.d.example", "192.0.2.1"},
    {BS_ASK_ADDRESS, "mx2.d.example", "192.0.2.2|2001:db8::2"},
    {BS_ASK_ADDRESS, "host.example", "198.51.100.1|2001:db8:1::1"},
    {BS_ASK_ADDRESS, "slow.example", BS_ZONE_UNKNOWN},
    {BS_ASK_MX, "slow.example", BS_ZONE_UNKNOWN},
    {BS_ASK_TEXT, "slow.example", BS_ZONE_UNKNOWN},
    {BS_ASK_MX, "many.example",
     "1.example|2.example|3.example|4.example|5.example|6.example|7.example|8.example|9.example|"
     "10.example|11.example"},
    {BS_ASK_ADDRESS, "1.example", "203.0.113.1"},
    {BS_ASK_ADDRESS, "11.example", "203.0.113.11"},

    {BS_ASK_TEXT, "p.example", "v=spf1 ip4:203.0.113.0/24 -all"},
    {BS_ASK_TEXT, "pp.example", "v=spf1 include:p.example a:host.example ~all"},
    {BS_ASK_TEXT, "here.example", "v=spf1 a mx"},
    {BS_ASK_ADDRESS, "here.example", "203.0.113.77"},
    {BS_ASK_TEXT, "open.example", "v=spf1 +all"},
    {BS_ASK_TEXT, "macro.example", "v=spf1 exists:%{i}._spf.macro.example -all"},
    {BS_ASK_TEXT, "nospf.example", "hello|v=spf10 a|v=spf2.0/pra +all"},

    {BS_ASK_TEXT, "loop.example", "v=spf1 ip4:192.0.2.99 include:d.example include:loop.example"},
    {BS_ASK_TEXT, "n1.example", "v=spf1 include:n2.example ip4:192.0.2.101"},
    {BS_ASK_TEXT, "n2.example", "v=spf1 include:n3.example"},
    {BS_ASK_TEXT, "n3.example", "v=spf1 include:n4.example"},
    {BS_ASK_TEXT, "n4.example", "v=spf1 include:n5.example"},
    {BS_ASK_TEXT, "n5.example", "v=spf1 include:n6.example"},
    {BS_ASK_TEXT, "n6.example", "v=spf1 include:n7.example"},
    {BS_ASK_TEXT, "n7.example", "v=spf1 include:n8.example"},
    {BS_ASK_TEXT, "n8.example", "v=spf1 include:n9.example"},
    {BS_ASK_TEXT, "n9.example", "v=spf1 include:n10.example"},
    {BS_ASK_TEXT, "n10.example", "v=spf1 ip4:192.0.2.110 include:n11.example"},
    {BS_ASK_TEXT, "n11.example", "v=spf1 ip4:192.0.2.111"},
};

static const struct spf_row {
    const char *name, *record, *want;
    bool whole;
} spf_rows[] = {
    {"no record", "", "", true},
    {"other texts", "hello|v=spf10 ip4:192.0.2.1|google-site-verification=x", "", true},
    {"only the version", "v=spf1", "", true},
    {"capitals", "V=SPF1 IP4:192.0.2.1 -ALL", "192.0.2.1/128", true},
    {"more blanks than due", "v=spf1   ip4:192.0.2.1 \t ip4:192.0.2.2  ",
     "192.0.2.1/128 192.0.2.2/128", true},
    {"two records: both", "v=spf1 ip4:192.0.2.1|v=spf1 ip4:192.0.2.2 -all",
     "192.0.2.1/128 192.0.2.2/128", true},
    {"not answered", BS_ZONE_UNKNOWN, "", false},

    {"ip4", "v=spf1 ip4:192.0.2.1 -all", "192.0.2.1/128", true},
    {"ip4 with bits", "v=spf1 ip4:192.0.2.0/24 -all", "192.0.2.0/120", true},
    {"ip6", "v=spf1 ip6:2001:db8::1 -all", "2001:db8::1/128", true},
    {"ip6 with bits", "v=spf1 ip6:2001:db8::/32 -all", "2001:db8::/32", true},
    {"ip4 with an IPv6 address", "v=spf1 ip4:2001:db8::1 -all", "", false},
    {"ip6 with an IPv4 address", "v=spf1 ip6:192.0.2.1 -all", "", false},
    {"ip4 with too many bits", "v=spf1 ip4:192.0.2.1/33 ip4:192.0.2.2", "192.0.2.2/128", false},
    {"ip4 without address", "v=spf1 ip4 ip4: ip4:/24 -all", "", false},

    {"a fail permits nothing, nor does a softfail",
     "v=spf1 -ip4:192.0.2.1 ~ip4:192.0.2.2 +ip4:192.0.2.4 ~include:p.example", "192.0.2.4/128",
     true},
    {"neutral terms", "v=spf1 ?ip4:192.0.2.3 ?include:p.example ~all",
     "192.0.2.3/128 203.0.113.0/120", true},
    {"what is not permitted need not be known", "v=spf1 -exists:%{i}.x.example ~ptr -all", "",
     true},

    {"a", "v=spf1 a -all", "192.0.2.10/128", true},
    {"a with bits", "v=spf1 a/24 -all", "192.0.2.10/120", true},
    {"a of another", "v=spf1 a:host.example -all", "198.51.100.1/128 2001:db8:1::1/128", true},
    {"a with both bits", "v=spf1 a:host.example/24//64 -all", "198.51.100.1/120 2001:db8:1::1/64",
     true},
    {"a with bits of IPv6", "v=spf1 a:host.example//48 -all", "198.51.100.1/128 2001:db8:1::1/48",
     true},
    {"a of nothing", "v=spf1 a:none.example -all", "", true},
    {"a not answered", "v=spf1 a:slow.example ip4:192.0.2.1", "192.0.2.1/128", false},
    {"a without a name", "v=spf1 a: -all", "", false},
    {"a that cannot be a name", "v=spf1 a:x..example -all", "", true},
    {"a with odd bits", "v=spf1 a/ a/24/64 a/x a/024x a//129 a/33 -all", "", false},

    {"mx", "v=spf1 mx -all", "192.0.2.1/128 192.0.2.2/128 2001:db8::2/128", true},
    {"mx with bits", "v=spf1 mx/24//64 -all", "192.0.2.1/120 192.0.2.2/120 2001:db8::2/64", true},
    {"mx of another", "v=spf1 mx:d.example -all", "192.0.2.1/128 192.0.2.2/128 2001:db8::2/128",
     true},
    {"mx of nothing", "v=spf1 mx:none.example -all", "", true},
    {"mx not answered", "v=spf1 mx:slow.example -all", "", false},
    {"mx with too many hosts", "v=spf1 mx:many.example -all", "203.0.113.1/128", false},

    {"include", "v=spf1 include:p.example -all", "203.0.113.0/120", true},
    {"include in an include", "v=spf1 include:pp.example -all",
     "198.51.100.1/128 2001:db8:1::1/128 203.0.113.0/120", true},
    {"a and mx are those of the included", "v=spf1 include:here.example -all", "203.0.113.77/128",
     true},
    {"include of one that has none", "v=spf1 include:nospf.example ip4:192.0.2.1 -all",
     "192.0.2.1/128", false},
    {"include of nothing", "v=spf1 include:none.example ip4:192.0.2.1 -all", "192.0.2.1/128",
     false},
    {"include not answered", "v=spf1 include:slow.example ip4:192.0.2.1 -all", "192.0.2.1/128",
     false},
    {"include without a name", "v=spf1 include include: include=p.example -all", "", false},
    {"include of itself", "v=spf1 include:d.example ip4:192.0.2.1", "192.0.2.1/128", true},
    {"includes in a ring", "v=spf1 include:loop.example ip4:192.0.2.1",
     "192.0.2.1/128 192.0.2.99/128", true},
    {"the same twice", "v=spf1 include:p.example include:P.example", "203.0.113.0/120", true},

    {"redirect", "v=spf1 redirect=p.example", "203.0.113.0/120", true},
    {"redirect, and more", "v=spf1 redirect=p.example ip4:192.0.2.1",
     "192.0.2.1/128 203.0.113.0/120", true},
    {"no redirect beside all", "v=spf1 redirect=p.example ip4:192.0.2.1 -all", "192.0.2.1/128",
     true},
    {"redirect without a name", "v=spf1 redirect=", "", false},
    {"redirect with a macro", "v=spf1 redirect=%{d2}.example", "", false},
    {"other modifiers", "v=spf1 exp=%{i}.x.example ra=postmaster moo=a=b ip4:192.0.2.1",
     "192.0.2.1/128", true},

    {"nothing counts behind all", "v=spf1 ip4:192.0.2.1 ~all ip4:192.0.2.2 ptr", "192.0.2.1/128",
     true},
    {"all at its word", "v=spf1 +all", "::/0", true},
    {"an included all", "v=spf1 include:open.example", "::/0", true},
    {"a neutral all", "v=spf1 ?all", "", true},
    {"all with a value", "v=spf1 all:x", "", false},

    {"exists", "v=spf1 exists:x.example ip4:192.0.2.1 -all", "192.0.2.1/128", false},
    {"an included exists", "v=spf1 include:macro.example -all", "", false},
    {"ptr", "v=spf1 ptr ip4:192.0.2.1 -all", "192.0.2.1/128", false},
    {"macros", "v=spf1 a:%{d} mx:%{d} include:%{d} ip4:192.0.2.1", "192.0.2.1/128", false},
    {"no mechanism", "v=spf1 ipv4:192.0.2.1 ip4:192.0.2.2 -all", "192.0.2.2/128", false},
    {"signs only", "v=spf1 + - ~ ? : / = -all", "", false},

    {"ten lookups", "v=spf1 a a a a a a a a a a -all", "192.0.2.10/128", true},
    {"eleven", "v=spf1 a a a a a a a a a a a:host.example -all", "192.0.2.10/128", false},
    {"networks cost nothing", "v=spf1 a a a a a a a a a a ip4:192.0.2.1 -all",
     "192.0.2.1/128 192.0.2.10/128", true},
    {"ten includes deep", "v=spf1 include:n1.example -all", "192.0.2.101/128 192.0.2.110/128",
     false},
    {"void lookups", "v=spf1 a:x1.example a:x2.example a:x3.example ip4:192.0.2.1", "192.0.2.1/128",
     true},
};

struct got {
    char net[32][BS_IP_TEXT + 4];
    size_t nets;
    bool whole;
};

static void
note_net(void *arg, const struct bs_net *net)
{
    struct got *got = arg;
    char text[sizeof *got->net];
    size_t at = 0;

    bs_ip_text(&net->ip, text);
    snprintf(text + strlen(text), sizeof text - strlen(text), "/%u", net->bits);
    while (at < got->nets && strcmp(got->net[at], text) != 0)
        at++;
    assert_true(at < sizeof got->net / sizeof *got->net);
    strcpy(got->net[at], text);
    got->nets += at == got->nets;
}

static void
read_once(void *arg, struct bs_questions *q)
{
    struct got *got = arg;

    got->nets = 0;
    got->whole = bs_spf_read(q, bs_span_text("d.example"), note_net, got);
}

/* Each network that is wanted, and no other. */
static void
assert_nets(struct got *got, const char *want)
{
    struct bs_span rest = bs_span_text(want), net;
    size_t wanted = 0;

    for (; (net = bs_span_word(&rest, " ")).n > 0; wanted++) {
        size_t at = 0;
        while (at < got->nets && !bs_span_is(net, got->net[at]))
            at++;
        if (at == got->nets)
            fail_msg("missing: %.*s", (int)net.n, (const char *)net.p);
    }
    if (got->nets != wanted)
        fail_msg("%zu networks, not %zu; the last is %s", got->nets, wanted,
                 got->net[got->nets - 1]);
}

static void
spf_test(void **state)
{
    static struct bs_questions q;
    const struct spf_row *row = *state;
    struct got got;

    zone[OWN_ROW].answer = row->record;
    bs_questions_start(&q, false);
    bs_zone_settle(&q, zone, sizeof zone / sizeof *zone, read_once, &got);
    assert_nets(&got, row->want);
    assert_int_equal(got.whole, row->whole);
}

static void
open_test(void **state)
{
    static struct bs_questions q;
    struct got got;

    (void)state;
    bs_questions_start(&q, false);
    read_once(&got, &q);
    assert_false(got.whole);
    assert_int_equal(bs_questions_open(&q), 1);
    bs_questions_start(&q, true);
    read_once(&got, &q);
    assert_false(got.whole);
    assert_int_equal(bs_questions_open(&q), 0);
}

static void
hostile_test(void **state)
{
    struct got got;

    (void)state;
    bs_zone_hostile_spf(read_once, &got);
}

int
main(void)
{
    BS_ROWS(spf_rows, spf_test);
    bs_add_test("nobody answers", open_test);
    bs_add_test("hostile records", hostile_test);
    return bs_run("spf");
}
