/* Tests of local_scan/core/trail.c. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "trail.h"
#include "table.h"

/* ------------------------------------------------------------------ links */

static const struct link_row {
    const char *name, *upper, *lower;
    enum bs_link link;
    const char *why;
} link_rows[] = {
    {"name from the DNS", "from a.example (mx.example.org [203.0.113.5]) by in.example.com",
     "from x by mx.example.org", BS_LINK_HOLDS, "same host"},
    {"HELO word", "from mx.example.org ([203.0.113.5]) by in.example.com",
     "from x by MX.example.org.", BS_LINK_HOLDS, "same host"},
    {"HELO word of one label", "from mailhost (unknown [203.0.113.5]) by in.example.com",
     "from x by mailhost", BS_LINK_HOLDS, "same host"},
    {"HELO word in a comment", "from unknown (HELO mx.example.org) (203.0.113.5) by in.example.com",
     "from x by mx.example.org", BS_LINK_HOLDS, "same host"},
    {"private name", "from mx.example.corp ([203.0.113.5]) by in.example.com",
     "from x by mx.example.corp", BS_LINK_HOLDS, "same host"},
    {"address literal", "from a.example ([203.0.113.5]) by in.example.com",
     "from x by [203.0.113.5]", BS_LINK_HOLDS, "same address"},
    {"address beside the name", "from a.example ([203.0.113.5]) by in.example.com",
     "from x (192.0.2.9) by b.example (203.0.113.5)", BS_LINK_HOLDS, "same address"},
    {"IPv6 address", "from a.example ([IPv6:2001:db8::1]) by in.example.com",
     "from x by b.example (2001:db8:0::1)", BS_LINK_HOLDS, "same address"},
    {"organisation", "from mx1.example.org ([203.0.113.5]) by in.example.com",
     "from x by mx2.example.org", BS_LINK_HOLDS, "same organisation"},
    {"organisation under a registry", "from mx1.a.co.uk ([203.0.113.5]) by in.example.com",
     "from x by mx2.a.co.uk", BS_LINK_HOLDS, "same organisation"},
    {"registry in common", "from mx.a.co.uk ([203.0.113.5]) by in.example.com",
     "from x by mx.b.co.uk", BS_LINK_UNCLEAR, "other host"},
    {"strangers", "from mx.example.org ([203.0.113.5]) by in.example.com",
     "from x by mx.example.net", BS_LINK_UNCLEAR, "other host"},
    {"public peer, lower line by the upper writer",
     "from mx.example.org ([203.0.113.5]) by in.example.com", "from x by in.example.com",
     BS_LINK_UNCLEAR, "other host"},
    {"name that only looks like it", "from bad-example.org ([203.0.113.5]) by in.example.com",
     "from x by example.org", BS_LINK_UNCLEAR, "other host"},
    {"other address", "from a.example ([203.0.113.5]) by in.example.com", "from x by [203.0.113.6]",
     BS_LINK_UNCLEAR, "other host"},
    {"localhost on both sides of the internet", "from localhost ([203.0.113.5]) by in.example.com",
     "from x by localhost", BS_LINK_UNCLEAR, "other host"},
    {"localhost.localdomain likewise",
     "from localhost.localdomain ([203.0.113.5]) by in.example.com",
     "from x by localhost.localdomain", BS_LINK_UNCLEAR, "other host"},
    {"loopback addresses likewise", "from a.example ([203.0.113.5]) by in.example.com",
     "from x by [127.0.0.1]", BS_LINK_UNCLEAR, "other host"},
    {"reverse names are no organisation",
     "from 5.113.0.203.in-addr.arpa ([203.0.113.5]) by in.example.com",
     "from x by 7.100.51.198.in-addr.arpa", BS_LINK_UNCLEAR, "other host"},

    {"loopback, same writer", "from localhost (localhost [127.0.0.1]) by in.example.com",
     "from x by in.example.com", BS_LINK_HOLDS, "local hand-over"},
    {"loopback, written by localhost", "from localhost (localhost [127.0.0.1]) by in.example.com",
     "from x by localhost (amavisd-new)", BS_LINK_HOLDS, "local hand-over"},
    {"loopback, same organisation", "from localhost ([127.0.0.1]) by in1.example.com",
     "from x by in2.example.com", BS_LINK_HOLDS, "same organisation"},
    {"loopback, stranger", "from localhost ([127.0.0.1]) by in.example.com",
     "from x by mx.example.org", BS_LINK_UNCLEAR, "other host"},
    {"loopback, named", "from in.example.com ([::1]) by localhost", "from x by in.example.com",
     BS_LINK_HOLDS, "same host"},
    {"no from clause, same writer", "by in.example.com (Postfix, from userid 0) id 1",
     "from x by in.example.com", BS_LINK_HOLDS, "local hand-over"},
    {"no from clause, same organisation", "by in1.example.com with SMTP",
     "from x by in2.example.com", BS_LINK_HOLDS, "same organisation"},
    {"no from clause, stranger", "by in.example.com with SMTP", "from x by mx.example.org",
     BS_LINK_UNCLEAR, "other host"},
    {"no from clause, localhost", "by in.example.com with SMTP", "from x by localhost",
     BS_LINK_UNCLEAR, "other host"},
    {"no from clause, same address", "by 10.1.2.3 with SMTP", "by 10.1.2.3 with HTTP",
     BS_LINK_HOLDS, "local hand-over"},
    {"no from clause, other private address", "by 10.1.2.3 with SMTP", "by 10.1.2.4 with HTTP",
     BS_LINK_UNCLEAR, "other host"},
    {"local user", "from joe by in.example.com with local (Exim 4.96)", "from x by in.example.com",
     BS_LINK_HOLDS, "local hand-over"},
    {"private peer, same organisation", "from pc ([10.0.0.5]) by in1.example.com",
     "from x by in2.example.com", BS_LINK_HOLDS, "private address inside one organisation"},
    {"private peer, same writer", "from pc ([10.0.0.5]) by in.example.com",
     "from x by in.example.com", BS_LINK_HOLDS, "same host"},
    {"private peer, stranger", "from pc ([10.0.0.5]) by in.example.com", "from x by mx.example.org",
     BS_LINK_UNCLEAR, "other host"},
    {"private peer, its address", "from pc ([10.0.0.5]) by in.example.com",
     "from x by gw ([10.0.0.5])", BS_LINK_HOLDS, "same address"},

    {"lower line names no host", "from mx.example.org ([203.0.113.5]) by in.example.com",
     "(qmail 2022 invoked from network)", BS_LINK_UNCLEAR, "the line names no host"},
    {"upper line names no host", "(qmail 2022 invoked from network)", "from x by in.example.com",
     BS_LINK_UNCLEAR, "no host to compare with"},
    {"both empty", "", "", BS_LINK_UNCLEAR, "the line names no host"},
};

