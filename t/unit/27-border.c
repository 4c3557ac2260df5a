/* Tests of local_scan/core/border.c and dnslist.c. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "border.h"

#include <stdio.h>

#include "dnslist.h"
#include "table.h"
#include "zone.h"

#define KEY "0123456789abcdefghijklmnop"

/* ---------------------------------------------------------------- entries */

static const struct entry_row {
    const char *name, *entry, *zone; /* NULL: not an entry */
    const char *counts, *does_not;
} entry_rows[] = {
    {"one code", "bl.example.org=127.0.0.2", "bl.example.org", "127.0.0.2", "127.0.0.3"},
    {"two codes", "bl.example.org=127.0.0.2,127.0.0.4", "bl.example.org", "127.0.0.4", "127.0.0.3"},
    {"key", KEY ".bl.example.org=127.0.0.2", "bl.example.org", "127.0.0.2", "127.0.0.1"},
    {"key of 19", "0123456789abcdefghi.bl.example.org=127.0.0.2", "bl.example.org", "127.0.0.2",
     "0.0.0.0"},
    {"key with hyphens", "c0ffee-2-ab.bl.example.org=127.0.0.2", "bl.example.org", "127.0.0.2",
     "0.0.0.0"},
    {"key of letters", "abcdefghijklmnop.bl.example.org=127.0.0.2", "bl.example.org", "127.0.0.2",
     "0.0.0.0"},
    {"too short for a key", "dnsbl-1.example.org=127.0.0.2", "dnsbl-1.example.org", "127.0.0.2",
     "0.0.0.0"},
    {"a list's own name", "reputation-ip.bl.example.org=127.0.0.2", "reputation-ip.bl.example.org",
     "127.0.0.2", "0.0.0.0"},
    {"no zone behind it", "0123456789abcdefghij.example=127.0.0.2", "0123456789abcdefghij.example",
     "127.0.0.2", "0.0.0.0"},
    {"key in capitals", "0123456789ABCDEFGHIJ.bl.example.org=127.0.0.2", "bl.example.org",
     "127.0.0.2", "::1"},
    {"no codes", "bl.example.org", NULL, NULL, NULL},
    {"empty codes", "bl.example.org=", NULL, NULL, NULL},
    {"comma at the end", "bl.example.org=127.0.0.2,", NULL, NULL, NULL},
    {"comma at the start", "bl.example.org=,127.0.0.2", NULL, NULL, NULL},
    {"two commas", "bl.example.org=127.0.0.2,,127.0.0.3", NULL, NULL, NULL},
    {"error code", "bl.example.org=127.255.255.254", NULL, NULL, NULL},
    {"error code behind a good one", "bl.example.org=127.0.0.2,127.255.255.255", NULL, NULL, NULL},
    {"other address", "bl.example.org=192.0.2.1", NULL, NULL, NULL},
    {"no address", "bl.example.org=127.0.0", NULL, NULL, NULL},
    {"address with a port", "bl.example.org=127.0.0.2:25", NULL, NULL, NULL},
    {"network", "bl.example.org=127.0.0.0/24", NULL, NULL, NULL},
    {"one label", "bl=127.0.0.2", NULL, NULL, NULL},
    {"final dot", "bl.example.org.=127.0.0.2", NULL, NULL, NULL},
    {"no zone", "=127.0.0.2", NULL, NULL, NULL},
    {"odd octets", "bl.ex\xffmple.org=127.0.0.2", NULL, NULL, NULL},
    {"nothing", "", NULL, NULL, NULL},
};

static void
read_entry(struct bs_span entry)
{
    struct bs_dnslist list;

    bs_dnslist_read(&list, entry);
}

static bool
counts(const struct bs_dnslist *list, const char *code)
{
    struct bs_ip ip;

    assert_true(bs_ip_read(bs_span_text(code), &ip));
    return bs_dnslist_counts(list, &ip);
}

static void
entry_test(void **state)
{
    const struct entry_row *row = *state;
    struct bs_dnslist list;

    bs_at_every_cut(bs_span_text(row->entry), read_entry);
    assert_int_equal(bs_dnslist_read(&list, bs_span_text(row->entry)), row->zone != NULL);
    if (row->zone == NULL)
        return;
    bs_assert_span(bs_dnslist_name(&list), row->zone);
    assert_true(counts(&list, row->counts));
    assert_false(counts(&list, row->does_not));
}

/* ------------------------------------------------------------------ files */

