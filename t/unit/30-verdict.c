/* Tests of local_scan/core/verdict.c: what each trail is taken for. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "table.h"

#include "weigh.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OURS                                                                                       \
    "Received: from mx.ours.example (mx.ours.example [198.51.100.7])\n"                            \
    "\tby mx.reporter.example (Postfix) with ESMTP id 1;\n\tMon, 3 Jun 2024 09:00:00 +0000\n"
#define BOT                                                                                        \
    "Received: from mx.ours.example (unknown [192.0.2.66])\n"                                      \
    "\tby mx.reporter.example (Postfix) with ESMTP id 1;\n\tMon, 3 Jun 2024 09:00:00 +0000\n"
#define STRANGER                                                                                   \
    "Received: from bot.example (bot.example [192.0.2.66])\n"                                      \
    "\tby mx.reporter.example (Postfix) with ESMTP id 1;\n"                                        \
    "\tMon, 3 Jun 2024 09:00:00 +0000\n"
#define LAPTOP                                                                                     \
    "Received: from laptop (dsl.isp.example [203.0.113.99])\n"                                     \
    "\tby mx.ours.example (Exim 4.96) with ESMTPSA id 2;\n\tMon, 3 Jun 2024 08:59:59 +0000\n"
#define CLAIM                                                                                      \
    "Received: from mx.ours.example (mx.ours.example [198.51.100.7])\n"                            \
    "\tby bot.example with ESMTP id 3;\n\tMon, 3 Jun 2024 08:59:58 +0000\n"
#define FILTER                                                                                     \
    "Received: from localhost (localhost [127.0.0.1])\n"                                           \
    "\tby mx.reporter.example (Postfix) with ESMTP id 4;\n\tMon, 3 Jun 2024 09:00:01 +0000\n"
#define RELAY                                                                                      \
    "Received: from out.relay.example (out.relay.example [203.0.113.50])\n"                        \
    "\tby mx.reporter.example (Postfix) with ESMTP id 5;\n\tMon, 3 Jun 2024 09:00:01 +0000\n"
#define AT_RELAY                                                                                   \
    "Received: from mx.ours.example (mx.ours.example [198.51.100.7])\n"                            \
    "\tby out.relay.example with ESMTP id 6;\n\tMon, 3 Jun 2024 09:00:00 +0000\n"
#define OTHER_AT_RELAY                                                                             \
    "Received: from other (other.example [192.0.2.66])\n"                                          \
    "\tby out.relay.example with ESMTP id 6;\n\tMon, 3 Jun 2024 09:00:00 +0000\n"

enum identity { NOBODY, NAMES, ALL, WITH_RELAY };

static const struct verdict_row {
    const char *name, *header;
    enum identity identity;
    const char *origin, *reason;
    unsigned border;
} verdict_rows[] = {
    {"our address on top", OURS LAPTOP, ALL, "ours", "trail", 1},
    {"our address on top, no name of ours known", OURS, ALL, "ours", "trail", 1},
    {"a stranger alone", STRANGER, ALL, "foreign", "no_own_hop", 1},
    {"a stranger that says our name in HELO", BOT, ALL, "foreign", "planted", 1},
    {"a stranger, our line planted below", STRANGER CLAIM, ALL, "unknown", "relayed_claim", 1},
    {"a stranger, our names planted below", STRANGER LAPTOP, ALL, "foreign", "planted", 1},
    {"a content filter above our address", FILTER OURS, ALL, "unknown", "relayed_claim", 2},
    {"a content filter above a stranger", FILTER STRANGER, ALL, "foreign", "no_own_hop", 2},
    {"only private addresses", FILTER, ALL, "unknown", "no_public_hop", 0},
    {"our relay, our address below it", RELAY AT_RELAY, WITH_RELAY, "ours", "trail", 1},
    {"our relay, another customer below it", RELAY OTHER_AT_RELAY CLAIM, WITH_RELAY, "unknown",
     "relayed_claim", 1},
    {"our relay alone", RELAY, WITH_RELAY, "unknown", "relayed_claim", 1},
    {"a relay that is not known as ours", RELAY AT_RELAY, ALL, "unknown", "relayed_claim", 1},
    {"our own host wrote the topmost line", LAPTOP, ALL, "unknown", "own_line_unconfirmed", 1},
    {"below a line without an address, our own host's",
     "Received: from mx.ours.example by mx.reporter.example with SMTP; x\n" LAPTOP, ALL, "unknown",
     "own_line_unconfirmed", 2},
    {"the reporter found our name in the DNS, at an address not known as ours",
     "Received: from a (mx.ours.example [192.0.2.8]) by mx.reporter.example; x\n", ALL, "unknown",
     "own_line_unconfirmed", 1},
    {"our address as HELO word",
     "Received: from [198.51.100.7] (bot.example [192.0.2.66]) by mx.reporter.example; x\n", ALL,
     "foreign", "no_own_hop", 1},
    {"qmail, called by its SMTP server",
     "Received: (qmail 9 invoked from network); 3 Jun 2024 09:00:00 -0000\n"
     "Received: from mx.ours.example (HELO mx.ours.example) (198.51.100.7)\n"
     "  by mx.reporter.example with SMTP; 3 Jun 2024 09:00:00 -0000\n",
     ALL, "ours", "trail", 2},
    {"qmail, called by anybody on its host",
     "Received: (qmail 9 invoked by uid 33); 3 Jun 2024 09:00:00 -0000\n"
     "Received: from mx.ours.example (HELO mx.ours.example) (198.51.100.7)\n"
     "  by mx.reporter.example with SMTP; 3 Jun 2024 09:00:00 -0000\n",
     ALL, "unknown", "relayed_claim", 2},
    {"no address of ours is known", STRANGER, NAMES, "unknown", "no_identity", 1},
    {"nothing of ours is known", OURS, NOBODY, "unknown", "no_identity", 1},
    {"a header without Received", "From: a@b.example\nMessage-ID: <1@ours.example>\n", ALL,
     "unknown", "no_received", 0},
    {"a Received line with nothing in it", "Received: \nFrom: a@b.example\n", ALL, "unknown",
     "no_public_hop", 0},
    {"IPv6 of ours on top",
     "Received: from mx.ours.example ([IPv6:2001:db8:7::7]) by mx.reporter.example; x\n", ALL,
     "ours", "trail", 1},
    {"our address, mapped",
     "Received: from x (x [::ffff:198.51.100.7]) by mx.reporter.example; x\n", ALL, "ours", "trail",
     1},
};

static struct bs_scratch scratch;
static struct bs_inquiry inquiry;
static struct bs_verdict verdict;
static struct bs_policy policy;

static void
identify(enum identity identity)
{
    bs_policy_defaults(&policy);
    if (identity == NOBODY)
        return;
    assert_true(bs_policy_add(&policy, BS_LIST_OWN_HOSTS, bs_span_text("mx.ours.example")));
    assert_true(bs_policy_add(&policy, BS_LIST_OWN_DOMAINS, bs_span_text("ours.example")));
    if (identity == NAMES)
        return;
    assert_true(bs_policy_add(&policy, BS_LIST_OWN_NETS, bs_span_text("198.51.100.0/28")));
    assert_true(bs_policy_add(&policy, BS_LIST_OWN_NETS, bs_span_text("2001:db8:7::/48")));
    if (identity == WITH_RELAY)
        assert_true(bs_policy_add(&policy, BS_LIST_RELAY_HOSTS, bs_span_text("203.0.113.50")));
}

static void
judge(struct bs_span in)
{
    struct bs_message message;

    bs_message_split(&message, in);
    bs_verdict_read(&verdict, &message, &scratch, true);
    bs_questions_start(&inquiry.questions, true);
    bs_weigh_verdict(&verdict, &policy, &(struct bs_delivery){.now = 1717406000}, &inquiry);
}

static size_t
wrap(const char *header, char *out, size_t size)
{
    return (size_t)snprintf(
        out, size,
        "Return-Path: <>\nFrom: MAILER-DAEMON@mx.reporter.example\nSubject: Undelivered Mail\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=B\n\n"
        "--B\n\nIt failed.\n--B\nContent-Type: message/delivery-status\n\n"
        "Reporting-MTA: dns; mx.reporter.example\n\nFinal-Recipient: rfc822; a@b.example\n"
        "Action: failed\nStatus: 5.1.1\n\n--B\nContent-Type: message/rfc822\n\n%s\nhello\n--B--\n",
        header);
}

/* Is it unknown for lack of something on our side? Then no check fires, not even bounce_unknown. */
static bool
is_our_lack(const char *reason)
{
    return strcmp(reason, "no_answer") == 0 || strcmp(reason, "no_identity") == 0 ||
           strcmp(reason, "list_unread") == 0;
}

