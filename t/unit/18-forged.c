/* Tests of local_scan/core/forged.c. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "forged.h"
#include "text.h"
#include "table.h"

#include <string.h>

/* We are mx.ours.example, 198.51.100.7; 22 November 2026, 06:41:28. */
#define NOW    1795329688LL
#define AT     "; Sun, 22 Nov 2026 06:41:28 +0000\n"
#define BOT    "mail.stranger.example ([192.0.2.66] helo=mail.stranger.example)"
#define LIST   "lists.example.net (lists.example.net [203.0.113.20])"
#define OURS   "mx.ours.example (mx.ours.example [198.51.100.7])"
#define TOP    "Received: from " BOT " by mx.ours.example with esmtp" AT
#define FROM   "Received: from "
#define BY_US  " by mx.ours.example with esmtp" AT
#define BY_LST " by lists.example.net (Postfix) with ESMTP" AT

static struct bs_policy policy;
static struct bs_findings findings;
static struct bs_forged forged;

static void
read_fields(struct bs_span header)
{
    struct bs_field field;
    struct bs_fields it = bs_fields_of(header);

    while (bs_fields_next(&it, &field) == 1)
        bs_forged_field(&forged, &field);
}

/* As the command does, and as the plugin does. */
static void
judge_known(struct bs_span header)
{
    findings = (struct bs_findings){.count = 0};
    bs_forged_start(&forged, &findings, NOW, bs_span_of(NULL, 0), &policy);
    read_fields(header);
    bs_forged_end(&forged, &policy);
}

static void
judge_lazily(struct bs_span header)
{
    findings = (struct bs_findings){.count = 0};
    bs_forged_start(&forged, &findings, NOW, bs_span_text("mx.ours.example"), NULL);
    read_fields(header);
    bs_forged_end(&forged, bs_forged_claims(&forged) ? &policy : NULL);
}

static void
start_policy(const char *nets)
{
    bs_policy_defaults(&policy);
    bs_policy_read_list(&policy, BS_LIST_OWN_HOSTS,
                        bs_span_text("mx.ours.example\nmx2.ours.example\nmail.lan\n"));
    bs_policy_read_list(&policy, BS_LIST_OWN_NETS, bs_span_text(nets));
    bs_policy_read_list(&policy, BS_LIST_RELAY_HOSTS, bs_span_text("203.0.113.77\n"));
}

/* "name:line", in order, with blanks. */
static const char *
found(void)
{
    static char buffer[200];
    struct bs_text t = bs_text_in(buffer, sizeof buffer);

    for (unsigned i = 0; i < findings.count; i++) {
        bs_text_put(&t, i > 0 ? " " : "");
        bs_text_put(&t, bs_finding_name(findings.item[i].id));
        if (bs_finding_code(findings.item[i].id) == BS_CODE_LINE) {
            bs_text_put(&t, ":");
            bs_text_number(&t, findings.item[i].code);
        }
    }
    return buffer;
}