static const struct file_row {
    const char *name, *text, *want;
} file_rows[] = {
    {"nothing", "", ""},
    {"two", "a.example=127.0.0.2\nb.example=127.0.0.2\n", "a.example b.example"},
    {"comments and quotes", "# all\n\"a.example=127.0.0.2\": ours # sure\n#b.example=127.0.0.2\n",
     "a.example"},
    {"a bad line, an indented one", "a.example\n b.example=127.0.0.2\nc.example=127.0.0.2\n",
     "b.example c.example"},
    {"CRLF", "a.example=127.0.0.2\r\nb.example=127.0.0.2\r\n", "a.example b.example"},
};

static void
file_test(void **state)
{
    const struct file_row *row = *state;
    struct bs_span rest = bs_span_text(row->text), want = bs_span_text(row->want);
    struct bs_dnslist list;

    while (bs_dnslist_next(&list, &rest))
        assert_true(bs_span_equal(list.zone, bs_span_word(&want, " ")));
    assert_int_equal(want.n, 0);
}

static const struct ended_row {
    const char *name, *entry;
    bool want;
} ended_rows[] = {
    {"one that is", "a.example=127.0.0.2", false},
    {"one that is no more", "ordb.org=127.0.0.2", true},
    {"one under that name", "dnsbl.SORBS.net=127.0.0.2", true},
    {"with a key", KEY ".dnsbl.sorbs.net=127.0.0.2", true},
    {"a name that only looks like it", "notsorbs.net=127.0.0.2", false},
};

static void
ended_test(void **state)
{
    const struct ended_row *row = *state;
    struct bs_dnslist list;

    assert_true(bs_dnslist_read(&list, bs_span_text(row->entry)));
    assert_int_equal(bs_dnslist_ended(&list), row->want);
}

/* ----------------------------------------------------------------- borders */

#define LISTS                                                                                      \
    "bl.example=127.0.0.2,127.0.0.4\n" KEY ".paid.example=127.0.0.2\nworld.example=127.0.0.2\n"    \
    "dnsbl.sorbs.net=127.0.0.2\nodd.example=127.0.0.2\n"

#define TEST_ROW 0
static struct bs_zone_row zone[] = {
    [TEST_ROW] = {BS_ASK_TEXT, "unused.example", ""},
    {BS_ASK_COUNTRY, "192.0.2.0/24", "DE"},
    {BS_ASK_NETWORK, "192.0.2.0/24", "64500|Example Networks"},
    {BS_ASK_NETWORK, "203.0.113.0/24", "64501"},
    {BS_ASK_NAME, "192.0.2.1", "old.sender.example|mx.sender.example"},
    {BS_ASK_ADDRESS, "mx.sender.example", "192.0.2.1|192.0.2.2"},
    {BS_ASK_NAME, "192.0.2.2", "mx.elsewhere.example"},
    {BS_ASK_ADDRESS, "mx.elsewhere.example", "192.0.2.3"},
    {BS_ASK_NAME, "192.0.2.3", BS_ZONE_UNKNOWN},

    {BS_ASK_LISTED, "1.2.0.192.bl.example", "127.0.0.4"},
    {BS_ASK_LISTED, "1.2.0.192." KEY ".paid.example", "127.0.0.9|127.0.0.2"},
    {BS_ASK_LISTED, "2.2.0.192.bl.example", "127.0.0.9"},
    {BS_ASK_LISTED, "2.2.0.192.odd.example", "127.255.255.254"},
    {BS_ASK_LISTED, "3.2.0.192.bl.example", BS_ZONE_UNKNOWN},
    {BS_ASK_LISTED, "3.2.0.192.odd.example", "192.0.2.80"},
    {BS_ASK_LISTED, "1.2.0.192.world.example", "127.0.0.2"},
    {BS_ASK_LISTED, "1.0.0.127.world.example", "127.0.0.2"},
    {BS_ASK_LISTED, "1.2.0.192.dnsbl.sorbs.net", "127.0.0.2"},
    {BS_ASK_LISTED, "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.bl.example",
     "127.0.0.2"},
};

