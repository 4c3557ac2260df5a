/* Tests of local_scan/core/confirm.c. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "confirm.h"

#include <stdio.h>

#include "table.h"
#include "zone.h"

/* Two organisations, sender.example and stranger.example, each in a network of
 * its own. The first row is the test's. */
#define TEST_ROW 0
static struct bs_zone_row zone[] = {
    [TEST_ROW] = {BS_ASK_TEXT, "unused.example", ""},

    {BS_ASK_ADDRESS, "mx.sender.example", "198.51.100.7|2001:db8:7::7"},
    {BS_ASK_ADDRESS, "four.sender.example", "198.51.100.7"},
    {BS_ASK_ADDRESS, "six.sender.example", "2001:db8:7::7"},
    {BS_ASK_ADDRESS, "inside.sender.example", "10.0.0.1"},
    {BS_ASK_ADDRESS, "split.sender.example", "198.51.100.7|10.0.0.1"},
    {BS_ASK_ADDRESS, "farm.sender.example",
     "198.51.100.1|198.51.100.2|198.51.100.3|198.51.100.4|198.51.100.5"},
    {BS_ASK_ADDRESS, "slow.sender.example", BS_ZONE_UNKNOWN},
    {BS_ASK_ADDRESS, "mx.nolist.example", "198.51.100.7"},
    {BS_ASK_ADDRESS, "cloud.sender.example", "198.51.101.9"},
    {BS_ASK_ADDRESS, "nowhere.sender.example", "100.128.0.1"},

    {BS_ASK_NAME, "192.0.2.66", "host.stranger.example"},
    {BS_ASK_ADDRESS, "host.stranger.example", "192.0.2.66"},
    {BS_ASK_NAME, "192.0.2.74", "out.sender.too.example"},
    {BS_ASK_ADDRESS, "out.sender.too.example", "192.0.2.74"},
    {BS_ASK_NAME, "192.0.2.67", "out.sender.example"},
    {BS_ASK_ADDRESS, "out.sender.example", "192.0.2.67"},
    {BS_ASK_NAME, "192.0.2.68", "mx.sender.example"},
    {BS_ASK_NAME, "192.0.2.69", BS_ZONE_UNKNOWN},
    {BS_ASK_NAME, "192.0.2.71", "slow.sender.example"},
    {BS_ASK_NAME, "192.0.2.72", "host.stranger.example"},
    {BS_ASK_NAME, "192.0.2.73", "out.nolist.example"},
    {BS_ASK_ADDRESS, "out.nolist.example", "192.0.2.73"},
    {BS_ASK_NAME, "2001:db8:66::66", "host6.stranger.example"},
    {BS_ASK_ADDRESS, "host6.stranger.example", "2001:db8:66::66"},
    {BS_ASK_NAME, "100.128.0.9", "host.dark.example"},
    {BS_ASK_ADDRESS, "host.dark.example", "100.128.0.9|100.129.0.9"},
    {BS_ASK_NAME, "100.129.0.9", "host.dark.example"},

    {BS_ASK_NETWORK, "198.51.100.0/24", "64500|SENDER-AS Sender Networks"},
    {BS_ASK_NETWORK, "198.51.101.0/24", "64501|STRANGER-CLOUD"},
    {BS_ASK_NETWORK, "2001:db8:7::/48", "64500|SENDER-AS Sender Networks"},
    {BS_ASK_NETWORK, "192.0.2.0/24", "64502|STRANGER-02"},
    {BS_ASK_NETWORK, "2001:db8:66::/48", "64502|STRANGER-02"},
    {BS_ASK_NETWORK, "203.0.113.0/24", "64500|SENDER-AS Sender Networks"},

    {BS_ASK_ORG, "mx.sender.example", "sender.example"},
    {BS_ASK_ORG, "four.sender.example", "sender.example"},
    {BS_ASK_ORG, "six.sender.example", "sender.example"},
    {BS_ASK_ORG, "out.sender.example", "sender.example"},
    {BS_ASK_ORG, "inside.sender.example", "sender.example"},
    {BS_ASK_ORG, "split.sender.example", "sender.example"},
    {BS_ASK_ORG, "farm.sender.example", "sender.example"},
    {BS_ASK_ORG, "cloud.sender.example", "sender.example"},
    {BS_ASK_ORG, "nowhere.sender.example", "sender.example"},
    {BS_ASK_ORG, "host.stranger.example", "stranger.example"},
    {BS_ASK_ORG, "host6.stranger.example", "stranger.example"},
    {BS_ASK_ORG, "host.dark.example", "dark.example"},
    {BS_ASK_ORG, "out.sender.too.example", "sender.too.example"},
    {BS_ASK_ORG, "pc.stranger.example", "stranger.example"},
    {BS_ASK_ORG, "mx.nolist.example", BS_ZONE_UNKNOWN},
    {BS_ASK_ORG, "out.nolist.example", BS_ZONE_UNKNOWN},
};