static void
verdict_test(void **state)
{
    const struct verdict_row *row = *state;
    char text[4096];

    identify(row->identity);
    judge(bs_span_of(text, wrap(row->header, text, sizeof text)));
    assert_string_equal(bs_kind_name(verdict.report.kind), "dsn");
    assert_string_equal(bs_origin_name(verdict.origin), row->origin);
    assert_string_equal(bs_reason_name(verdict.reason), row->reason);
    assert_int_equal(verdict.border, row->border);
    assert_int_equal(verdict.check == BS_CHECK_BOUNCE_FOREIGN, strcmp(row->origin, "foreign") == 0);
    assert_int_equal(verdict.check == BS_CHECK_BOUNCE_UNKNOWN,
                     strcmp(row->origin, "unknown") == 0 && !is_our_lack(row->reason));
}

static void
ordinary_test(void **state)
{
    (void)state;
    identify(ALL);
    judge(bs_span_text("From: a@b.example\nSubject: hello\n\n" STRANGER "\n"));
    assert_int_equal(verdict.origin, BS_ORIGIN_NONE);
    assert_int_equal(verdict.check, BS_CHECK_NONE);
}

/* Of two headers in free text only the first can be the returned one. */
static void
later_test(void **state)
{
    (void)state;
    identify(ALL);
    judge(bs_span_text(
        "Return-Path: <>\nFrom: MAILER-DAEMON@mx.reporter.example\n"
        "Subject: failure notice\n\n"
        "Hi. This is the qmail-send program at mx.reporter.example.\n"
        "I'm afraid I wasn't able to deliver your message to the following addresses.\n"
        "This is a permanent error; I've given up. Sorry it didn't work out.\n\n"
        "<a@b.example>:\nno such user\n\n--- Below this line is a copy of the message.\n\n"
        "Message-ID: <1@b.example>\nFrom: spam@b.example\nTo: a@b.example\n\nspam\n\n" OURS
        "From: x@ours.example\nTo: a@b.example\n\nhello\n"));
    assert_int_equal(verdict.origin, BS_ORIGIN_UNKNOWN);
    assert_int_equal(verdict.reason, BS_REASON_RELAYED_CLAIM);
}

