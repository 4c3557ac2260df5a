/* Tests of local_scan/core/evidence/claim.c and verdict/ground.c: which lines in our name keep a
 * trail without our address from being foreign, and which do not. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "table.h"

#include "weigh.h"

#include <stdio.h>

#define FILTER                                                                                     \
    "Received: from localhost (localhost [127.0.0.1])\n\tby mx.reporter.example (Postfix); x\n"
#define STRANGER                                                                                   \
    "Received: from bot.example (bot.example [192.0.2.66])\n\tby mx.reporter.example (Postfix); x\n"
#define TO_US                                                                                      \
    "Received: from submit.lan (submit.lan [10.0.0.2])\n\tby mx.ours.example with ESMTP id 1; x\n"
#define USER                                                                                       \
    "Received: from dsl.isp.example (dsl.isp.example [203.0.113.99])\n"                            \
    "\tby submit.lan (Postfix) with ESMTPSA id 2; x\n"
#define V6(name, ip)                                                                               \
    "Received: from " name " (unknown [IPv6:" ip "])\n\tby mx.reporter.example (Postfix); x\n"
#define RELAY                                                                                      \
    "Received: from mail.far.example (mail.far.example [192.0.2.201])\n"                           \
    "\tby mx.reporter.example (Postfix); x\n"
#define AT_RELAY(peer, by) "Received: from mx.ours.example (" peer ")\n\tby " by " with ESMTP id 3; x\n"

static const struct claim_row {
    const char *name, *trail, *reason;
    unsigned border;
} claim_rows[] = {
    {"a reporter behind NAT, our line, and a user's below it", FILTER TO_US USER,
     "own_line_unconfirmed", 3},
    {"a line without an address, our line, and a user's below it",
     "Received: from mx.ours.example by mx.reporter.example with SMTP; x\n" TO_US USER,
     "own_line_unconfirmed", 3},
    {"a stranger, and our line below it", STRANGER TO_US USER, "planted", 1},
    {"a reporter behind NAT, a stranger, and our line below it", FILTER STRANGER TO_US, "planted", 2},
    {"our name, from a temporary address of our network", V6("mx.ours.example", "2001:db8:7::5c1:77"),
     "own_line_unconfirmed", 1},
    {"another name from there", V6("dsl.far.example", "2001:db8:7::5c1:77"), "no_own_hop", 1},
    {"our name, from the network beside it", V6("mx.ours.example", "2001:db8:7:1::7"), "planted", 1},
    {"a forwarder in a container", RELAY AT_RELAY("unknown [172.18.0.1]", "mail.far.example"),
     "own_line_unconfirmed", 1},
    {"a forwarder that notes no address", RELAY AT_RELAY("misconfigured", "mx3.far.example"),
     "own_line_unconfirmed", 1},
    {"a forwarder that notes a stranger's", RELAY AT_RELAY("unknown [192.0.2.66]", "mail.far.example"),
     "planted", 1},
    {"a line of another host than the one that handed it in",
     RELAY AT_RELAY("unknown [172.18.0.1]", "mail.other.example"), "planted", 1},
    {"our name on top, and in such a line below",
     "Received: from mx.ours.example (bot.example [192.0.2.66]) by mx.reporter.example; x\n"
     AT_RELAY("unknown [172.18.0.1]", "bot.example"), "planted", 1},
    {"a forwarder that keeps our line by another name",
     RELAY "X-" AT_RELAY("mx.ours.example [198.51.100.7]", "mail.far.example"), "relayed_claim", 1},
    {"a forwarder that keeps what SPF said", RELAY "Received-SPF: pass client-ip=198.51.100.7;\n",
     "relayed_claim", 1},
    {"… and what ARC said", RELAY "ARC-Authentication-Results: i=1; mail.far.example;\n"
     "\tspf=pass (designates 198.51.100.7 as permitted sender)\n", "relayed_claim", 1},
    {"… and where Exchange got it", RELAY "X-Forefront-Antispam-Report: CIP:198.51.100.7;CTRY:DE;\n",
     "relayed_claim", 1},
    {"… and a stranger's address in all of them", RELAY "X-Originating-IP: [192.0.2.66]\n"
     "Received-SPF: fail client-ip=192.0.2.66;\nX-Received: by 2002:a05:6512:1; x\n", "no_own_hop", 1},
    {"a rule of a mailbox behind a gateway", RELAY
     "Received: from EX1.far.local (fe80::1) by EX1.far.local (fe80::1%4) with mapi id 15.2.986.5; x\n",
     "no_handover", 1},
    {"… at Microsoft 365", RELAY
     "Received: from a.far.example (2001:db8:66::5) by b.far.example with HTTPS; x\n" TO_US,
     "no_handover", 1},
    {"webmail of a stranger's", RELAY "Received: from 192.0.2.66 by mail.far.example with HTTP; x\n",
     "no_own_hop", 1},
    {"a list of LISTSERV", RELAY "List-Owner: <mailto:T-request@far.example>\n", "lines_dropped", 1},
    {"a list of old Sympa", RELAY "Precedence: list\n", "lines_dropped", 1},
    {"a list of Majordomo", RELAY "Sender: owner-talk@far.example\n", "lines_dropped", 1},
    {"a newsletter", RELAY "Precedence: bulk\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\n"
     "List-Unsubscribe: <https://far.example/u>\nSender: news@far.example\n", "no_own_hop", 1},
    {"our address in a field of the author's", RELAY "Comments: 198.51.100.7\n", "no_own_hop", 1},
};

static struct bs_scratch scratch;
static struct bs_inquiry inquiry;
static struct bs_verdict verdict;
static struct bs_policy policy;

static void
claim_test(void **state)
{
    const struct claim_row *row = *state;
    struct bs_message message;
    char text[4096];
    int n = snprintf(text, sizeof text,
        "Return-Path: <>\nFrom: MAILER-DAEMON@mx.reporter.example\nSubject: Undelivered Mail\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=B\n\n--B\n\nIt failed.\n"
        "--B\nContent-Type: message/rfc822\n\n%sFrom: Joe <joe@ours.example>\n"
        "Date: Mon, 3 Jun 2024 08:59:00 +0000\n\nhello\n--B--\n", row->trail);

    bs_policy_defaults(&policy);
    assert_true(bs_policy_add(&policy, BS_LIST_OWN_HOSTS, bs_span_text("mx.ours.example")));
    assert_true(bs_policy_add(&policy, BS_LIST_OWN_DOMAINS, bs_span_text("ours.example")));
    assert_true(bs_policy_add(&policy, BS_LIST_OWN_NETS, bs_span_text("198.51.100.7")));
    assert_true(bs_policy_add(&policy, BS_LIST_OWN_NETS, bs_span_text("2001:db8:7::7")));
    bs_message_split(&message, bs_span_of(text, (size_t)n));
    bs_verdict_read(&verdict, &message, &scratch, true);
    bs_questions_start(&inquiry.questions, true);
    bs_weigh_verdict(&verdict, &policy, &(struct bs_delivery){.now = 1717406000}, &inquiry);
    assert_string_equal(bs_reason_name(verdict.reason), row->reason);
    assert_int_equal(verdict.border, row->border);
}

int
main(void)
{
    BS_ROWS(claim_rows, claim_test);
    return bs_run("claim");
}
