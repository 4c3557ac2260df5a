/* Tests of local_scan/core/listed_mx.c. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "listed_mx.h"

#include <stdio.h>

#include "table.h"
#include "zone.h"

static const struct bs_zone_row zone[] = {
    {BS_ASK_MX, "far.example", "a.far.example|b.far.example"},
    {BS_ASK_ADDRESS, "a.far.example", "198.51.100.1|2001:db8::1"},
    {BS_ASK_ADDRESS, "b.far.example", "198.51.100.2"},
    {BS_ASK_ADDRESS, "bare.example", "198.51.100.2"},
    {BS_ASK_MX, "inside.example", "in.inside.example"},
    {BS_ASK_ADDRESS, "in.inside.example", "127.0.0.1|10.0.0.1"},
    {BS_ASK_MX, "slow.example", "slow.slow.example|b.far.example"},
    {BS_ASK_ADDRESS, "slow.slow.example", BS_ZONE_UNKNOWN},
    {BS_ASK_MX, "silent.example", BS_ZONE_UNKNOWN},
    {BS_ASK_ADDRESS, "silent.example", "198.51.100.2"},

    {BS_ASK_LISTED, "2.100.51.198.bl.example", "127.0.0.2"},
    {BS_ASK_LISTED, "2.100.51.198.other.example", "127.0.0.3|127.0.0.2"},
    {BS_ASK_LISTED, "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.six.example",
     "127.0.0.2"},
    {BS_ASK_LISTED, "2.100.51.198.world.example", "127.0.0.2"},
    {BS_ASK_LISTED, "1.0.0.127.world.example", "127.0.0.2"},
    {BS_ASK_LISTED, "2.100.51.198.away.example", "127.0.0.2"},
    {BS_ASK_LISTED, "1.0.0.127.away.example", BS_ZONE_UNKNOWN},
    {BS_ASK_LISTED, "1.100.51.198.silent.example", BS_ZONE_UNKNOWN},
    {BS_ASK_LISTED, "1.0.0.127.bl.example", ""},
    {BS_ASK_LISTED, "1.0.0.127.dead.sorbs.net", ""},
    {BS_ASK_LISTED, "2.100.51.198.dead.sorbs.net", "127.0.0.2"},

    {BS_ASK_MX, "five.example", "m1.example|m2.example|m3.example|m4.example|m5.example"},
    {BS_ASK_ADDRESS, "m1.example", "198.51.100.11|198.51.100.12"},
    {BS_ASK_ADDRESS, "m2.example", "198.51.100.21|198.51.100.22"},
    {BS_ASK_ADDRESS, "m3.example", "198.51.100.31|198.51.100.32"},
    {BS_ASK_ADDRESS, "m4.example", "198.51.100.41|198.51.100.42"},
    {BS_ASK_ADDRESS, "m5.example", "198.51.100.51|198.51.100.52"},
    {BS_ASK_LISTED, "52.100.51.198.bl.example", "127.0.0.2"},
};

#define BL "bl.example=127.0.0.2\n"

/* `listed` is "ZONE HOST ADDRESS", or "". Judged once for each round of answers,
 * and once before. */
static const struct row {
    const char *name;
    const char *domain;
    const char *lists;
    const char *listed;
    unsigned judged;
} rows[] = {
    {"the second host", "far.example", BL, "bl.example b.far.example 198.51.100.2", 4},
    {"capitals", "FAR.Example", BL, "bl.example b.far.example 198.51.100.2", 4},
    {"no MX, but an address", "bare.example", BL, "bl.example bare.example 198.51.100.2", 4},
    {"an IPv6 address", "far.example", "six.example=127.0.0.2\n",
     "six.example a.far.example 2001:db8::1", 4},
    {"the first list that has it", "far.example", "no.example=127.0.0.2\n" BL,
     "bl.example b.far.example 198.51.100.2", 4},
    {"both lists have it", "far.example", "other.example=127.0.0.2\n" BL,
     "other.example b.far.example 198.51.100.2", 4},
    {"another code", "far.example", "bl.example=127.0.0.3\n", "", 4},
    {"a line without codes", "far.example", "bl.example\n", "", 3},
    {"a list that has everybody", "far.example", "world.example=127.0.0.2\n", "", 4},
    {"… or may have", "far.example", "away.example=127.0.0.2\n", "", 4},
    {"a list that has ended", "far.example", "dead.sorbs.net=127.0.0.2\n", "", 3},
    {"another list does not answer", "far.example", "silent.example=127.0.0.2\n" BL,
     "bl.example b.far.example 198.51.100.2", 4},
    {"private addresses", "inside.example", BL, "", 3},
    {"one host's address is not known", "slow.example", BL, "bl.example b.far.example 198.51.100.2",
     4},
    {"the MX is not known", "silent.example", BL, "", 2},
    {"no such domain", "no.example", BL, "", 3},
    {"no lists", "far.example", "", "", 3},
    {"no domain", "", BL, "", 2},
    {"five hosts, ten addresses, three lists: one round for all thirty", "five.example",
     "one.example=127.0.0.2\ntwo.example=127.0.0.2\nthree.example=127.0.0.2\n", "", 4},
    {"… and no more, where the last is listed", "five.example",
     "one.example=127.0.0.2\ntwo.example=127.0.0.2\n" BL, "bl.example m5.example 198.51.100.52", 4},
};

static struct bs_questions questions;
static struct bs_listed_mx listed;

static void
judge(void *arg, struct bs_questions *q)
{
    const struct row *row = arg;

    bs_listed_mx_ask(&listed, q, bs_span_text(row->domain), bs_span_text(row->lists));
}

static void
test_row(void **state)
{
    struct row row = *(const struct row *)*state;
    char got[600] = "", ip[BS_IP_TEXT];

    bs_questions_start(&questions, false);
    unsigned judged = bs_zone_settle(&questions, zone, sizeof zone / sizeof *zone, judge, &row);
    bs_ip_text(&listed.ip, ip);
    if (listed.host.n > 0)
        snprintf(got, sizeof got, "%.*s %.*s %s", (int)listed.zone.n, (const char *)listed.zone.p,
                 (int)listed.host.n, (const char *)listed.host.p, ip);
    assert_string_equal(got, row.listed);
    assert_int_equal(judged, row.judged);
    assert_false(questions.full);
}

/* More than there is room for: what does not fit is not listed. */
static void
test_too_many(void **state)
{
    static char lists[4096];
    struct row row = {.domain = "five.example", .lists = lists};
    size_t n = 0;

    (void)state;
    for (int i = 0; i < 40; i++)
        n += (size_t)snprintf(lists + n, sizeof lists - n, "l%d.example=127.0.0.2\n", i);
    bs_questions_start(&questions, false);
    bs_zone_settle(&questions, zone, sizeof zone / sizeof *zone, judge, &row);
    assert_int_equal(listed.host.n, 0);
}

int
main(void)
{
    BS_ROWS(rows, test_row);
    bs_add_test("more lists and addresses than there is room for", test_too_many);
    return bs_run("listed_mx");
}
