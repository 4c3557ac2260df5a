/* Tests of local_scan/core/verdict/relayed.c. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "relayed.h"

#include <stdio.h>

#include "table.h"
#include "zone.h"

#define HEAD                                                                                       \
    "From: victim@far.example\nTo: nobody@customer.example\nSubject: x\n"                          \
    "Date: Mon, 3 Jun 2024 09:00:00 +0000\nMessage-ID: <1@far.example>\n"
#define HOP(ip)                                                                                    \
    "Received: from mail.example (host.example [" ip "])\n"                                        \
    "\tby exchange.customer.example with ESMTP id 1; Mon, 3 Jun 2024 09:00:02 +0000\n"
#define FROM_US                                                                                    \
    "Received: from mx.ours.example (mx.ours.example [198.51.100.7])\n"                            \
    "\tby exchange.customer.example with ESMTP id 2; Mon, 3 Jun 2024 09:00:03 +0000\n"
#define INSIDE                                                                                     \
    "Received: from exchange.customer.example ([10.0.0.1]) by hub.customer.example\n"              \
    "\twith mapi; Mon, 3 Jun 2024 09:00:04 +0000\n"

/* The signature cannot be judged, so it counts if it could be a proof. */
#define SIGNED(domain, author)                                                                     \
    HOP("192.0.2.66") "DKIM-Signature: v=1; a=rsa-sha256; d=" domain "; s=s; t=1717405000;\n"      \
                      "\th=from; bh=eA==; b=eA==\nFrom: v@" author "\n"                            \
                      "Date: Mon, 3 Jun 2024 09:00:00 +0000\n"

static const struct bs_zone_row zone[] = {
    {BS_ASK_ADDRESS, "mx.ours.example", "198.51.100.7"},
    {BS_ASK_TEXT, "ours.example", "v=spf1 ip4:203.0.113.40 -all"},
    {BS_ASK_TEXT, "far.example", "v=spf1 ip4:203.0.113.20 -all"},
    {BS_ASK_TEXT, "odd.example", "v=spf1 ptr -all"},
    {BS_ASK_TEXT, "slow.example", BS_ZONE_UNKNOWN},
    {BS_ASK_TEXT, "s._domainkey.slow.example", BS_ZONE_UNKNOWN},
    {BS_ASK_TEXT, "s._domainkey.mail.slow.example", BS_ZONE_UNKNOWN},
    {BS_ASK_TEXT, "s._domainkey.slow.co.uk", BS_ZONE_UNKNOWN},
    {BS_ASK_TEXT, "s._domainkey.far.example", "v=DKIM1; p="},
};

static const struct row {
    const char *name, *header, *to, *want;
    bool nobody; /* no address of ours is known */
} rows[] = {
    {"a stranger", HOP("192.0.2.66") HEAD, "victim@far.example", "none 192.0.2.66", false},
    {"a stranger, before us", FROM_US HOP("192.0.2.66") HEAD, "victim@far.example",
     "none 192.0.2.66", false},
    {"a stranger, before an inner hop", INSIDE HOP("192.0.2.66") HEAD, "victim@far.example",
     "none 192.0.2.66", false},
    {"the client is not outside", HOP("203.0.113.9") HOP("192.0.2.66") HEAD, "victim@far.example",
     "none 192.0.2.66", false},
    {"the domain has no SPF record", HOP("192.0.2.66") HEAD, "victim@bare.example",
     "none 192.0.2.66", false},
    {"permitted", HOP("203.0.113.20") HEAD, "victim@far.example", "spf 203.0.113.20", false},
    {"permitted, but only lower down", HOP("192.0.2.66") HOP("203.0.113.20") HEAD,
     "victim@far.example", "none 192.0.2.66", false},
    {"a host that our SPF permits", HOP("203.0.113.40") HEAD, "victim@far.example", "unknown",
     false},
    {"SPF cannot be read", HOP("192.0.2.66") HEAD, "victim@odd.example", "unknown 192.0.2.66",
     false},
    {"SPF is not answered", HOP("192.0.2.66") HEAD, "victim@slow.example", "unknown 192.0.2.66",
     false},
    {"no address of ours is known", HOP("192.0.2.66") HEAD, "victim@far.example",
     "unknown 192.0.2.66", true},
    {"only private hosts", INSIDE HEAD, "victim@far.example", "unknown", false},
    {"no trail", HEAD, "victim@far.example", "unknown", false},
    {"a header without an end", HOP("192.0.2.66"), "victim@far.example", "unknown", false},
    {"no domain", HOP("192.0.2.66") HEAD, "", "unknown", false},
    {"a key that is revoked",
     HOP("192.0.2.66") "DKIM-Signature: v=1; a=rsa-sha256; d=far.example; s=s; t=1717405000;\n"
                       "\th=from; bh=eA==; b=eA==\n" HEAD,
     "victim@far.example", "none 192.0.2.66", false},
    {"a key that is not answered",
     SIGNED("slow.example", "slow.example"), "victim@slow.example", "unknown 192.0.2.66", false},
    {"a signature of somebody else",
     HOP("192.0.2.66") "DKIM-Signature: v=1; a=rsa-sha256; d=slow.example; s=s; t=1717405000;\n"
                       "\th=from; bh=eA==; b=eA==\n" HEAD,
     "victim@far.example", "none 192.0.2.66", false},
    {"a signature beside the return path's domain", SIGNED("mail.slow.example", "slow.example"),
     "victim@b.slow.example", "unknown 192.0.2.66", false},
    {"an author in the top-level domain, signed by somebody else there",
     SIGNED("slow.example", "example"), "victim@far.example", "none 192.0.2.66", false},
    {"an author in a registry, signed by somebody else there", SIGNED("slow.co.uk", "co.uk"),
     "victim@far.co.uk", "none 192.0.2.66", false},
};

