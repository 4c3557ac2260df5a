/* Tests of local_scan/core/memory.c and named.c, and of what verdicts make of the answers. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "explain.h"
#include "memory.h"
#include "weigh.h"
#include "held.h"

#include <stdio.h>
#include <string.h>

#define NOW   1717406000LL /* Mon, 3 Jun 2024 09:13:20 +0000 */
#define DAY   86400LL
#define LONG  (NOW - 40 * DAY)
#define ANNA  "anna@ours.example"
#define DATE  "Date: Mon, 3 Jun 2024 08:59:00 +0000\n"
#define MAIL  "From: Anna <" ANNA ">\nMessage-ID: <1@ours.example>\n" DATE
#define OTHER "From: " ANNA "\nMessage-ID: <2@ours.example>\n" DATE
#define EVES  "From: eve@far.example\nMessage-ID: <1@ours.example>\n" DATE "X-Mailer: nice\n"
#define OURS  "Received: from mx (mx.ours.example [198.51.100.7]) by mx.reporter.example (Postfix); x\n"
#define BOT   "Received: from bot.example (bot.example [192.0.2.66]) by mx.reporter.example (Postfix) with SMTP; x\n"
#define CLAIM BOT "Received: from mx.ours.example (mx.ours.example [198.51.100.7]) by bot.example; x\n"

#define LAPTOP "Received: from pc (dsl.far.example [203.0.113.99]) by mx.ours.example with ESMTP; x\n"
#define SIGNATURE(more)                                                                            \
    "DKIM-Signature: v=1; a=rsa-sha256; d=ours.example; s=x; " more "h=from:message-id:date; "     \
    "bh=AAAA; b=AAAA\n"
#define LOST_TAG "X-Backstop-Tag: v=1; k=lost1; d=19877; h=x; s=y\n"
#define NAMED "Received: from a (mx2.ours.example [192.0.2.8]) by mx.reporter.example with ESMTP; x\n"

static struct bs_scratch scratch;
static struct bs_inquiry inquiry;
static struct bs_verdict verdict;
static struct bs_policy policy;
static struct bs_memory memory;
static struct bs_delivery delivery;
static struct bs_hmac_key key;

/* Fills the memory: words "sent FROM ID", "passed FROM ID", "wrote FROM TO", "active FROM DAYS",
 * so many days ago. */
static void
remember(const char *what)
{
    struct bs_span rest = bs_span_text(what), word;

    holds = 0;
    while ((word = bs_span_word(&rest, " ")).n > 0) {
        struct bs_span sender = bs_span_word(&rest, " "), other = bs_span_word(&rest, " ");
        if (bs_span_is(word, "sent"))
            bs_digest_sent(&key, sender, bs_span_strip(other, "-"), hold, NULL);
        else if (bs_span_is(word, "passed"))
            bs_digest_passed_on(&key, sender, other, hold, NULL);
        else if (bs_span_is(word, "active"))
            bs_digest_active(&key, sender, NOW - DAY * bs_span_seconds(other), hold, NULL);
        else
            bs_digest_wrote(&key, sender, other, hold, NULL);
    }
}

static void
answer(void)
{
    for (unsigned i = 0; i < memory.questions; i++) {
        memory.question[i].known = BS_KNOWN_NONE;
        for (unsigned j = 0; j < holds; j++)
            if (strcmp(held[j], memory.question[i].digest) == 0)
                memory.question[i].known = BS_KNOWN_SOME;
    }
}

static void
start(const char *to)
{
    bs_hmac_key(&key, bs_span_text("secret"));
    bs_policy_defaults(&policy);
    assert_true(bs_policy_add(&policy, BS_LIST_OWN_DOMAINS, bs_span_text("ours.example")));
    assert_true(bs_policy_add(&policy, BS_LIST_OWN_NETS, bs_span_text("198.51.100.0/28")));
    delivery = (struct bs_delivery){.now = NOW, .memory = &memory, .to = {.known = to != NULL}};
    struct bs_span rest = bs_span_text(to), address;
    while ((address = bs_span_word(&rest, " ")).n > 0)
        delivery.to.address[delivery.to.count++] = address;
}