static const struct row {
    const char *name, *header, *want;
} rows[] = {
    {"no header", "", ""},
    {"ordinary", TOP FROM "[10.0.0.3] by mail.stranger.example with ESMTPSA" AT, ""},
    {"a HELO of ours in the line that we wrote: helo_own's",
     FROM "mx.ours.example ([192.0.2.66] helo=mx.ours.example)" BY_US, ""},

    /* a host that took the mail from itself */
    {"from itself",
     TOP FROM "[192.0.2.9] (helo=relay.example.com) by relay.example.com with esmtp" AT,
     "received_self:2"},
    {"from itself, by Postfix",
     TOP FROM "relay.example.com (unknown [192.0.2.9]) by relay.example.com (Postfix) with SMTP" AT,
     "received_self:2"},
    {"from itself, and the DNS knows better",
     TOP FROM "relay.example.com (dsl.isp.example [192.0.2.9]) by relay.example.com (Postfix) "
              "with SMTP" AT,
     "received_self:2"},
    {"its own address in the DNS",
     TOP FROM "relay.example.com (relay.example.com [192.0.2.9]) by relay.example.com (Postfix) "
              "with SMTP" AT,
     ""},
    {"a neighbour in the DNS",
     TOP FROM "relay.example.com (nat.example.com [192.0.2.9]) by relay.example.com (Postfix) "
              "with SMTP" AT,
     ""},
    {"its own address, as the line above saw it",
     FROM "[192.0.2.9] (helo=relay.example.com)" BY_US FROM
          "[192.0.2.9] (helo=relay.example.com) by relay.example.com with esmtp" AT FROM
          "user.example ([192.0.2.5]) by relay.example.com with esmtp" AT,
     ""},
    {"its own address, as the line above saw it, of mail that the host wrote",
     FROM "[192.0.2.9] (helo=relay.example.com)" BY_US FROM
          "[192.0.2.9] (helo=relay.example.com) by relay.example.com with esmtp" AT
          "Received: by relay.example.com with local" AT,
     ""},
    {"a bot that says to have the mail from itself",
     FROM "[192.0.2.9] (helo=relay.example.com)" BY_US FROM
          "[192.0.2.9] (helo=relay.example.com) by relay.example.com with esmtp" AT,
     "received_self:2"},
    {"… and from another before",
     FROM "[192.0.2.9] (helo=relay.example.com)" BY_US FROM
          "[192.0.2.9] (helo=relay.example.com) by relay.example.com with esmtp" AT FROM
          "user.example ([192.0.2.5]) by other.example with esmtp" AT,
     "received_self:2"},
    {"a private address",
     TOP FROM "relay.example.com (unknown [10.1.2.3]) by relay.example.com (Postfix) with SMTP" AT,
     ""},
    {"the same host, locally",
     TOP FROM "relay.example.com (localhost [127.0.0.1]) by relay.example.com (Postfix) with "
              "SMTP" AT,
     ""},
    {"no address", TOP FROM "relay.example.com by relay.example.com with SMTP" AT, ""},
    {"a user who logged in",
     TOP FROM "relay.example.com (dsl.isp.example [192.0.2.9]) by relay.example.com (Postfix) "
              "with ESMTPSA" AT,
     ""},
    {"a user who logged in, by Sendmail",
     TOP FROM "relay.example.com (dsl.isp.example [192.0.2.9]) (authenticated bits=0) by "
              "relay.example.com (8.15.2/8.15.2) with ESMTP" AT,
     ""},
    {"a user who logged in, by Courier",
     TOP FROM "example.com (dsl.isp.example [::ffff:192.0.2.9])\n  (AUTH: LOGIN joe, TLS: TLSv1/SSLv3)\n"
              "  by example.com with esmtp" AT,
     ""},
    {"a user who logged in, by qmail",
     TOP FROM "dsl.isp.example (HELO example.com) (joe@example.com@192.0.2.9)\n"
              "  by example.com with SMTP" AT,
     ""},
    {"a user whom a host names, by qmail",
     TOP FROM "dsl.isp.example (HELO example.com) (joe@192.0.2.9)\n  by example.com with SMTP" AT,
     "received_self:2"},
    {"two signs in two words, by qmail",
     TOP FROM "dsl.isp.example (HELO example.com) (joe@a @192.0.2.9)\n  by example.com with SMTP" AT,
     "received_self:2"},
    {"inside Exchange",
     TOP FROM "EX1.example.com ([192.0.2.9]) by EX1.example.com ([192.0.2.10]) with mapi id "
              "15.00" AT,
     ""},
    {"a name without a domain",
     TOP FROM "relay (unknown [192.0.2.9]) by relay (Postfix) with SMTP" AT, ""},
    {"a private name",
     TOP FROM "mail.local (unknown [192.0.2.9]) by mail.local (Postfix) with SMTP" AT, ""},

    /* a line in our name */
    {"by us, said a stranger", TOP FROM "user.example ([192.0.2.5])" BY_US, "received_by_us:2"},
    {"by us, further down",
     TOP FROM
     "a.example.com (a.example.com [203.0.113.9]) by mail.stranger.example with ESMTP" AT FROM
     "user.example ([192.0.2.5])" BY_US,
     "received_by_us:3"},
    {"by our other host", TOP FROM "user.example ([192.0.2.5]) by mx2.ours.example with esmtp" AT,
     "received_by_us:2"},
    {"by a host that is not named in own_hosts",
     TOP FROM "user.example ([192.0.2.5]) by www.ours.example with esmtp" AT, ""},
    {"back from a list", FROM LIST BY_US FROM OURS BY_LST FROM "user.example ([192.0.2.5])" BY_US,
     ""},
    {"back from a list that does not ask the DNS",
     FROM LIST BY_US FROM "mx.ours.example ([198.51.100.7])" BY_LST FROM
                          "user.example ([192.0.2.5])" BY_US,
     ""},
    {"back from a list, under another name of ours",
     FROM LIST BY_US FROM "out.provider.example (out.provider.example [198.51.100.7])" BY_LST FROM
                          "user.example ([192.0.2.5])" BY_US,
     ""},
    {"back from a list, from an address that we do not know",
     FROM LIST BY_US FROM "mx.ours.example (static.isp.example [192.0.2.200])" BY_LST FROM
                          "user.example ([192.0.2.5])" BY_US,
     ""},
    {"by a relay that leaves us out",
     FROM LIST BY_US FROM "relay.example.com (relay.example.com [203.0.113.77])" BY_LST FROM
                          "user.example ([192.0.2.5])" BY_US,
     ""},
    {"through our other host",
     FROM "mx2.ours.example ([198.51.100.8])" BY_US FROM BOT " by mx2.ours.example with esmtp" AT,
     ""},
    {"a line above that names nobody",
     FROM LIST BY_US FROM "unknown (unknown [192.0.2.66])" BY_LST FROM
                          "user.example ([192.0.2.5])" BY_US,
     ""},
    {"a line above without an address",
     FROM LIST BY_US FROM "mail.stranger.example" BY_LST FROM "user.example ([192.0.2.5])" BY_US,
     ""},
    {"a private hop above",
     FROM LIST BY_US FROM "gw.example.net (unknown [10.0.0.9])" BY_LST FROM
                          "user.example ([192.0.2.5])" BY_US,
     ""},
    {"by a host that has a private name of ours",
     TOP FROM "user.example ([192.0.2.5]) by mail.lan with esmtp" AT, ""},
    {"with a tag of ours",
     TOP FROM "user.example ([192.0.2.5])" BY_US "X-Backstop-Tag: v=1; k=a; d=20000; h=x; s=y\n",
     ""},

    /* dates of lines */
    {"a zone that does not exist",
     TOP "Received: by relay.example.com; Sun, 22 Nov 2026 06:41:28 --800\n", "received_date:2"},
    {"a zone that does not exist, in our own line",
     FROM BOT " by mx.ours.example with esmtp; Sun, 22 Nov 2026 06:41:28 --800\n", ""},
    {"31 June", TOP FROM "[192.0.2.5] by a.example.com; Wed, 31 Jun 2026 06:41:28 +0000\n",
     "received_date:2"},
    {"a date that nobody understands", TOP FROM "[192.0.2.5] by a.example.com; yesterday\n", ""},
    {"no date", TOP FROM "[192.0.2.5] by a.example.com\n", ""},
    {"hours ahead", TOP "Received: by a.example.com; Mon, 23 Nov 2026 06:41:28 +0000\n", ""},
    {"days ahead", TOP "Received: by a.example.com; Mon, 23 Nov 2026 06:41:29 +0000\n",
     "received_future:2"},
    {"years ago", TOP "Received: by a.example.com; Mon, 23 Nov 1998 06:41:29 +0000\n", ""},
    {"two bad lines are one finding",
     TOP "Received: by a.example.com; Sun, 22 Nov 2026 06:41:28 +2500\n"
         "Received: by b.example.com; Sun, 22 Nov 2026 06:41:28 +2500\n",
     "received_date:2"},
    {"two faults of one line",
     TOP FROM "[192.0.2.9] (helo=relay.example.com) by relay.example.com with "
              "esmtp; Sun, 22 Nov 2026 06:41:28 +2500\n",
     "received_date:2 received_self:2"},

    /* the Date field */
    {"now", "Date: Sun, 22 Nov 2026 06:41:28 +0000\n", ""},
    {"long ago", "Date: Sun, 22 Nov 1998 06:41:28 +0000\n", ""},
    {"two days ahead", "Date: Tue, 24 Nov 2026 06:41:28 +0000\n", ""},
    {"more than two days ahead", "Date: Tue, 24 Nov 2026 06:41:29 +0000\n", "date_future"},
    {"more than two days ahead of an old line",
     FROM BOT " by mx.ours.example with esmtp; Thu, 10 Feb 2005 10:00:00 +0000\n"
              "Date: Tue, 15 Feb 2005 10:00:00 +0000\n",
     "date_future"},
    {"a line of the future does not excuse it",
     FROM BOT " by mx.ours.example with esmtp; Tue, 22 Nov 2033 10:00:00 +0000\n"
              "Date: Tue, 22 Nov 2033 10:00:00 +0000\n",
     "date_future"},
    {"a line from before there was mail does not count",
     FROM BOT " by mx.ours.example with esmtp; Thu, 1 Jan 1970 00:00:00 +0000\n"
              "Date: Sun, 22 Nov 2026 06:41:28 +0000\n",
     ""},
    {"today, in Thailand", "Date: Sun, 22 Nov 2569 13:41:28 +0700\n", ""},
    {"a week ago, in Thailand", "Date: Sun, 15 Nov 2569 13:41:28 +0700\n", ""},
    {"days ahead, in Thailand", "Date: Thu, 26 Nov 2569 13:41:28 +0700\n", "date_future"},
    {"last year, in Thailand", "Date: Fri, 22 Nov 2568 13:41:28 +0700\n", "date_future"},
    {"1989", "Date: Sun, 31 Dec 1989 23:59:59 +0000\n", "date_past"},
    {"1990", "Date: Mon, 1 Jan 1990 00:00:00 +0000\n", ""},
    {"an impossible zone", "Date: Sun, 22 Nov 2026 06:41:28 --800\n", "date_impossible"},
    {"no date at all", "Date: \n", ""},
    {"the first of two", "Date: Sun, 22 Nov 2026 06:41:28 +0000\nDate: 31 Jun 2026 1:00 GMT\n", ""},
};