static const struct border_row {
    const char *name, *ip;
    struct bs_zone_row changed; /* if anything */
    const char *country, *network, *network_name, *ptr, *listed;
} border_rows[] = {
    {"all there is",
     "192.0.2.1",
     {0},
     "DE",
     "64500",
     "Example Networks",
     "mx.sender.example",
     "bl.example paid.example"},
    {"PTR that leads elsewhere, codes that do not count",
     "192.0.2.2",
     {0},
     "DE",
     "64500",
     "Example Networks",
     "",
     ""},
    {"no answers", "192.0.2.3", {0}, "DE", "64500", "Example Networks", "", ""},
    {"network without a name", "203.0.113.1", {0}, "", "64501", "", "", ""},
    {"IPv6", "2001:db8::1", {0}, "", "", "", "", "bl.example"},
    {"unheard of", "198.51.100.1", {0}, "", "", "", "", ""},
    {"not public", "10.0.0.1", {BS_ASK_COUNTRY, "10.0.0.1", "DE"}, "", "", "", "", ""},
    {"no database",
     "192.0.2.1",
     {BS_ASK_COUNTRY, "192.0.2.1", BS_ZONE_UNKNOWN},
     "",
     "64500",
     "Example Networks",
     "mx.sender.example",
     "bl.example paid.example"},
    {"a list that may have everybody",
     "192.0.2.1",
     {BS_ASK_LISTED, "1.0.0.127.bl.example", BS_ZONE_UNKNOWN},
     "DE",
     "64500",
     "Example Networks",
     "mx.sender.example",
     "paid.example"},
};

struct asking {
    struct bs_border border;
    struct bs_ip ip;
    struct bs_span lists;
};

static void
ask(void *arg, struct bs_questions *q)
{
    struct asking *a = arg;

    bs_border_ask(&a->border, q, &a->ip, a->lists);
    bs_border_ask_place(&a->border, q);
    bs_border_ask_name(&a->border, q);
}

static void
border_test(void **state)
{
    static struct bs_questions q;
    const struct border_row *row = *state;
    struct asking a = {.lists = bs_span_text(LISTS)};
    struct bs_span listed = bs_span_text(row->listed);

    if (row->changed.name)
        zone[TEST_ROW] = row->changed;
    assert_true(bs_ip_read(bs_span_text(row->ip), &a.ip));
    bs_questions_start(&q, false);
    bs_zone_settle(&q, zone, sizeof zone / sizeof *zone, ask, &a);
    bs_assert_span(a.border.country, row->country);
    bs_assert_span(a.border.network, row->network);
    bs_assert_span(a.border.network_name, row->network_name);
    bs_assert_span(a.border.name, row->ptr);
    for (unsigned i = 0; i < a.border.listings; i++)
        assert_true(bs_span_equal(a.border.listed[i], bs_span_word(&listed, " ")));
    assert_int_equal(listed.n, 0);
    zone[TEST_ROW] = (struct bs_zone_row){BS_ASK_TEXT, "unused.example", ""};
}

static void
offline_test(void **state)
{
    static struct bs_questions q;
    struct asking a = {.lists = bs_span_text(LISTS)};

    (void)state;
    assert_true(bs_ip_read(bs_span_text("192.0.2.1"), &a.ip));
    bs_questions_start(&q, true);
    ask(&a, &q);
    assert_int_equal(a.border.country.n + a.border.network.n + a.border.name.n, 0);
    assert_int_equal(a.border.listings, 0);
}

/* A file with more lists than are asked, all of which have the address. */
static void
limit_test(void **state)
{
    static struct bs_questions q;
    static char text[64 * 64], names[64][64];
    static struct bs_zone_row all[64];
    struct asking a;
    size_t n = 0;

    (void)state;
    for (unsigned i = 0; i < 64; i++) {
        n += (size_t)sprintf(text + n, "n%u.example=127.0.0.2\n", i);
        snprintf(names[i], sizeof names[i], "1.2.0.192.n%u.example", i);
        all[i] = (struct bs_zone_row){BS_ASK_LISTED, names[i], "127.0.0.2"};
    }
    a = (struct asking){.lists = bs_span_of(text, n)};
    assert_true(bs_ip_read(bs_span_text("192.0.2.1"), &a.ip));
    bs_questions_start(&q, false);
    bs_zone_settle(&q, all, 64, ask, &a);
    assert_int_equal(a.border.listings, BS_MAX_DNS_LISTS);
}

int
main(void)
{
    BS_ROWS(entry_rows, entry_test);
    BS_ROWS(file_rows, file_test);
    BS_ROWS(ended_rows, ended_test);
    BS_ROWS(border_rows, border_test);
    bs_add_test("offline", offline_test);
    bs_add_test("limit of lists", limit_test);
    return bs_run("border");
}
