/* Tests of local_scan/core/spf_host.c. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "spf_host.h"

#include <stdio.h>

#include "table.h"
#include "zone.h"

/* The record itself is that of the row. */
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
    {BS_ASK_MX, "half.example", "slow.example|mx1.d.example"},
    {BS_ASK_MX, "many.example",
     "1.example|2.example|3.example|4.example|5.example|6.example|7.example|8.example|9.example|"
     "10.example|11.example"},
    {BS_ASK_ADDRESS, "1.example", "192.0.2.9"},

    {BS_ASK_TEXT, "here.example", "v=spf1 ip4:192.0.2.0/24 -all"},
    {BS_ASK_TEXT, "there.example", "v=spf1 ip4:203.0.113.0/24 -all"},
    {BS_ASK_TEXT, "soft.example", "v=spf1 ~ip4:192.0.2.9 ?all"},
    {BS_ASK_TEXT, "own.example", "v=spf1 a"},
    {BS_ASK_ADDRESS, "own.example", "192.0.2.9"},
    {BS_ASK_TEXT, "two.example", "v=spf1 ip4:192.0.2.9|v=spf1 -all"},
    {BS_ASK_TEXT, "loop.example", "v=spf1 include:loop.example -all"},
    {BS_ASK_TEXT, "redirected.example", "v=spf1 redirect=here.example"},
    {BS_ASK_TEXT, "macro.example", "v=spf1 exists:%{i}._spf.macro.example -all"},
};

/* Of 192.0.2.9, unless the row has another host. */
static const struct row {
    const char *name, *record, *want, *host;
} rows[] = {
    {"no record", "", "none", NULL},
    {"other texts", "hello|v=spf10 +all|v=spf2.0/pra +all", "none", NULL},
    {"the DNS does not answer", BS_ZONE_UNKNOWN, "unknown", NULL},
    {"two records", "v=spf1 ip4:192.0.2.9|v=spf1 -all", "unknown", NULL},
    {"only the version", "v=spf1", "neutral", NULL},
    {"capitals", "V=SPF1 IP4:192.0.2.9 -ALL", "pass", NULL},

    {"all", "v=spf1 +all", "pass", NULL},
    {"-all", "v=spf1 -all", "fail", NULL},
    {"~all", "v=spf1 ~all", "softfail", NULL},
    {"?all", "v=spf1 ?all", "neutral", NULL},
    {"all with a value", "v=spf1 all:x", "unknown", NULL},
    {"the first match decides", "v=spf1 ~ip4:192.0.2.9 ip4:192.0.2.9 -all", "softfail", NULL},

    {"ip4", "v=spf1 ip4:192.0.2.9 -all", "pass", NULL},
    {"ip4, another", "v=spf1 ip4:192.0.2.8 -all", "fail", NULL},
    {"ip4 with bits", "v=spf1 ip4:192.0.2.0/29 ip4:192.0.2.8/30 -all", "pass", NULL},
    {"ip4 with bits, another", "v=spf1 ip4:192.0.2.0/29 -all", "fail", NULL},
    {"ip6", "v=spf1 ip6:2001:db8::/32 -all", "pass", "2001:db8::9"},
    {"ip6 of all is not IPv4", "v=spf1 ip6:::/0 -all", "fail", NULL},
    {"ip4 of all is not IPv6", "v=spf1 ip4:0.0.0.0/0 -all", "fail", "2001:db8::9"},
    {"an IPv4 client of an IPv6 socket", "v=spf1 ip4:192.0.2.9 -all", "pass", "::ffff:192.0.2.9"},
    {"ip4 with an IPv6 address", "v=spf1 ip4:2001:db8::1 -all", "unknown", NULL},

    {"a", "v=spf1 a -all", "pass", "192.0.2.10"},
    {"a with bits", "v=spf1 a/24 -all", "pass", NULL},
    {"a of another", "v=spf1 a:host.example -all", "pass", "2001:db8:1::1"},
    {"a with bits of IPv6", "v=spf1 a:host.example//64 -all", "pass", "2001:db8:1::7"},
    {"a with bits of IPv4 only", "v=spf1 a:host.example/24 -all", "fail", "2001:db8:1::7"},
    {"a/0 of IPv4 is not IPv6", "v=spf1 a/0 -all", "fail", "2001:db8::9"},
    {"a of nothing", "v=spf1 a:none.example -all", "fail", NULL},
    {"a that is not answered", "v=spf1 a:slow.example -all", "unknown", NULL},
    {"… after the match", "v=spf1 ip4:192.0.2.9 a:slow.example -all", "pass", NULL},
    {"… before the match", "v=spf1 a:slow.example ip4:192.0.2.9 -all", "unknown", NULL},

    {"mx", "v=spf1 mx -all", "pass", "192.0.2.2"},
    {"mx, another", "v=spf1 mx -all", "fail", NULL},
    {"mx with bits", "v=spf1 mx/24 -all", "pass", NULL},
    {"mx, one host is not answered", "v=spf1 mx:half.example -all", "unknown", NULL},
    {"mx, the other is it", "v=spf1 mx:half.example -all", "pass", "192.0.2.1"},
    {"mx that is not answered", "v=spf1 mx:slow.example -all", "unknown", NULL},
    {"mx with too many hosts", "v=spf1 mx:many.example -all", "unknown", "192.0.2.8"},
    {"mx with too many hosts, the first is it", "v=spf1 mx:many.example -all", "pass", NULL},

    {"include", "v=spf1 include:here.example -all", "pass", NULL},
    {"include that fails", "v=spf1 include:there.example ~all", "softfail", NULL},
    {"include that is neutral", "v=spf1 include:soft.example -all", "fail", NULL},
    {"include with a sign", "v=spf1 -include:here.example +all", "fail", NULL},
    {"include of nothing", "v=spf1 include:none.example -all", "unknown", NULL},
    {"include of two", "v=spf1 include:two.example -all", "unknown", NULL},
    {"include that is not answered", "v=spf1 include:slow.example -all", "unknown", NULL},
    {"a of the included", "v=spf1 include:own.example -all", "pass", NULL},
    {"include in an include", "v=spf1 include:redirected.example -all", "pass", NULL},
    {"includes in a ring", "v=spf1 include:loop.example -all", "unknown", NULL},
    {"include of itself", "v=spf1 include:d.example -all", "unknown", NULL},

    {"redirect", "v=spf1 redirect=there.example", "fail", NULL},
    {"redirect, after the terms", "v=spf1 redirect=there.example ip4:192.0.2.9", "pass", NULL},
    {"no redirect beside all", "v=spf1 redirect=here.example -all", "fail", NULL},
    {"redirect to nothing", "v=spf1 redirect=none.example", "unknown", NULL},
    {"redirect without a name", "v=spf1 redirect=", "unknown", NULL},
    {"redirect to itself", "v=spf1 redirect=d.example", "unknown", NULL},
    {"other modifiers", "v=spf1 exp=%{i}.x.example moo=a=b ip4:192.0.2.9 -all", "pass", NULL},

    {"exists", "v=spf1 exists:%{i}.x.example -all", "unknown", NULL},
    {"exists, after the match", "v=spf1 ip4:192.0.2.9 exists:%{i}.x.example -all", "pass", NULL},
    {"an included exists", "v=spf1 include:macro.example -all", "unknown", NULL},
    {"ptr", "v=spf1 ptr -all", "unknown", NULL},
    {"a macro", "v=spf1 a:%{d} -all", "unknown", NULL},
    {"no mechanism", "v=spf1 ipv4:192.0.2.9 -all", "unknown", NULL},

    {"ten lookups", "v=spf1 a a a a a a a a a a ip4:192.0.2.9 -all", "pass", NULL},
    {"eleven", "v=spf1 a a a a a a a a a a a ip4:192.0.2.9 -all", "unknown", NULL},
};

