/* Tests of local_scan/core/own.c. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "own.h"

#include <stdio.h>

#include "table.h"
#include "zone.h"

/* We have two hosts and a domain of our own, one more whose mail a provider
 * has, and one that says too little. The first row is the test's. */
#define TEST_ROW 0
static struct bs_zone_row zone[] = {
    [TEST_ROW] = {BS_ASK_TEXT, "unused.example", ""},

    {BS_ASK_ADDRESS, "mail.ours.example", "198.51.100.7|2001:db8:7::7"},
    {BS_ASK_ADDRESS, "ours.example", "203.0.113.80"},
    {BS_ASK_MX, "ours.example", "mx.ours.example|backup.provider.example"},
    {BS_ASK_ADDRESS, "mx.ours.example", "198.51.100.8"},
    {BS_ASK_ADDRESS, "backup.provider.example", "203.0.113.25"},
    {BS_ASK_TEXT, "ours.example", "v=spf1 mx include:_spf.provider.example ip4:203.0.113.26 -all"},
    {BS_ASK_TEXT, "_spf.provider.example", "v=spf1 ip4:203.0.113.128/25 -all"},

    {BS_ASK_MX, "hosted.example", "in.provider.example"},
    {BS_ASK_ADDRESS, "in.provider.example", "203.0.113.30"},

    {BS_ASK_TEXT, "vague.example", "v=spf1 exists:%{i}.vague.example -all"},
    {BS_ASK_MX, "private.example", "mx.private.example"},
    {BS_ASK_ADDRESS, "mx.private.example", "10.0.0.1"},

    /* names that hosts greet with */
    {BS_ASK_ADDRESS, "out.ours.example", "198.51.100.10|198.51.100.9"},
    {BS_ASK_ADDRESS, "host.stranger.example", "192.0.2.67"},
    {BS_ASK_ADDRESS, "slow.ours.example", BS_ZONE_UNKNOWN},
    {BS_ASK_ADDRESS, "slow.stranger.example", BS_ZONE_UNKNOWN},
};

/* What the policy says without the DNS. */
static const struct {
    enum bs_list list;
    const char *entry;
} policy_rows[] = {
    {BS_LIST_OWN_NETS, "198.51.100.1"},       {BS_LIST_OWN_NETS, "10.0.0.0/8"},
    {BS_LIST_OWN_HOSTS, "mail.ours.example"}, {BS_LIST_OWN_HOSTS, "*.dyn.ours.example"},
    {BS_LIST_OWN_HOSTS, "localhost"},         {BS_LIST_OWN_DOMAINS, "ours.example"},
    {BS_LIST_OWN_DOMAINS, "hosted.example"},  {BS_LIST_OWN_DOMAINS, "*.more.example"},
};