static void
cuts_test(void **state)
{
    char text[4096];

    (void)state;
    identify(WITH_RELAY);
    bs_at_every_cut(bs_span_of(text, wrap(RELAY AT_RELAY LAPTOP, text, sizeof text)), judge);
}

/* ---------------------------------------------------- with answers */

/* ---------------------------------------------------- grounds */

#define WHO  "From: spam@far.example\nDate: Mon, 3 Jun 2024 08:59:00 +0000\n"
#define ANNA "From: Anna <anna@ours.example>\nDate: Mon, 3 Jun 2024 08:59:00 +0000\n"
#define ID   "Message-ID: <1@ours.example>\n"
#define V6                                                                                         \
    "Received: from bot.example (bot.example [2001:db8:66::1]) by mx.reporter.example; x\n"
#define NAMED6                                                                                     \
    "Received: from mx.ours.example (mx.ours.example [2001:db8:99::7]) by bot.example; x\n"
#define WEB                                                                                        \
    "Received: from sub.office.example (2001:db8:66::19) by lo.outlook.example with HTTPS; x\n"
#define FARM(name)                                                                                 \
    "Received: from " name " (" name " [192.0.2.201]) by mx.reporter.example (Postfix) with "      \
    "ESMTPS; x\n"
#define DKIM                                                                                       \
    "DKIM-Signature: v=1; a=rsa-sha256; d=ours.example; s=k; h=from; t=1717405000; bh=x; b=AAAA\n"