static void
test(void **state)
{
    const struct row *row = *state;
    struct bs_span header = bs_span_text(row->header);

    start_policy("198.51.100.0/24\n");
    judge_known(header);
    assert_string_equal(found(), row->want);
    judge_lazily(header);
    assert_string_equal(found(), row->want);
    bs_at_every_cut(header, judge_known);
    bs_at_every_cut(header, judge_lazily);
}

#define CLAIM TOP FROM "user.example ([192.0.2.5])" BY_US

static void
test_without_identity(void **state)
{
    (void)state;
    start_policy("10.0.0.0/8\n");
    judge_known(bs_span_text(CLAIM));
    assert_string_equal(found(), "");
}

/* The lists are only requested if a line is in a name like ours. */
static void
test_laziness(void **state)
{
    (void)state;
    start_policy("198.51.100.0/24\n");
    judge_lazily(bs_span_text(TOP FROM "user.example ([192.0.2.5]) by a.example.com" AT));
    assert_false(bs_forged_claims(&forged));
    judge_lazily(bs_span_text(CLAIM));
    assert_true(bs_forged_claims(&forged));
    judge_lazily(bs_span_text(CLAIM "X-Backstop-Tag: v=1\n"));
    assert_false(bs_forged_claims(&forged));
}

/* Neither our clock nor a line says when the mail came. */
static void
test_without_time(void **state)
{
    static const long long nows[] = {0, -5, 1000};
    struct bs_span header = bs_span_text("Date: Tue, 24 Nov 2033 06:41:29 +0000\n");

    (void)state;
    for (size_t i = 0; i < sizeof nows / sizeof *nows; i++) {
        findings = (struct bs_findings){.count = 0};
        bs_forged_start(&forged, &findings, nows[i], bs_span_of(NULL, 0), &policy);
        read_fields(header);
        bs_forged_end(&forged, &policy);
        assert_string_equal(found(), "");
    }
}

/* More lines than are read, and more claims than are kept. */
static void
test_limits(void **state)
{
    static const char line[] = FROM "user.example ([192.0.2.5])" BY_US;
    static char header[sizeof TOP + sizeof line * BS_MAX_HOPS * 2];

    (void)state;
    start_policy("198.51.100.0/24\n");
    struct bs_text t = bs_text_in(header, sizeof header);
    bs_text_put(&t, TOP);
    for (unsigned i = 0; i < BS_MAX_HOPS * 2; i++)
        bs_text_put(&t, line);
    judge_known(bs_span_text(header));
    assert_string_equal(found(), "received_by_us:2");
    assert_int_equal(forged.lines, BS_MAX_HOPS);
    assert_int_equal(forged.claims, BS_MAX_CLAIMS);
}

int
main(void)
{
    BS_ROWS(rows, test);
    bs_add_test("without an address of ours", test_without_identity);
    bs_add_test("lists only where they matter", test_laziness);
    bs_add_test("without a time", test_without_time);
    bs_add_test("limits", test_limits);
    return bs_run("forged");
}