#define THERE "the DNS has it at that address"
#define NEAR  "the DNS has it in the same network"
#define NAMED "the DNS names that address after its organisation"
#define APART "the DNS has it in another network, under another organisation"

/* The upper line is "from FROM by in.reporter.example", the lower "by BY". */
static const struct link_row {
    const char *name, *from, *by;
    struct bs_zone_row changed; /* if anything */
    enum bs_link link;
    const char *why;
} link_rows[] = {
    {"at that address", "x ([198.51.100.7])", "mx.sender.example", {0}, BS_LINK_HOLDS, THERE},
    {"at that IPv6 address",
     "x ([IPv6:2001:db8:7::7])",
     "mx.sender.example",
     {0},
     BS_LINK_HOLDS,
     THERE},
    {"beside it", "x ([198.51.100.99])", "mx.sender.example", {0}, BS_LINK_HOLDS, NEAR},
    {"beside it, IPv6",
     "x ([IPv6:2001:db8:7:99::1])",
     "six.sender.example",
     {0},
     BS_LINK_HOLDS,
     NEAR},
    {"PTR of the organisation", "x ([192.0.2.67])", "mx.sender.example", {0}, BS_LINK_HOLDS, NAMED},
    {"PTR of the organisation, host not answered",
     "x ([192.0.2.67])",
     "slow.sender.example",
     {0},
     BS_LINK_HOLDS,
     NAMED},

    {"elsewhere", "x ([192.0.2.66])", "mx.sender.example", {0}, BS_LINK_BROKEN, APART},
    {"elsewhere, IPv6",
     "x ([IPv6:2001:db8:66::66])",
     "mx.sender.example",
     {0},
     BS_LINK_BROKEN,
     APART},
    {"elsewhere, another domain of the brand in the DNS",
     "x ([192.0.2.74])",
     "mx.sender.example",
     {0},
     BS_LINK_UNCLEAR,
     "other host"},
    {"elsewhere, another domain of the brand in HELO",
     "out.sender.too.example ([192.0.2.66])",
     "mx.sender.example",
     {0},
     BS_LINK_UNCLEAR,
     "other host"},
    {"elsewhere, no PTR", "x ([192.0.2.70])", "mx.sender.example", {0}, BS_LINK_BROKEN, APART},
    {"elsewhere, with the HELO of its own",
     "pc.stranger.example ([192.0.2.66])",
     "mx.sender.example",
     {0},
     BS_LINK_BROKEN,
     APART},
    {"HELO that the list does not know",
     "pc.nobody.example ([192.0.2.66])",
     "mx.sender.example",
     {BS_ASK_ORG, "pc.nobody.example", BS_ZONE_UNKNOWN},
     BS_LINK_UNCLEAR,
     "other host"},
    {"HELO of a sister name",
     "mx.sender-mail.example ([192.0.2.66])",
     "mx.sender.example",
     {BS_ASK_ORG, "mx.sender-mail.example", "sender.example"},
     BS_LINK_UNCLEAR,
     "other host"},

    {"PTR that does not lead back",
     "x ([192.0.2.68])",
     "mx.sender.example",
     {0},
     BS_LINK_UNCLEAR,
     "other host"},
    {"stranger's PTR that does not lead back",
     "x ([192.0.2.72])",
     "mx.sender.example",
     {0},
     BS_LINK_UNCLEAR,
     "other host"},
    {"PTR not answered",
     "x ([192.0.2.69])",
     "mx.sender.example",
     {0},
     BS_LINK_UNCLEAR,
     "other host"},
    {"PTR whose name is not answered",
     "x ([192.0.2.71])",
     "mx.sender.example",
     {0},
     BS_LINK_UNCLEAR,
     "other host"},
    {"host not answered",
     "x ([192.0.2.66])",
     "slow.sender.example",
     {0},
     BS_LINK_UNCLEAR,
     "other host"},
    {"host that is not",
     "x ([192.0.2.66])",
     "none.sender.example",
     {0},
     BS_LINK_UNCLEAR,
     "other host"},
    {"host inside",
     "x ([192.0.2.66])",
     "inside.sender.example",
     {0},
     BS_LINK_UNCLEAR,
     "other host"},
    {"host both inside and outside",
     "x ([192.0.2.66])",
     "split.sender.example",
     {0},
     BS_LINK_UNCLEAR,
     "other host"},
    {"host with many addresses",
     "x ([192.0.2.66])",
     "farm.sender.example",
     {0},
     BS_LINK_UNCLEAR,
     "other host"},
    {"IPv4 host, IPv6 peer",
     "x ([IPv6:2001:db8:66::66])",
     "four.sender.example",
     {0},
     BS_LINK_UNCLEAR,
     "other host"},
    {"IPv6 host, IPv4 peer",
     "x ([192.0.2.66])",
     "six.sender.example",
     {0},
     BS_LINK_UNCLEAR,
     "other host"},

    {"same network number",
     "x ([203.0.113.9])",
     "mx.sender.example",
     {0},
     BS_LINK_UNCLEAR,
     "other host"},
    {"another number of the same operator",
     "x ([192.0.2.66])",
     "cloud.sender.example",
     {0},
     BS_LINK_UNCLEAR,
     "other host"},
    {"no numbers, far off",
     "x ([192.0.2.66])",
     "mx.sender.example",
     {BS_ASK_NETWORK, "0.0.0.0/0", ""},
     BS_LINK_BROKEN,
     APART},
    {"no database, far off",
     "x ([192.0.2.66])",
     "mx.sender.example",
     {BS_ASK_NETWORK, "::/0", BS_ZONE_UNKNOWN},
     BS_LINK_BROKEN,
     APART},
    {"no number, same /16",
     "x ([100.128.0.9])",
     "nowhere.sender.example",
     {BS_ASK_ADDRESS, "nowhere.sender.example", "100.128.200.1"},
     BS_LINK_UNCLEAR,
     "other host"},
    {"no number, another /16",
     "x ([100.129.0.9])",
     "nowhere.sender.example",
     {0},
     BS_LINK_BROKEN,
     APART},

    {"no list of suffixes",
     "x ([192.0.2.66])",
     "mx.nolist.example",
     {0},
     BS_LINK_UNCLEAR,
     "other host"},
    {"no list, PTR of the same two labels",
     "x ([192.0.2.73])",
     "mx.nolist.example",
     {0},
     BS_LINK_HOLDS,
     NAMED},
    {"no list, PTR of a stranger",
     "x ([192.0.2.66])",
     "mx.nolist.example",
     {BS_ASK_ORG, "host.stranger.example", BS_ZONE_UNKNOWN},
     BS_LINK_UNCLEAR,
     "other host"},
    {"two customers under one suffix",
     "x ([192.0.2.66])",
     "mx.sender.example",
     {BS_ASK_ORG, "host.stranger.example", "host.stranger.example"},
     BS_LINK_BROKEN,
     APART},

    {"not seen", "[192.0.2.66]", "mx.sender.example", {0}, BS_LINK_UNCLEAR, "other host"},
    {"no address",
     "host.stranger.example",
     "mx.sender.example",
     {0},
     BS_LINK_UNCLEAR,
     "other host"},
    {"private peer", "x ([10.0.0.9])", "mx.sender.example", {0}, BS_LINK_UNCLEAR, "other host"},
    {"loopback", "x ([127.0.0.1])", "mx.sender.example", {0}, BS_LINK_UNCLEAR, "other host"},
    {"host of one label", "x ([192.0.2.66])", "mx", {0}, BS_LINK_UNCLEAR, "other host"},
    {"private host", "x ([192.0.2.66])", "mx.corp", {0}, BS_LINK_UNCLEAR, "other host"},
    {"address literal", "x ([192.0.2.66])", "[198.51.100.7]", {0}, BS_LINK_UNCLEAR, "other host"},
    {"came back to the upper host",
     "x ([192.0.2.66])",
     "in.reporter.example",
     {BS_ASK_ADDRESS, "in.reporter.example", "203.0.113.20"},
     BS_LINK_UNCLEAR,
     "other host"},
    {"came back to its neighbour",
     "x ([192.0.2.66])",
     "out.reporter.example",
     {BS_ASK_ADDRESS, "out.reporter.example", "203.0.113.20"},
     BS_LINK_UNCLEAR,
     "other host"},
    {"holds by its names",
     "mx.sender.example ([192.0.2.66])",
     "mx.sender.example",
     {0},
     BS_LINK_HOLDS,
     "same host"},
};