static void
link_test(void **state)
{
    const struct link_row *row = *state;
    struct bs_trail trail;
    char header[1024];

    header[0] = '\0';
    strcat(strcat(strcat(header, "Received: "), row->upper), "\n");
    strcat(strcat(strcat(header, "Received: "), row->lower), "\n");
    bs_trail_read(&trail, bs_span_text(header));
    assert_int_equal(trail.hops, 2);
    assert_string_equal(trail.why[0], row->why);
    assert_int_equal(trail.link[0], row->link);
    assert_int_equal(trail.link[1], BS_LINK_UNCLEAR);
    assert_string_equal(trail.why[1], "the last line");
}

/* ---------------------------------------------------------------- headers */

#define TWO                                                                                        \
    "Received: from b.example (b.example [203.0.113.5])\r\n\tby c.example with ESMTP; x\r\n"       \
    "received: from a.example ([192.0.2.1]) by b.example; x\r\n"

static const struct header_row {
    const char *name, *in;
    unsigned hops;
    const char *by; /* of the last hop */
} header_rows[] = {
    {"nothing", "", 0, ""},
    {"no Received field", "Subject: Received: from a by b\r\n", 0, ""},
    {"two", TWO, 2, "b.example"},
    {"fields between them",
     "Return-Path: <>\r\n" TWO "Subject: x\r\nReceived: from y by z.example\r\n", 3, "z.example"},
    {"Received in the body", TWO "\r\nReceived: from y by z.example\r\n", 2, "b.example"},
    {"bare CR", "Received: from a by b.example\rReceived: from c by d.example\r", 2, "d.example"},
    {"other names", "X-Received: by 10.1.1.1\nReceived-SPF: pass\nReceived: by a.example\n", 1,
     "a.example"},
};

static void
read_every(struct bs_span in)
{
    struct bs_trail trail;

    bs_trail_read(&trail, in);
}

static void
header_test(void **state)
{
    const struct header_row *row = *state;
    struct bs_trail trail;

    bs_at_every_cut(bs_span_text(row->in), read_every);
    bs_trail_read(&trail, bs_span_text(row->in));
    assert_int_equal(trail.hops, row->hops);
    assert_false(trail.limit);
    if (row->hops > 0)
        bs_assert_span(trail.hop[row->hops - 1].by, row->by);
}

/* More hops than are read, and a line that is longer than any. */
static void
limit_test(void **state)
{
    static const char line[] = "Received: from a.example ([192.0.2.1]) by b.example\n";
    enum { LINES = BS_MAX_HOPS + 1 };
    char header[LINES * sizeof line];
    struct bs_trail trail;

    (void)state;
    for (size_t i = 0; i < LINES; i++)
        memcpy(header + i * (sizeof line - 1), line, sizeof line - 1);
    bs_trail_read(&trail, bs_span_of(header, BS_MAX_HOPS * (sizeof line - 1)));
    assert_int_equal(trail.hops, BS_MAX_HOPS);
    assert_false(trail.limit);
    bs_trail_read(&trail, bs_span_of(header, LINES * (sizeof line - 1)));
    assert_int_equal(trail.hops, BS_MAX_HOPS);
    assert_true(trail.limit);
}

static void
name_test(void **state)
{
    (void)state;
    assert_string_equal(bs_link_name(BS_LINK_UNCLEAR), "unclear");
    assert_string_equal(bs_link_name(BS_LINK_HOLDS), "holds");
    assert_string_equal(bs_link_name(BS_LINK_BROKEN), "broken");
}

int
main(void)
{
    BS_ROWS(link_rows, link_test);
    BS_ROWS(header_rows, header_test);
    bs_add_test("limit of hops", limit_test);
    bs_add_test("names of links", name_test);
    return bs_run("trail");
}