static void
read_message(const char *text)
{
    struct bs_message message;

    bs_message_split(&message, bs_span_text(text));
    bs_verdict_read(&verdict, &message, &scratch, true);
    bs_memory_ask(&memory, &key,
                  &(struct bs_memory_about){.named = &verdict.named,
                                            .returned = &verdict.returned,
                                            .policy = &policy,
                                            .to = &delivery.to,
                                            .client = bs_span_text("mx1.out.reporter.example"),
                                            .now = NOW});
    memory.since = LONG;
    memory.until = NOW;
}

static void
weigh(void)
{
    bs_questions_start(&inquiry.questions, true);
    bs_weigh_verdict(&verdict, &policy, &delivery, &inquiry);
}

#define DSN(fields, header)                                                                        \
    "Return-Path: <>\nFrom: MAILER-DAEMON@mx.reporter.example\nTo: " ANNA "\nSubject: Undelivered Mail\n" \
    "Content-Type: multipart/report; report-type=delivery-status; boundary=B\n\n"                  \
    "--B\n\nIt failed.\n--B\nContent-Type: message/delivery-status\n\n"                            \
    "Reporting-MTA: dns; mx.reporter.example\n\n" fields "Action: failed\nStatus: 5.1.1\n\n"       \
    "--B\nContent-Type: message/rfc822\n\n" header "\nhello\n--B--\n"
#define BOB "Final-Recipient: rfc822; bob@far.example\n"
#define NAMES_1 "Original-Message-ID: <1@ours.example>\n\n" BOB
#define NEXT    "\n--B\nContent-Type: message/rfc822\n\n"
#define TEXT(text)                                                                                 \
    "Return-Path: <>\nFrom: MAILER-DAEMON@mx.reporter.example\nTo: " ANNA "\n"                     \
    "Subject: Mail delivery failed\n\nA message that you sent could not be delivered:\n\n" text "\n"
#define NOTHING TEXT("  bob@far.example\n    no such user\n")
#define DATED(date) DSN(BOB, "From: Anna <" ANNA ">\nDate: " date " 08:59:00 +0000\n")
#define AWAY(fields)                                                                               \
    "Return-Path: <>\nFrom: Bob <bob@far.example>\nTo: " ANNA "\nSubject: Out of office\n"         \
    "Auto-Submitted: auto-replied\n" fields "\nI am away until Monday.\n"