#define LOST "X-Backstop-Tag: v=1; k=lost1; d=19877; h=x; s=y\n"

/* Each of them would be foreign if one condition held that does not. */
static const struct ground_row {
    const char *name, *header;
    const char *nets;           /* NULL: of both families */
    const char *list;           /* the text of own_domains; NULL: as ever */
    bool signed_to, cut;        /* cut: the part ends within the header */
    const char *reason;
} ground_rows[] = {
    {"all of them hold", STRANGER WHO, NULL, NULL, false, false, "no_own_hop"},
    {"all of them hold, in our name", STRANGER ANNA, NULL, NULL, false, false, "no_own_hop"},
    {"no From, in our name by Sender", STRANGER "Sender: anna@ours.example\nDate: x\n", NULL, NULL,
     false, false, "cut_short"},
    {"no Date, in our name", STRANGER "From: anna@ours.example\n", NULL, NULL, false, false,
     "cut_short"},
    {"no Date, in another name", STRANGER "From: a@far.example\n", NULL, NULL, false, false,
     "no_own_hop"},
    {"cut in the address of To", STRANGER ANNA "To: Bob <bob@rep", NULL, NULL, false, true,
     "cut_short"},
    {"cut in a list", STRANGER ANNA "To: a@far.example,", NULL, NULL, false, true, "cut_short"},
    {"cut in a signature", STRANGER ANNA "DKIM-Signature: v=1; a=rsa-sha256; d=far.exam", NULL, NULL,
     false, true, "cut_short"},
    {"cut in a Received field", STRANGER ANNA "Received: from mx.ours.example (mx.ou", NULL, NULL,
     false, true, "cut_short"},
    {"cut before From", STRANGER "ARC-Seal: i=1; a=rsa-sha256; b=abc", NULL, NULL, false, true,
     "cut_short"},
    {"with HTTPS", WEB ANNA, NULL, NULL, false, false, "no_handover"},
    {"with HTTPS, in another name", WEB WHO, NULL, NULL, false, false, "no_own_hop"},
    {"IPv6, and only IPv4 is known", V6 ANNA, "198.51.100.0/28\n", NULL, false, false,
     "other_family"},
    {"IPv6, and IPv6 is known", V6 ANNA, "198.51.100.0/28\n2001:db8:7::/48\n", NULL, false, false,
     "no_own_hop"},
    {"IPv4, and only IPv6 is known", STRANGER ANNA, "2001:db8:7::/48\n", NULL, false, false,
     "other_family"},
    {"our name by IPv6 below a forwarder, and only IPv4 is known", STRANGER NAMED6 WHO,
     "198.51.100.0/28\n", NULL, false, false, "other_family"},
    {"… and IPv6 is known", STRANGER NAMED6 WHO, "198.51.100.0/28\n2001:db8:7::/48\n", NULL, false,
     false, "planted"},
    {"IPv4 by NAT64, and only IPv6 is known",
     "Received: from bot.example (bot.example [64:ff9b::192.0.2.66]) by mx.reporter.example; x\n" ANNA,
     "2001:db8:7::/48\n", NULL, false, false, "other_family"},
    {"a list's", STRANGER ANNA "List-Id: <talk.far.example>\n", NULL, NULL, false, false,
     "lines_dropped"},
    {"a list's, by its old name", STRANGER ANNA "Mailing-List: contact talk-help@far.example\n",
     NULL, NULL, false, false, "lines_dropped"},
    {"sent again", STRANGER ANNA "Resent-From: bob@far.example\n", NULL, NULL, false, false,
     "lines_dropped"},
    {"a list's, of another author", STRANGER WHO "List-Id: <talk.far.example>\n", NULL, NULL, false,
     false, "no_own_hop"},
    {"a relay that takes lines off", FARM("c20.relay.example") ANNA ID, NULL, NULL, false, false,
     "lines_dropped"},
    {"… by Coremail, which looks up no name",
     "Received: from c20.relay.example (unknown [192.0.2.201])\n\tby mx1 (Coremail) with SMTP id _wD; x\n"
     ANNA ID, NULL, NULL, false, false, "lines_dropped"},
    {"… by Postfix, which found none",
     "Received: from c20.relay.example (unknown [192.0.2.201])\n\tby mx1 (Postfix) with SMTP id 4; x\n"
     ANNA ID, NULL, NULL, false, false, "no_own_hop"},
    {"… of mail with another id", FARM("c20.relay.example") ANNA, NULL, NULL, false, false,
     "no_own_hop"},
    {"… but a customer's line", FARM("dsl-66.relay.example") ANNA ID, NULL, NULL, false, false,
     "no_own_hop"},
    {"… but it wrote a line", FARM("c20.relay.example")
     "Received: from x (x [192.0.2.9]) by c20.relay.example; x\n" ANNA ID, NULL, NULL, false, false,
     "no_own_hop"},
    {"a list of ours with a typing error", STRANGER WHO, NULL, "ours.example\nother,example\n", false,
     false, "list_unread"},
    {"a list of ours that begins with a byte-order mark", STRANGER WHO, NULL,
     "\xef\xbb\xbfours.example\n", false, false, "list_unread"},
    {"a list of ours with two entries in a line", STRANGER WHO, NULL, "ours.example other.example\n",
     false, false, "list_unread"},
    {"a list of ours with words behind an entry", STRANGER WHO, NULL, "ours.example: the first\n",
     false, false, "no_own_hop"},
    {"a list of ours that is empty", STRANGER WHO, NULL, "", false, false, "no_own_hop"},
    {"our signature, and no DNS", STRANGER DKIM WHO, NULL, NULL, false, false, "no_answer"},
    {"a tag, and no such key", STRANGER LOST WHO ID, NULL, NULL, false, false, "no_answer"},
    {"a tag, and no id to check it with", STRANGER LOST WHO, NULL, NULL, false, false, "no_answer"},
    {"a signed path, and a signature that cannot be checked", STRANGER DKIM WHO, NULL, NULL, true,
     false, "batv"},
};