static void
confirm(void *trail, struct bs_questions *q)
{
    bs_trail_confirm(trail, q);
}

static void
read_two(struct bs_trail *trail, char *header, size_t size, const struct link_row *row)
{
    snprintf(header, size, "Received: from %s by in.reporter.example\nReceived: from y by %s\n",
             row->from, row->by);
    bs_trail_read(trail, bs_span_text(header));
    assert_int_equal(trail->hops, 2);
}

static void
link_test(void **state)
{
    static struct bs_questions q;
    const struct link_row *row = *state;
    struct bs_trail trail;
    char header[512];

    if (row->changed.name)
        zone[TEST_ROW] = row->changed;
    read_two(&trail, header, sizeof header, row);
    bs_questions_start(&q, false);
    bs_zone_settle(&q, zone, sizeof zone / sizeof *zone, confirm, &trail);
    assert_string_equal(trail.why[0], row->why);
    assert_int_equal(trail.link[0], row->link);
    assert_int_equal(trail.link[1], BS_LINK_UNCLEAR);
    zone[TEST_ROW] = (struct bs_zone_row){BS_ASK_TEXT, "unused.example", ""};
}

/* With any one answer missing, the link may be unclear but not the other thing. */
static void
missing_test(void **state)
{
    static struct bs_questions q;
    const struct link_row *row = *state;
    size_t rows = sizeof zone / sizeof *zone;
    struct bs_trail trail;
    char header[512];

    if (row->changed.name)
        return;
    for (size_t i = 1; i < rows; i++) {
        zone[TEST_ROW] = (struct bs_zone_row){zone[i].ask, zone[i].name, BS_ZONE_UNKNOWN};
        read_two(&trail, header, sizeof header, row);
        bs_questions_start(&q, false);
        bs_zone_settle(&q, zone, rows, confirm, &trail);
        assert_true(trail.link[0] == row->link || trail.link[0] == BS_LINK_UNCLEAR ||
                    (row->link == BS_LINK_UNCLEAR && zone[i].ask == BS_ASK_NETWORK));
    }
    zone[TEST_ROW] = (struct bs_zone_row){BS_ASK_TEXT, "unused.example", ""};
}