static const struct row {
    const char *name, *message, *to, *held;
    const char *recall, *origin, *reason;
    enum bs_check check;
} rows[] = {
    {"sent", DSN(BOB, MAIL), ANNA, "sent " ANNA " <1@ours.example>", "sent", "ours", "sent",
     BS_CHECK_NONE},
    {"sent, returned to a subaddress", DSN(BOB, MAIL), "Anna+x@OURS.example",
     "sent " ANNA " 1@ours.example", "sent", "ours", "sent", BS_CHECK_NONE},
    {"sent, and no envelope is known", DSN(BOB, MAIL), NULL, "sent " ANNA " 1@ours.example", "sent",
     "ours", "sent", BS_CHECK_NONE},
    {"sent under another path, to which it is returned", DSN(BOB, MAIL), "list-bounces@ours.example",
     "sent list-bounces@ours.example 1@ours.example", "sent", "ours", "sent", BS_CHECK_NONE},
    {"sent, by its author, and returned to another", DSN(BOB, MAIL), "carl@ours.example",
     "sent " ANNA " 1@ours.example", "sent_by_other", "unknown", "no_received", BS_CHECK_NONE},
    {"sent, and returned to another as well", DSN(BOB, MAIL), ANNA " carl@ours.example",
     "sent " ANNA " 1@ours.example", "sent_by_other", "unknown", "no_received", BS_CHECK_NONE},
    {"sent, but a stranger's trail", DSN(BOB, BOT MAIL), ANNA, "sent " ANNA " 1@ours.example",
     "sent", "unknown", "disputed", BS_CHECK_NONE},
    {"sent, but a stranger's trail, and a tag that cannot be judged",
     DSN(BOB, BOT MAIL LOST_TAG), ANNA, "sent " ANNA " 1@ours.example", "sent", "unknown",
     "disputed", BS_CHECK_NONE},
    {"sent, but a stranger's trail, and a signature that cannot be judged",
     DSN(BOB, BOT MAIL SIGNATURE("")), ANNA, "sent " ANNA " 1@ours.example", "sent", "unknown",
     "disputed", BS_CHECK_NONE},
    {"sent, but a stranger's trail, and a signature that is too old",
     DSN(BOB, BOT MAIL SIGNATURE("t=1600000000; x=1600000001; ")), ANNA,
     "sent " ANNA " 1@ours.example", "sent", "unknown", "disputed", BS_CHECK_NONE},
    {"sent, by a list that begins anew, and a tag that cannot be judged",
     DSN(BOB, BOT MAIL "List-Id: <x.far.example>\n" LOST_TAG), ANNA,
     "sent " ANNA " 1@ours.example", "sent", "ours", "sent", BS_CHECK_NONE},
    {"sent, no line is returned, and a tag that cannot be judged",
     DSN(BOB, MAIL LOST_TAG), ANNA, "sent " ANNA " 1@ours.example", "sent", "ours", "sent",
     BS_CHECK_NONE},
    {"sent by another, and a stranger's trail", DSN(BOB, BOT MAIL), ANNA,
     "sent carl@ours.example 1@ours.example", "sent_by_other", "unknown", "disputed", BS_CHECK_NONE},
    {"sent, but another mail is returned", DSN(NAMES_1, OTHER), ANNA,
     "sent " ANNA " 1@ours.example", "sent_by_other", "unknown", "no_received", BS_CHECK_NONE},
    {"sent, but a stranger's mail is returned", DSN(NAMES_1, BOT OTHER), ANNA,
     "sent " ANNA " 1@ours.example", "sent_by_other", "unknown", "disputed", BS_CHECK_NONE},
    {"sent, and what is returned has a damaged id", DSN(NAMES_1, "Message-ID: <1@ours.exa\n"),
     ANNA, "sent " ANNA " 1@ours.example", "sent", "ours", "sent", BS_CHECK_NONE},
    {"sent, and returned before another header", DSN(BOB, MAIL NEXT OURS OTHER), ANNA,
     "sent " ANNA " 1@ours.example", "sent", "ours", "sent", BS_CHECK_NONE},
    {"sent, but returned after another header", DSN(BOB, OTHER NEXT OURS MAIL), ANNA,
     "sent " ANNA " 1@ours.example", "sent_by_other", "unknown", "relayed_claim", BS_CHECK_NONE},
    {"sent, and our trail", DSN(BOB, OURS MAIL), ANNA, "sent " ANNA " 1@ours.example", "sent",
     "ours", "trail", BS_CHECK_NONE},
    {"answered by In-Reply-To", AWAY("In-Reply-To: <1@ours.example>\n"), ANNA,
     "sent " ANNA " 1@ours.example", "sent", "ours", "sent", BS_CHECK_NONE},
    {"answered by References",
     AWAY("References: <0@far.example> <8@far.example>\n <9@far.example> <1@ours.example>\n"), ANNA,
     "sent " ANNA " 1@ours.example", "sent", "ours", "sent", BS_CHECK_NONE},
    {"passed on, under a path of SRS",
     DSN(BOB, "From: joe@far.example\nMessage-ID: <7@far.example>\n" DATE),
     "SRS0=hhhh=TT=far.example=joe@ours.example", "passed joe@far.example 7@far.example",
     "passed_on", "ours", "passed_on", BS_CHECK_NONE},
    {"not passed on, to a path of SRS", DSN(BOB, MAIL), "SRS0=hhhh=TT=far.example=joe@ours.example",
     "", "", "unknown", "no_received", BS_CHECK_BOUNCE_UNKNOWN},
    {"passed on in our name", DSN(BOB, BOT MAIL), ANNA, "passed " ANNA " 1@ours.example", "passed_on",
     "unknown", "disputed", BS_CHECK_NONE},
    {"unsent, but written to the recipient", DSN(BOB, MAIL), ANNA, "wrote " ANNA " bob@far.example",
     "wrote_to", "unknown", "wrote_to", BS_CHECK_NONE},
    {"a stranger's trail, but written to the recipient", DSN(BOB, BOT MAIL), ANNA,
     "wrote " ANNA " bob@far.example", "wrote_to", "unknown", "wrote_to", BS_CHECK_NONE},
    {"written to the original recipient",
     DSN(BOB "Original-Recipient: rfc822;<Team@far.example>\n", MAIL), ANNA,
     "wrote " ANNA " team@far.example", "wrote_to", "unknown", "wrote_to", BS_CHECK_NONE},
    {"written to the second recipient",
     DSN(BOB "Action: failed\n\nFinal-Recipient: rfc822; carl@far.example\n", MAIL), ANNA,
     "wrote " ANNA " carl@far.example", "wrote_to", "unknown", "wrote_to", BS_CHECK_NONE},
    {"written to the address in the text", NOTHING, ANNA,
     "wrote " ANNA " bob@far.example", "wrote_to", "unknown", "wrote_to", BS_CHECK_NONE},
    {"written to whom the mail is for, which was forwarded there",
     DSN(BOB, MAIL "To: Team <team@far.example>, x@far.example\n"), ANNA,
     "wrote " ANNA " x@far.example", "wrote_to", "unknown", "wrote_to", BS_CHECK_NONE},
    {"written to who answers", AWAY(""), ANNA, "wrote " ANNA " bob@far.example", "wrote_to",
     "unknown", "wrote_to", BS_CHECK_NONE},
    {"written to herself, whom the text names", TEXT("  " ANNA " wrote to bob@far.example\n"), ANNA,
     "wrote " ANNA " " ANNA, "not_written", "unknown", "not_written", BS_CHECK_BOUNCE_UNKNOWN},
    {"written by somebody else", DSN(BOB, MAIL), ANNA, "wrote carl@ours.example bob@far.example",
     "unsent", "foreign", "unsent", BS_CHECK_BOUNCE_UNSENT},
    {"unsent", DSN(BOB, MAIL), ANNA, "", "unsent", "foreign", "unsent", BS_CHECK_BOUNCE_UNSENT},
    {"unsent, by its reverse-path",
     DSN(BOB, "Return-Path: <" ANNA ">\nFrom: Shop <x@far.example>\nMessage-ID: <1@a.example>\n" DATE),
     ANNA, "", "unsent", "foreign", "unsent", BS_CHECK_BOUNCE_UNSENT},
    {"not in our name",
     DSN(BOB, "From: Shop <x@far.example>\nMessage-ID: <1@a.example>\n" DATE), ANNA, "", "",
     "unknown", "no_received", BS_CHECK_BOUNCE_UNKNOWN},
    {"unsent, and a stranger's trail", DSN(BOB, BOT MAIL), ANNA, "", "unsent", "foreign",
     "no_own_hop", BS_CHECK_BOUNCE_FOREIGN},
    {"unsent, and our trail", DSN(BOB, OURS MAIL), ANNA, "", "unsent", "unknown", "disputed",
     BS_CHECK_NONE},
    {"unsent, and our address behind a stranger's", DSN(BOB, CLAIM MAIL), ANNA, "", "unsent",
     "unknown", "disputed", BS_CHECK_NONE},
    {"unsent, and our name where anyone can write it", DSN(BOB, LAPTOP MAIL), ANNA, "", "unsent",
     "foreign", "unsent", BS_CHECK_BOUNCE_UNSENT},
    {"unsent, and our name where the DNS gave it", DSN(BOB, NAMED MAIL), ANNA, "", "unsent",
     "unknown", "disputed", BS_CHECK_NONE},
    {"unsent, and a tag that cannot be judged",
     DSN(BOB, MAIL LOST_TAG), ANNA, "", "unsent", "unknown", "no_received",
     BS_CHECK_BOUNCE_UNKNOWN},
    {"mail without an id was sent, and an empty one is returned",
     DSN(BOB, "From: Anna <" ANNA ">\nMessage-ID: <>\n" DATE), ANNA, "sent " ANNA " -", "not_written",
     "unknown", "not_written", BS_CHECK_BOUNCE_UNKNOWN},
    {"… after a word",
     DSN(BOB, "From: Anna <" ANNA ">\nMessage-ID: x < >\n" DATE), ANNA, "sent " ANNA " -",
     "not_written", "unknown", "not_written", BS_CHECK_BOUNCE_UNKNOWN},
    {"… and an empty one is answered", AWAY("In-Reply-To: <>\n"), ANNA, "sent " ANNA " -",
     "not_written", "unknown", "not_written", BS_CHECK_BOUNCE_UNKNOWN},
    {"unsent, but she has sent mail without an id", DSN(BOB, MAIL), ANNA, "sent " ANNA " -", "",
     "unknown", "no_received", BS_CHECK_BOUNCE_UNKNOWN},
    {"an answer is not unsent", AWAY("In-Reply-To: <1@ours.example>\n"), ANNA, "", "", "unknown",
     "nothing_returned", BS_CHECK_BOUNCE_UNKNOWN},
    {"nothing is named", NOTHING, ANNA, "", "not_written",
     "unknown", "not_written", BS_CHECK_BOUNCE_UNKNOWN},
    {"nothing is named, but another at that domain", NOTHING,
     ANNA, "wrote " ANNA " carl@far.example", "wrote_there", "unknown", "wrote_to", BS_CHECK_NONE},
    {"nothing is named, but somebody at the reporter's", NOTHING,
     ANNA, "wrote " ANNA " carl@reporter.example", "wrote_there", "unknown", "wrote_to", BS_CHECK_NONE},
    {"nothing is named, but somebody at the client's", NOTHING,
     ANNA, "wrote " ANNA " carl@out.reporter.example", "wrote_there", "unknown", "wrote_to", BS_CHECK_NONE},
    {"nothing is named, and she has sent something", NOTHING, ANNA, "active " ANNA " 0",
     "wrote_lately", "unknown", "wrote_lately", BS_CHECK_NONE},
    {"nothing is named, and she has sent something 10 days ago", NOTHING, ANNA, "active " ANNA " 10",
     "wrote_lately", "unknown", "wrote_lately", BS_CHECK_NONE},
    {"nothing is named, and she has been silent for 20 days", NOTHING, ANNA, "active " ANNA " 20",
     "not_written", "unknown", "not_written", BS_CHECK_BOUNCE_UNKNOWN},
    {"nothing is named, and somebody else has sent something", NOTHING, ANNA,
     "active carl@ours.example 0", "not_written", "unknown", "not_written", BS_CHECK_BOUNCE_UNKNOWN},
    {"a date is named, and she has sent something then", DATED("5 May 2024"), ANNA, "active " ANNA " 29",
     "wrote_lately", "unknown", "wrote_lately", BS_CHECK_NONE},
    {"a date is named, and she has sent something, but not then", DATED("26 Apr 2024"), ANNA,
     "active " ANNA " 20", "not_written", "unknown", "not_written", BS_CHECK_BOUNCE_UNKNOWN},
    {"unsent, although she has sent something", DSN(BOB, MAIL), ANNA, "active " ANNA " 0", "unsent",
     "foreign", "unsent", BS_CHECK_BOUNCE_UNSENT},
};