static const struct own_row {
    const char *name, *recipient; /* NULL: not known */
    struct bs_zone_row changed;   /* if anything */
    const char *ip;
    enum bs_own want;
    const char *helo;
} own_rows[] = {
    {"policy", NULL, {0}, "198.51.100.1", BS_OWN_YES, NULL},
    {"policy, but private", NULL, {0}, "10.1.2.3", BS_OWN_NO, NULL},
    {"own host", NULL, {0}, "198.51.100.7", BS_OWN_YES, NULL},
    {"own host, IPv6", NULL, {0}, "2001:db8:7::7", BS_OWN_YES, NULL},
    {"MX with a name of ours", NULL, {0}, "198.51.100.8", BS_OWN_YES, NULL},
    {"MX with a provider's name", NULL, {0}, "203.0.113.25", BS_OWN_PERMITTED, NULL},
    {"MX of another domain of ours", NULL, {0}, "203.0.113.30", BS_OWN_PERMITTED, NULL},
    {"web site", NULL, {0}, "203.0.113.80", BS_OWN_PERMITTED, NULL},
    {"address in SPF", NULL, {0}, "203.0.113.26", BS_OWN_PERMITTED, NULL},
    {"provider's other customers", NULL, {0}, "203.0.113.200", BS_OWN_PERMITTED, NULL},
    {"beside the provider", NULL, {0}, "203.0.113.27", BS_OWN_NO, NULL},
    {"stranger", NULL, {0}, "192.0.2.1", BS_OWN_NO, NULL},
    {"private, unheard of", NULL, {0}, "192.168.0.1", BS_OWN_NO, NULL},

    {"HELO of ours that leads there", NULL, {0}, "198.51.100.9", BS_OWN_YES, "out.ours.example"},
    {"HELO of ours that leads elsewhere", NULL, {0}, "192.0.2.66", BS_OWN_NO, "mail.ours.example"},
    {"HELO of ours that is not", NULL, {0}, "192.0.2.66", BS_OWN_NO, "none.ours.example"},
    {"HELO of a stranger that leads there",
     NULL,
     {0},
     "192.0.2.67",
     BS_OWN_NO,
     "host.stranger.example"},
    {"HELO of ours, not answered", NULL, {0}, "192.0.2.69", BS_OWN_UNKNOWN, "slow.ours.example"},
    {"HELO of a stranger, never asked",
     NULL,
     {0},
     "192.0.2.70",
     BS_OWN_NO,
     "slow.stranger.example"},
    {"HELO of ours in the provider's network",
     NULL,
     {BS_ASK_ADDRESS, "new.ours.example", "203.0.113.200"},
     "203.0.113.200",
     BS_OWN_YES,
     "new.ours.example"},
    {"permitted, and a HELO that is not answered",
     NULL,
     {0},
     "203.0.113.200",
     BS_OWN_PERMITTED,
     "slow.ours.example"},

    {"own host not answered, stranger",
     NULL,
     {BS_ASK_ADDRESS, "mail.ours.example", BS_ZONE_UNKNOWN},
     "192.0.2.1",
     BS_OWN_UNKNOWN,
     NULL},
    {"own host not answered, MX",
     NULL,
     {BS_ASK_ADDRESS, "mail.ours.example", BS_ZONE_UNKNOWN},
     "198.51.100.8",
     BS_OWN_YES,
     NULL},
    {"MX not answered",
     NULL,
     {BS_ASK_MX, "ours.example", BS_ZONE_UNKNOWN},
     "192.0.2.1",
     BS_OWN_UNKNOWN,
     NULL},
    {"MX that is none (RFC 7505)",
     NULL,
     {BS_ASK_MX, "ours.example", ""},
     "192.0.2.1",
     BS_OWN_NO,
     NULL},
    {"MX that cannot be a name",
     NULL,
     {BS_ASK_MX, "ours.example", "a b|..|<>"},
     "192.0.2.1",
     BS_OWN_NO,
     NULL},
    {"MX with too many hosts",
     NULL,
     {BS_ASK_MX, "ours.example",
      "1.example|2.example|3.example|4.example|5.example|6.example|7.example|8.example|"
      "9.example|10.example|11.example"},
     "192.0.2.1",
     BS_OWN_UNKNOWN,
     NULL},
    {"SPF not answered",
     NULL,
     {BS_ASK_TEXT, "ours.example", BS_ZONE_UNKNOWN},
     "192.0.2.1",
     BS_OWN_UNKNOWN,
     NULL},
    {"SPF for everybody",
     NULL,
     {BS_ASK_TEXT, "ours.example", "v=spf1 +all"},
     "192.0.2.1",
     BS_OWN_PERMITTED,
     NULL},

    {"recipient's domain", "a@ours.example", {0}, "203.0.113.26", BS_OWN_PERMITTED, NULL},
    {"recipient's domain, capitals", "a@OURS.example", {0}, "203.0.113.26", BS_OWN_PERMITTED, NULL},
    {"quoted recipient",
     "\"a@hosted.example\"@ours.example",
     {0},
     "203.0.113.26",
     BS_OWN_PERMITTED,
     NULL},
    {"recipient in another domain", "a@hosted.example", {0}, "203.0.113.26", BS_OWN_NO, NULL},
    {"own host, whoever is written to", "a@hosted.example", {0}, "198.51.100.7", BS_OWN_YES, NULL},
    {"recipient in a domain with macros",
     "a@vague.example",
     {0},
     "192.0.2.1",
     BS_OWN_UNKNOWN,
     NULL},
    {"recipient in a domain that is not", "a@none.example", {0}, "192.0.2.1", BS_OWN_NO, NULL},
    {"recipient without a domain", "postmaster", {0}, "192.0.2.1", BS_OWN_NO, NULL},
};