/* Without answers, online and offline. */
static void
open_test(void **state)
{
    static struct bs_questions q;
    const struct link_row row = {.from = "x ([192.0.2.66])", .by = "mx.sender.example"};
    struct bs_trail trail;
    char header[512];

    (void)state;
    read_two(&trail, header, sizeof header, &row);
    for (unsigned offline = 0; offline < 2; offline++) {
        bs_questions_start(&q, offline);
        bs_trail_confirm(&trail, &q);
        assert_int_equal(trail.link[0], BS_LINK_UNCLEAR);
        assert_int_equal(bs_questions_open(&q) > 0, !offline);
    }
}

/* A header with nothing but unclear links asks about the first of them. */
static void
limit_test(void **state)
{
    static struct bs_questions q;
    static char header[BS_MAX_HOPS * 128];
    struct bs_trail trail;
    size_t n = 0;

    (void)state;
    for (unsigned i = 0; i < BS_MAX_HOPS; i++)
        n += (size_t)sprintf(header + n,
                             "Received: from a%u.example ([192.0.2.%u]) by b.c%u.example\n", i,
                             i + 1, i);
    bs_trail_read(&trail, bs_span_of(header, n));
    assert_int_equal(trail.hops, BS_MAX_HOPS);
    bs_questions_start(&q, false);
    bs_zone_settle(&q, zone, sizeof zone / sizeof *zone, confirm, &trail);
    assert_int_equal(q.questions, 2 * BS_MAX_LINKS_ASKED);
    trail.hops = 0;
    bs_trail_confirm(&trail, &q);
}

int
main(void)
{
    BS_ROWS(link_rows, link_test);
    BS_ROWS(link_rows, missing_test);
    bs_add_test("nobody answers", open_test);
    bs_add_test("limit of links", limit_test);
    return bs_run("confirm");
}