static void
verdict_test(void **state)
{
    const struct row *row = *state;

    start(row->to);
    remember(row->held);
    read_message(row->message);
    answer();
    weigh();
    assert_string_equal(bs_recall_name(verdict.recall), row->recall);
    assert_string_equal(bs_origin_name(verdict.origin), row->origin);
    assert_string_equal(bs_reason_name(verdict.reason), row->reason);
    assert_int_equal(verdict.check, row->check);
}

/* Nothing is refused on what is uncertain. A "yes" also counts if the memory is incomplete. */
static const struct doubt_row {
    const char *name, *message;
    long long since, until;
    bool gap, asked, open;
    const char *recall, *held;
} doubt_rows[] = {
    {"complete", DSN(BOB, MAIL), NOW - 2 * DAY, NOW, false, true, false, "unsent", NULL},
    {"no memory", DSN(BOB, MAIL), LONG, NOW, false, false, false, "", NULL},
    {"no memory of any time", DSN(BOB, MAIL), 0, NOW, false, true, false, "", NULL},
    {"locked: one question has no answer", DSN(BOB, MAIL), LONG, NOW, false, true, true, "", NULL},
    {"a gap", DSN(BOB, MAIL), LONG, NOW, true, true, false, "", NULL},
    {"too new", DSN(BOB, MAIL), NOW - DAY, NOW, false, true, false, "", NULL},
    {"ended before the mail", DSN(BOB, MAIL), LONG, NOW - DAY, false, true, false, "", NULL},
    {"no date, and too new", DSN(BOB, "From: " ANNA "\nMessage-ID: <1@ours.example>\n"),
     NOW - 9 * DAY, NOW, false, true, false, "", NULL},
    {"no date, and old enough", DSN(BOB, "From: " ANNA "\nMessage-ID: <1@ours.example>\n"),
     NOW - 11 * DAY, NOW, false, true, false, "unsent", NULL},
    {"a date that is yet to come", DSN(BOB, "From: " ANNA "\nMessage-ID: <1@ours.example>\n"
     "Date: Mon, 10 Jun 2024 08:59:00 +0000\n"), NOW - 9 * DAY, NOW, false, true, false, "", NULL},
    {"nothing is named, and too new", NOTHING, NOW - 9 * DAY,
     NOW, false, true, false, "", NULL},
    {"nothing is named, and old enough", NOTHING,
     NOW - 11 * DAY, NOW, false, true, false, "not_written", NULL},
    {"yes", DSN(BOB, MAIL), 0, 0, true, true, false, "sent", "sent " ANNA " 1@ours.example"},
};