struct learning {
    struct bs_policy *policy;
    struct bs_recipients recipients;
    struct bs_owned *owned;
    struct bs_hop hop;
    enum bs_own own;
};

static void
learn(void *arg, struct bs_questions *q)
{
    struct learning *l = arg;

    bs_own_learn(l->owned, q, l->policy, &l->recipients);
    l->own = bs_own_peer(l->owned, &l->hop);
}

/* A policy, and nothing learned yet. */
static struct learning *
start(const char *recipient, const char *ip)
{
    static struct bs_policy policy;
    static struct bs_owned owned;
    static struct learning l;

    l = (struct learning){.policy = &policy, .owned = &owned};
    bs_policy_defaults(&policy);
    for (size_t i = 0; i < sizeof policy_rows / sizeof *policy_rows; i++)
        assert_true(
            bs_policy_add(&policy, policy_rows[i].list, bs_span_text(policy_rows[i].entry)));
    l.recipients.known = recipient != NULL;
    l.recipients.address[l.recipients.count++] = bs_span_text(recipient);
    l.hop.peer_known = BS_PEER_SEEN;
    assert_true(bs_ip_read(bs_span_text(ip), &l.hop.peer));
    return &l;
}

static unsigned
settle(struct learning *l, struct bs_questions *q)
{
    return bs_zone_settle(q, zone, sizeof zone / sizeof *zone, learn, l);
}

static void
own_test(void **state)
{
    static struct bs_questions q;
    const struct own_row *row = *state;
    struct learning *l = start(row->recipient, row->ip);

    l->hop.helo = bs_span_text(row->helo);
    if (row->changed.name)
        zone[TEST_ROW] = row->changed;
    bs_questions_start(&q, false);
    assert_true(settle(l, &q) <= 5);
    assert_int_equal(l->own, row->want);
    enum bs_own known = bs_own_known(l->owned, &l->hop.peer);
    assert_true(known == l->own || l->own == BS_OWN_YES || l->own == BS_OWN_UNKNOWN);
    zone[TEST_ROW] = (struct bs_zone_row){BS_ASK_TEXT, "unused.example", ""};
}

/* Until there is an answer nothing is a stranger's. */
static void
open_test(void **state)
{
    static struct bs_questions q;
    struct learning *l = start(NULL, "192.0.2.1");

    (void)state;
    bs_questions_start(&q, false);
    learn(l, &q);
    assert_int_equal(l->own, BS_OWN_UNKNOWN);
    assert_true(l->owned->unknown);
    bs_questions_give_up(&q);
    learn(l, &q);
    assert_int_equal(bs_questions_open(&q), 0);
    assert_int_equal(l->own, BS_OWN_UNKNOWN);
}

/* Offline the policy is all there is. */
static void
offline_test(void **state)
{
    static struct bs_questions q;
    struct learning *l = start(NULL, "192.0.2.1");

    (void)state;
    bs_questions_start(&q, true);
    learn(l, &q);
    assert_int_equal(q.questions, 0);
    assert_int_equal(l->own, BS_OWN_NO);
    assert_true(bs_ip_read(bs_span_text("198.51.100.1"), &l->hop.peer));
    learn(l, &q);
    assert_int_equal(l->own, BS_OWN_YES);
}