static void
ground_test(void **state)
{
    const struct ground_row *row = *state;
    char text[4096];
    struct bs_message message;

    identify(row->nets ? NAMES : ALL);
    if (row->nets)
        assert_int_equal(bs_policy_read_list(&policy, BS_LIST_OWN_NETS, bs_span_text(row->nets)), 0);
    if (row->list)
        bs_policy_read_list(&policy, BS_LIST_OWN_DOMAINS, bs_span_text(row->list));
    size_t n = wrap(row->header, text, sizeof text);
    if (row->cut) {
        char *end = strstr(text, "\nhello\n--B--");
        n = (size_t)(end - text) + (size_t)sprintf(end, "\n--B--\n");
    }
    bs_message_split(&message, bs_span_of(text, n));
    bs_verdict_read(&verdict, &message, &scratch, true);
    bs_questions_start(&inquiry.questions, true);
    struct bs_delivery to = {.now = 1717406000, .signed_to = row->signed_to};
    bs_weigh_verdict(&verdict, &policy, &to, &inquiry);
    assert_string_equal(bs_reason_name(verdict.reason), row->reason);
    assert_int_equal(verdict.check == BS_CHECK_BOUNCE_FOREIGN,
                     strcmp(row->reason, "no_own_hop") == 0 || strcmp(row->reason, "planted") == 0);
    if (is_our_lack(row->reason))
        assert_int_equal(verdict.check, BS_CHECK_NONE);
    if (verdict.origin == BS_ORIGIN_UNKNOWN)
        assert_true(verdict.evidences > 0);
}

/* "AAAA…": key and MAC of everything. */
static char octets[200];