static struct bs_scratch scratch;
static struct bs_relayed_work work;
static struct bs_questions questions;
static struct bs_policy policy;

struct asked {
    struct bs_verdict verdict;
    struct bs_delivery delivery;
    struct bs_ip client;
    struct bs_relayed_answer answer;
};

static void
ask_once(void *arg, struct bs_questions *q)
{
    struct asked *asked = arg;

    bs_relayed_ask(&asked->answer, q, &work, &asked->verdict, &policy, &asked->delivery,
                   &asked->client);
}

static void
read_bounce(struct asked *asked, struct bs_span text, const char *to)
{
    struct bs_message message;

    bs_message_split(&message, text);
    bs_verdict_read(&asked->verdict, &message, &scratch, false);
    asked->delivery = (struct bs_delivery){.to = {.known = true, .count = 1}, .now = 1717406000};
    asked->delivery.to.address[0] = bs_span_text(to);
    assert_true(bs_ip_read(bs_span_text("203.0.113.9"), &asked->client));
}

static size_t
write_bounce(const char *header, char *out, size_t size)
{
    return (size_t)snprintf(
        out, size,
        "Return-Path: <>\nFrom: postmaster@customer.example\nSubject: Undeliverable\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=B\n\n"
        "--B\n\nIt failed.\n--B\nContent-Type: message/delivery-status\n\n"
        "Reporting-MTA: dns; exchange.customer.example\n\nFinal-Recipient: rfc822; a@b.example\n"
        "Action: failed\nStatus: 5.1.1\n\n--B\nContent-Type: message/rfc822\n\n%s\nhello\n--B--\n",
        header);
}

static void
start(bool nobody)
{
    bs_policy_defaults(&policy);
    if (!nobody) {
        assert_true(bs_policy_add(&policy, BS_LIST_OWN_HOSTS, bs_span_text("mx.ours.example")));
        assert_true(bs_policy_add(&policy, BS_LIST_OWN_DOMAINS, bs_span_text("ours.example")));
    }
    bs_questions_start(&questions, false);
}

static void
row_test(void **state)
{
    static struct asked asked;
    const struct row *row = *state;
    char text[4096], got[100], ip[BS_IP_TEXT] = "";

    start(row->nobody);
    read_bounce(&asked, bs_span_of(text, write_bounce(row->header, text, sizeof text)), row->to);
    bs_zone_settle(&questions, zone, sizeof zone / sizeof *zone, ask_once, &asked);
    if (asked.answer.has_border)
        bs_ip_text(&asked.answer.border, ip);
    snprintf(got, sizeof got, "%s%s%s", bs_relayed_name(asked.answer.proof), *ip ? " " : "", ip);
    assert_string_equal(got, row->want);
}

static void
ask_about(struct bs_span text)
{
    static struct asked asked;

    start(false);
    read_bounce(&asked, text, "victim@far.example");
    bs_zone_settle(&questions, zone, sizeof zone / sizeof *zone, ask_once, &asked);
    assert_true(asked.answer.proof != BS_RELAYED_NONE || asked.answer.has_border);
}

static void
cut_test(void **state)
{
    char text[4096];

    (void)state;
    bs_at_every_cut(
        bs_span_of(text, write_bounce(FROM_US HOP("192.0.2.66") HEAD, text, sizeof text)),
        ask_about);
}

static void
recipients_test(void **state)
{
    static struct asked asked;
    char text[4096];

    (void)state;
    start(false);
    read_bounce(&asked, bs_span_of(text, write_bounce(HOP("192.0.2.66") HEAD, text, sizeof text)),
                "victim@far.example");
    asked.delivery.to.count = 2;
    bs_zone_settle(&questions, zone, sizeof zone / sizeof *zone, ask_once, &asked);
    assert_int_equal(asked.answer.proof, BS_RELAYED_UNKNOWN);
}

int
main(void)
{
    BS_ROWS(rows, row_test);
    bs_add_test("every cut", cut_test);
    bs_add_test("two recipients", recipients_test);
    return bs_run("relayed");
}