static void
doubt_test(void **state)
{
    const struct doubt_row *row = *state;

    start(ANNA);
    remember(row->held == NULL ? "" : row->held);
    read_message(row->message);
    answer();
    memory.since = row->since;
    memory.until = row->until;
    memory.gap = row->gap;
    if (row->open)
        memory.question[memory.questions - 1].known = BS_KNOWN_UNKNOWN;
    if (!row->asked)
        delivery.memory = NULL;
    weigh();
    assert_string_equal(bs_recall_name(verdict.recall), row->recall);
    assert_int_equal(verdict.origin == BS_ORIGIN_FOREIGN, strcmp(row->recall, "unsent") == 0);
}

/* More than can be asked: it is not known whether our users wrote to the rest. */
static void
more_test(void **state)
{
    char text[4096] = "Return-Path: <>\nFrom: MAILER-DAEMON@mx.reporter.example\nX-Failed-Recipients:";

    (void)state;
    for (int i = 0; i <= BS_MAX_NAMED; i++)
        sprintf(text + strlen(text), " bob%d@far.example,", i);
    strcat(text, "\nSubject: Mail delivery failed\n\nIt failed.\n\n" BOT MAIL "\nhello\n");
    start(ANNA);
    remember("");
    read_message(text);
    answer();
    assert_true(memory.more);
    weigh();
    assert_string_equal(bs_recall_name(verdict.recall), "");
}