/* A host with many names, and an SPF record that names as much as it can. */
#define SPF                                                                                        \
    "v=spf1 mx mx:a.%1$s mx:b.%1$s mx:c.%1$s mx:d.%1$s mx:e.%1$s mx:f.%1$s mx:g.%1$s "             \
    "include:h.%1$s include:i.%1$s -all"

static void
answer_amply(struct bs_questions *q, unsigned i)
{
    struct bs_span name = q->question[i].name;
    char domain[BS_MAX_HOSTNAME + 1], text[4096];
    struct bs_ip ip = {{[10] = 0xff, [11] = 0xff, [12] = 198, [13] = 51, [14] = 100}};

    snprintf(domain, sizeof domain, "%.*s", (int)name.n, (const char *)name.p);
    ip.octet[15] = (unsigned char)i;
    if (q->question[i].ask == BS_ASK_ADDRESS)
        bs_answer_ip(q, i, &ip);
    for (int host = 0; q->question[i].ask == BS_ASK_MX && host < BS_MAX_MX_HOSTS; host++) {
        snprintf(text, sizeof text, "mx%d.%s", host, domain);
        bs_answer_text(q, i, bs_span_text(text));
    }
    if (q->question[i].ask == BS_ASK_TEXT) {
        snprintf(text, sizeof text, SPF, domain);
        bs_answer_text(q, i, bs_span_text(text));
    }
}

/* Every tag and signature is right. */
static void
answer_proofs(struct bs_questions *q, unsigned i)
{
    char text[250];

    if (q->question[i].ask == BS_ASK_MAC)
        bs_answer_text(q, i, bs_span_of(octets, 32));
    if (q->question[i].ask == BS_ASK_SIGNED)
        bs_answer_text(q, i, bs_span_text("yes"));
    if (bs_span_has(q->question[i].name, "_domainkey")) {
        snprintf(text, sizeof text, "v=DKIM1; p=%.200s", octets);
        bs_answer_text(q, i, bs_span_text(text));
    }
}

static struct bs_delivery delivery;

static void
start_answered(void)
{
    static const char keys[] = "tag-ab12: 0123456789abcdef0123456789abcdef since=1700000000\n";

    memset(octets, 'A', sizeof octets);
    identify(ALL);
    assert_int_equal(bs_keyring_read(&policy.keyring, bs_span_text(keys)), 0);
    delivery = (struct bs_delivery){.now = 1717406000, .to = {.known = true}};
}

static void
judge_answered(const char *header, bool amply)
{
    struct bs_questions *q = &inquiry.questions;
    static char text[8192];
    struct bs_message message;

    bs_message_split(&message, bs_span_of(text, wrap(header, text, sizeof text)));
    bs_verdict_read(&verdict, &message, &scratch, true);
    bs_questions_start(q, false);
    do {
        for (unsigned i = 0; i < q->questions; i++) {
            answer_proofs(q, i);
            if (amply && q->question[i].count == 0)
                answer_amply(q, i);
            bs_answer_end(q, i, BS_KNOWN_NONE);
        }
        bs_weigh_verdict(&verdict, &policy, &delivery, &inquiry);
    } while (bs_questions_open(q) > 0);
}

#define MAIL           "Date: Mon, 3 Jun 2024 08:59:00 +0000\nMessage-ID: <1@ours.example>\nX-Mailer: nice\n"
#define JOE            "From: joe@ours.example\n"
#define TAG(day, h, s) "X-Backstop-Tag: v=1; k=ab12; d=" day "; h=" h "; s=" s "\n"
#define RIGHT_H        "QUFBQUFBQUFBQUFBQUFBQQ"
#define RIGHT_S        "QUFBQUFB"
#define SIGNATURE                                                                                  \
    "DKIM-Signature: v=1; a=rsa-sha256; d=ours.example; s=k; h=from; t=1717405000; bh=x;\n"        \
    " b=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"  \
    " AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"

/* Our address below a stranger's, in a report to bob: the lack of a tag speaks
 * against it, and nothing else does. */