struct asked {
    struct bs_ip host;
    enum bs_spf spf;
};

static void
ask_once(void *arg, struct bs_questions *q)
{
    struct asked *asked = arg;

    asked->spf = bs_spf_host_ask(q, bs_span_text("d.example"), &asked->host);
}

static struct asked
ask(struct bs_questions *q, const char *host)
{
    struct asked asked = {.spf = BS_SPF_OPEN};

    assert_true(bs_ip_read(bs_span_text(host ? host : "192.0.2.9"), &asked.host));
    ask_once(&asked, q);
    return asked;
}

static void
row_test(void **state)
{
    static struct bs_questions q;
    const struct row *row = *state;

    zone[OWN_ROW].answer = row->record;
    bs_questions_start(&q, false);
    struct asked asked = ask(&q, row->host);
    bs_zone_settle(&q, zone, sizeof zone / sizeof *zone, ask_once, &asked);
    assert_string_equal(bs_spf_host_name(asked.spf), row->want);
    assert_int_not_equal(asked.spf, BS_SPF_OPEN);
}

/* What one record needs is asked at once, and nothing of what comes after the match. */
static void
round_test(void **state)
{
    static struct bs_questions q;
    struct asked asked;

    (void)state;
    zone[OWN_ROW].answer =
        "v=spf1 a:x.example a:host.example include:there.example ip4:192.0.2.9 a:y.example -all";
    bs_questions_start(&q, false);
    asked = ask(&q, NULL);
    assert_int_equal(asked.spf, BS_SPF_OPEN);
    assert_int_equal(bs_zone_settle(&q, zone, sizeof zone / sizeof *zone, ask_once, &asked), 3);
    assert_int_equal(asked.spf, BS_SPF_PASS);
    assert_int_equal(q.questions, 4);
}

static void
offline_test(void **state)
{
    static struct bs_questions q;

    (void)state;
    bs_questions_start(&q, true);
    assert_int_equal(ask(&q, NULL).spf, BS_SPF_UNKNOWN);
}

static void
hostile_test(void **state)
{
    static struct bs_questions q;
    struct asked asked;

    (void)state;
    bs_questions_start(&q, false);
    asked = ask(&q, NULL);
    bs_zone_hostile_spf(ask_once, &asked);
}

int
main(void)
{
    BS_ROWS(rows, row_test);
    bs_add_test("one round for each record", round_test);
    bs_add_test("offline", offline_test);
    bs_add_test("hostile records", hostile_test);
    return bs_run("spf_host");
}