/* Is an address of ours known? By the policy, or by a name of ours; not by what
 * others have, nor by a private one. */
static const struct identity_row {
    const char *name;
    enum bs_list list;
    const char *entry;
    bool want;
} identity_rows[] = {
    {"own host", BS_LIST_OWN_HOSTS, "mail.ours.example", true},
    {"own net", BS_LIST_OWN_NETS, "198.51.100.0/24", true},
    {"domain with an MX of ours", BS_LIST_OWN_DOMAINS, "ours.example", true},
    {"domain at a provider", BS_LIST_OWN_DOMAINS, "hosted.example", false},
    {"host that is not", BS_LIST_OWN_HOSTS, "none.ours.example", false},
    {"host with a private address", BS_LIST_OWN_HOSTS, "mx.private.example", false},
};

static void
identity_test(void **state)
{
    static struct bs_questions q;
    const struct identity_row *row = *state;
    struct learning *l = start(NULL, "192.0.2.1");

    bs_policy_defaults(l->policy);
    assert_true(bs_policy_add(l->policy, row->list, bs_span_text(row->entry)));
    bs_questions_start(&q, false);
    settle(l, &q);
    assert_int_equal(l->owned->identity, row->want);
}

/* What is beyond a limit is unknown, never a stranger's. */
static const struct limit_row {
    const char *name;
    enum bs_list list;
    unsigned entries;
    enum bs_own want;
} limit_rows[] = {
    {"all hosts", BS_LIST_OWN_HOSTS, BS_MAX_OWN_HOSTS, BS_OWN_NO},
    {"a host too many", BS_LIST_OWN_HOSTS, BS_MAX_OWN_HOSTS + 1, BS_OWN_UNKNOWN},
    {"all domains", BS_LIST_OWN_DOMAINS, BS_MAX_OWN_DOMAINS, BS_OWN_NO},
    {"a domain too many", BS_LIST_OWN_DOMAINS, BS_MAX_OWN_DOMAINS + 1, BS_OWN_UNKNOWN},
};

static void
limit_test(void **state)
{
    static struct bs_questions q;
    static char entry[64][32];
    const struct limit_row *row = *state;
    struct learning *l = start(NULL, "192.0.2.1");

    bs_policy_defaults(l->policy);
    for (unsigned i = 0; i < row->entries; i++) {
        snprintf(entry[i], sizeof entry[i], "n%u.example", i);
        assert_true(bs_policy_add(l->policy, row->list, bs_span_text(entry[i])));
    }
    bs_questions_start(&q, false);
    settle(l, &q);
    assert_int_equal(l->own, row->want);
}

/* More networks than there is room for. */
static void
nets_test(void **state)
{
    static struct bs_questions q;
    static char record[8000];
    struct learning *l = start("a@ours.example", "192.0.2.1");
    size_t n = (size_t)sprintf(record, "v=spf1");

    (void)state;
    for (unsigned i = 0; i <= BS_MAX_OWN_NETS; i++)
        n += (size_t)sprintf(record + n, " ip4:203.0.113.%u", i);
    zone[TEST_ROW] = (struct bs_zone_row){BS_ASK_TEXT, "ours.example", record};
    bs_questions_start(&q, false);
    settle(l, &q);
    assert_int_equal(l->own, BS_OWN_UNKNOWN);
    assert_int_equal(l->owned->nets, BS_MAX_OWN_NETS);
    zone[TEST_ROW] = (struct bs_zone_row){BS_ASK_TEXT, "unused.example", ""};
}

int
main(void)
{
    BS_ROWS(own_rows, own_test);
    bs_add_test("open, then given up", open_test);
    bs_add_test("offline", offline_test);
    BS_ROWS(identity_rows, identity_test);
    BS_ROWS(limit_rows, limit_test);
    bs_add_test("more networks than are kept", nets_test);
    return bs_run("own");
}