static const struct due_row {
    const char *name, *header;
    bool signed_to;
    const char *reason;
} due_rows[] = {
    {"no tag", JOE MAIL, false, "untagged"},
    {"a tag", JOE MAIL TAG("19877", RIGHT_H, RIGHT_S), false, "tag"},
    {"no tag, and a relay that drops what it does not know",
     JOE "Date: Mon, 3 Jun 2024 08:59:00 +0000\nMessage-ID: <1@ours.example>\n", false,
     "relayed_claim"},
    {"no tag, on a list's", "From: ann@far.example\n" MAIL, false, "relayed_claim"},
    {"a tag that a rewriting relay broke", JOE MAIL TAG("19877", "x", "y"), false, "relayed_claim"},
    {"a tag that is too old", JOE MAIL TAG("19800", RIGHT_H, RIGHT_S), false, "relayed_claim"},
    {"a tag of tomorrow", JOE MAIL TAG("19878", RIGHT_H, RIGHT_S), false, "relayed_claim"},
    {"a tag of mail that joe sent", JOE MAIL TAG("19877", RIGHT_H, "y"), false, "relayed_claim"},
    {"no tag, but our signature, to another", JOE MAIL SIGNATURE, false, "relayed_claim"},

    {"a signed path, no tag", JOE MAIL, true, "untagged"},
    {"a signed path, a list's", "From: ann@far.example\n" MAIL, true, "batv"},
    {"a signed path, and our signature, to another", JOE MAIL SIGNATURE, true, "relayed_claim"},
    {"a signed path, a wrong tag", JOE MAIL TAG("19877", "x", "y"), true, "relayed_claim"},
    {"a signed path, an old tag", JOE MAIL TAG("19800", RIGHT_H, RIGHT_S), true, "relayed_claim"},
    {"a signed path, joe's tag", JOE MAIL TAG("19877", RIGHT_H, "y"), true, "relayed_claim"},
};

static void
due_test(void **state)
{
    const struct due_row *row = *state;
    char header[2048];

    start_answered();
    delivery.to.address[delivery.to.count++] = bs_span_text("bob@ours.example");
    delivery.signed_to = row->signed_to;
    snprintf(header, sizeof header, STRANGER CLAIM "%s", row->header);
    judge_answered(header, false);
    assert_string_equal(bs_reason_name(verdict.reason), row->reason);
    assert_int_equal(verdict.check == BS_CHECK_BOUNCE_UNTAGGED,
                     strcmp(row->reason, "untagged") == 0);
}

/* Neither what we publish nor what a stranger writes takes the place of a proof. */
static void
room_test(void **state)
{
    static const char *const to[] = {"joe@a.ours.example", "joe@b.ours.example",
                                     "joe@c.ours.example", "bob@ours.example"};
    static char host[BS_MAX_OWN_HOSTS][32];

    (void)state;
    start_answered();
    for (int i = 0; i < BS_MAX_OWN_HOSTS; i++) {
        snprintf(host[i], sizeof host[i], "h%d.ours.example", i);
        assert_true(bs_policy_add(&policy, BS_LIST_OWN_HOSTS, bs_span_text(host[i])));
    }
    for (size_t i = 0; i < sizeof to / sizeof *to; i++)
        delivery.to.address[delivery.to.count++] = bs_span_text(to[i]);
    judge_answered(STRANGER CLAIM JOE MAIL TAG("19877", "x", "y") SIGNATURE, true);
    assert_true(inquiry.questions.full);
    assert_int_equal(verdict.proof.tag, BS_TAG_WRONG);
    assert_int_equal(verdict.proof.dkim, BS_DKIM_REPLAYED);
}

int
main(void)
{
    BS_ROWS(verdict_rows, verdict_test);
    bs_add_test("an ordinary message has no origin", ordinary_test);
    bs_add_test("a header behind another proves nothing", later_test);
    BS_ROWS(ground_rows, ground_test);
    BS_ROWS(due_rows, due_test);
    bs_add_test("proofs have room where the table runs full", room_test);
    bs_add_test("every truncation", cuts_test);
    return bs_run("verdict");
}