/* The mode of one says which of two checks a report belongs to. */
static void
stranger_test(void **state)
{
    (void)state;
    start(ANNA);
    remember("");
    policy.mode[BS_CHECK_BOUNCE_STRANGER] = BS_MODE_WARN;
    read_message(NOTHING);
    answer();
    weigh();
    assert_int_equal(verdict.check, BS_CHECK_BOUNCE_STRANGER);
}

static void
weigh_with_key(void)
{
    struct bs_questions *q = &inquiry.questions;
    static const unsigned char mac[32];

    assert_int_equal(bs_keyring_read(&policy.keyring,
                                     bs_span_text("tag-ab12: 0123456789abcdef0123456789abcdef "
                                                  "since=1700000000\n")),
                     0);
    bs_questions_start(q, true);
    do {
        for (unsigned i = 0; i < q->questions; i++) {
            bs_answer_text(q, i, bs_span_of(mac, sizeof mac));
            bs_answer_end(q, i, BS_KNOWN_NONE);
        }
        bs_weigh_verdict(&verdict, &policy, &delivery, &inquiry);
    } while (bs_questions_open(q) > 0);
}

/* What the line in the log ends in. */
static void
assert_log(const char *end)
{
    struct bs_event event = {.check = BS_CHECK_NONE, .host = bs_span_text("192.0.2.7")};
    char line[1024];
    struct bs_text t = bs_text_in(line, sizeof line);

    bs_explain_log(&t, &verdict, &event);
    assert_true(t.n > strlen(end));
    assert_string_equal(line + t.n - strlen(end), end);
}

/* A relay that rewrites Message-ID also makes the tag wrong. */
static void
wrong_tag_test(void **state)
{
    (void)state;
    start(ANNA);
    remember("");
    read_message(DSN(BOB, MAIL "X-Backstop-Tag: v=1; k=ab12; d=19877; h=x; s=y\n"));
    answer();
    weigh_with_key();
    assert_int_equal(verdict.proof.tag, BS_TAG_WRONG);
    assert_string_equal(bs_recall_name(verdict.recall), "unsent");
    assert_string_equal(bs_reason_name(verdict.reason), "no_received");
}

/* Every recipient knows the Message-ID, but the tag that is due is missing, or under a key
 * that nobody has, as anyone can write it. It is also missing if From is a stranger's, because
 * what our users send has a tag. */
static void
no_tag_test(void **state)
{
    static const char *const messages[] = {DSN(BOB, MAIL "X-Mailer: nice\n"), DSN(BOB, MAIL LOST_TAG),
                                           DSN(BOB, EVES), DSN(BOB, OURS EVES)};

    (void)state;
    start(ANNA);
    remember("sent " ANNA " 1@ours.example");
    for (unsigned i = 0; i < sizeof messages / sizeof *messages; i++) {
        read_message(messages[i]);
        answer();
        weigh_with_key();
        assert_int_equal(verdict.proof.due, i == 0);
        assert_string_equal(bs_reason_name(verdict.reason), "disputed");
        assert_int_equal(verdict.check, BS_CHECK_NONE);
        assert_log(" memory=sent");
    }
}

/* If it is the reason, it is not said twice. */
static void
log_test(void **state)
{
    (void)state;
    start(ANNA);
    remember("");
    read_message(DSN(BOB, MAIL));
    answer();
    weigh();
    assert_log(" kind=dsn origin=foreign reason=unsent");
}

static void
cut(struct bs_span in)
{
    struct bs_message message;

    bs_message_split(&message, in);
    bs_verdict_read(&verdict, &message, &scratch, true);
    bs_memory_ask(&memory, &key,
                  &(struct bs_memory_about){.named = &verdict.named,
                                            .returned = &verdict.returned,
                                            .policy = &policy,
                                            .to = &delivery.to});
}

static void
cuts_test(void **state)
{
    (void)state;
    start(NULL);
    bs_at_every_cut(bs_span_text(DSN(BOB "Original-Message-ID: <1@a> <2@b>\n", OURS MAIL)), cut);
    bs_at_every_cut(bs_span_text(AWAY("References: <1@a> <2@b>\nIn-Reply-To: <3@c\n")), cut);
}

int
main(void)
{
    BS_ROWS(rows, verdict_test);
    BS_ROWS(doubt_rows, doubt_test);
    bs_add_test("more than can be asked", more_test);
    bs_add_test("a check of its own", stranger_test);
    bs_add_test("unsent, and a tag that a relay made wrong", wrong_tag_test);
    bs_add_test("sent, and a tag that is due and not there", no_tag_test);
    bs_add_test("what the log says", log_test);
    bs_add_test("every truncation", cuts_test);
    return bs_run("memory");
}
