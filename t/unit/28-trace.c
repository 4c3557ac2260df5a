/* Tests of local_scan/core/trace.c and abuse.c. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "abuse.h"
#include "trace.h"

#include "table.h"
#include "zone.h"

/* We are mx.ours.example, 198.51.100.7; our relay is 198.51.100.99; a provider
 * with servers, a host of a customer, a host without a name. */
static const struct bs_zone_row zone[] = {
    {BS_ASK_NAME, "203.0.113.20", "out.provider.example"},
    {BS_ASK_ADDRESS, "out.provider.example", "203.0.113.20"},
    {BS_ASK_ADDRESS, "mail.customer.example", "203.0.113.20"},
    {BS_ASK_NAME, "192.0.2.66", "host-192-0-2-66.dyn.isp.example"},
    {BS_ASK_ADDRESS, "host-192-0-2-66.dyn.isp.example", "192.0.2.66"},
    {BS_ASK_NAME, "192.0.2.67", "liar.provider.example"},
    {BS_ASK_TEXT, "66.2.0.192.abuse.example", "abuse@isp.example, noc@isp.example"},
    {BS_ASK_TEXT, "67.2.0.192.abuse.example",
     "Abuse <a@b.example>|x@y.example\r\nBcc:z@z.example|x@y..example|.x@y.example"},
    {BS_ASK_TEXT, "68.2.0.192.abuse.example", BS_ZONE_UNKNOWN},
    {BS_ASK_TEXT, "69.2.0.192.abuse.example",
     "a@b.example|A@B.example c@b.example;d@b.example,"
     "e@b.example f@b.example"},
};

#define ZONE_ROWS (sizeof zone / sizeof *zone)

#define R(text) "Received: " text "; Wed, 31 Dec 2025 23:59:58 +0000\n"
/* What we write about a stranger. */
#define FROM_PROVIDER R("from out.provider.example ([203.0.113.20]) by mx.ours.example with ESMTP")
#define FROM_BOT      R("from mail.bank.example ([192.0.2.66]) by mx.ours.example with ESMTP")
#define FROM_LIAR     R("from mail.provider.example ([192.0.2.67]) by mx.ours.example with ESMTP")
/* What strangers claim. */
#define PROVIDER_SAYS(peer) R("from desk ([" peer "]) by in.provider.example with ESMTPA")
#define BLAMING(by)         R("from victim.example (victim.example [192.0.2.200]) by " by " with SMTP")

static const struct row {
    const char *name, *header;
    const char *source; /* or NULL */
    unsigned hop, doubted;
    const char *believed; /* initials of bs_believed_name */
    const char *why;      /* words of it, or NULL */
} rows[] = {
    {"no line", "Subject: x\n", NULL, 0, 0, "", "no Received line"},
    {"one line", FROM_BOT, "192.0.2.66", 1, 0, "o", NULL},
    {"one line of a stranger, as in a file from elsewhere",
     R("from a ([192.0.2.66]) by mx.elsewhere.example with SMTP"), "192.0.2.66", 1, 0, "t", NULL},
    {"a provider's server, and its customer below", FROM_PROVIDER PROVIDER_SAYS("192.0.2.9"),
     "192.0.2.9", 2, 0, "ol", NULL},
    {"a customer's server, by the name that leads to it",
     R("from mail.customer.example ([203.0.113.20]) by mx.ours.example with SMTP")
         R("from desk ([192.0.2.9]) by mail.customer.example with ESMTPA"),
     "192.0.2.9", 2, 0, "ol", NULL},
    {"a bot that blames somebody, under its HELO word", FROM_BOT BLAMING("mail.bank.example"),
     "192.0.2.66", 1, 2, "on", "made from its address"},
    {"a bot that blames somebody, under its own name",
     FROM_BOT BLAMING("host-192-0-2-66.dyn.isp.example"), "192.0.2.66", 1, 2, "on",
     "made from its address"},
    {"a name that does not lead back", FROM_LIAR BLAMING("mail.provider.example"), "192.0.2.67", 1,
     2, "on", "no confirmed name"},
    {"a stranger's line that names a third host", FROM_PROVIDER BLAMING("mx.other.example"),
     "203.0.113.20", 1, 2, "on", "another host"},
    {"a line of ours that we never wrote", FROM_BOT BLAMING("mx.ours.example"), "192.0.2.66", 1, 2,
     "on", "made from its address"},
    {"the name that the server found counts without the DNS",
     R("from a (smtp.named.example [192.0.2.70]) by mx.ours.example (Postfix) with SMTP")
         R("from b ([192.0.2.9]) by in.named.example with SMTP"),
     "192.0.2.9", 2, 0, "ol", NULL},

    {"our own relay",
     R("from relay.ours.example ([198.51.100.99]) by mx.ours.example with SMTP")
         R("from b ([192.0.2.66]) by relay.ours.example with SMTP"),
     "192.0.2.66", 2, 0, "oo", NULL},
    {"our provider's relay",
     R("from relay.hoster.example ([198.51.100.99]) by mx.ours.example with SMTP")
         R("from b ([192.0.2.66]) by relay.hoster.example with SMTP"),
     "192.0.2.66", 2, 0, "or", NULL},
    {"our relay added no line, and the spammer's comes next",
     R("from relay.hoster.example ([198.51.100.99]) by mx.ours.example with SMTP")
         BLAMING("mx.bank.example"),
     NULL, 0, 2, "on", "another one"},
    {"another host of ours, and a filter on this one",
     R("from localhost (localhost [127.0.0.1]) by mx.ours.example with ESMTP")
         R("from in.ours.example ([198.51.100.8]) by mx.ours.example with SMTP")
             R("from b ([192.0.2.66]) by in.ours.example with SMTP"),
     "192.0.2.66", 3, 0, "ooo", NULL},
    {"a mailbox that was fetched",
     R("from pop.hoster.example [203.0.113.80] by localhost with POP3 (fetchmail-6)")
         R("from b ([192.0.2.66]) by mx.hoster.example with SMTP"),
     "192.0.2.66", 2, 0, "tr", NULL},
    {"a host that gives no name at the top",
     R("by 10.96.200.163 with SMTP id x") R("from b ([192.0.2.66]) by mx.google.example with SMTP"),
     "192.0.2.66", 2, 0, "tt", NULL},
    {"handed in on the host, with a line in it that blames somebody",
     R("from joe by mx.ours.example with local (Exim 4.96)") BLAMING("mx.bank.example"), NULL, 0, 2,
     "on", "on our own machine"},
    {"an address that may be the HELO word",
     R("from 192.0.2.1 by mx.ours.example with SMTP") BLAMING("mx.ours.example"), NULL, 0, 2, "on",
     "does not say clearly"},
    {"a HELO word without an address",
     R("from friend by mx.ours.example with SMTP") BLAMING("mx.ours.example"), NULL, 0, 2, "on",
     "does not say clearly"},
    {"only private addresses", R("from pc ([10.0.0.5]) by mx.ours.example with SMTP"), NULL, 0, 0,
     "o", "no believed line"},
};

struct job {
    struct bs_span header;
    struct bs_policy *policy;
    struct bs_trace trace;
};

static struct bs_policy *
policy(void)
{
    static struct bs_policy ours;

    bs_policy_defaults(&ours);
    bs_policy_add(&ours, BS_LIST_OWN_NETS, bs_span_text("198.51.100.0/28"));
    bs_policy_add(&ours, BS_LIST_OWN_DOMAINS, bs_span_text("ours.example"));
    bs_policy_add(&ours, BS_LIST_RELAY_HOSTS, bs_span_text("198.51.100.99"));
    return &ours;
}

static void
judge(void *arg, struct bs_questions *q)
{
    static struct bs_owned owned;
    struct job *job = arg;

    bs_own_learn(&owned, q, job->policy, NULL);
    bs_trace_run(&job->trace, job->header, &owned, q);
}

static void
trace_test(void **state)
{
    static struct bs_questions q;
    static struct job job;
    const struct row *row = *state;
    char ip[BS_IP_TEXT] = "-";
    char believed[BS_MAX_HOPS + 1] = "";

    job = (struct job){.header = bs_span_text(row->header), .policy = policy()};
    bs_questions_start(&q, false);
    bs_zone_settle(&q, zone, ZONE_ROWS, judge, &job);
    if (job.trace.source > 0)
        bs_ip_text(&job.trace.ip, ip);
    for (unsigned i = 0; i < job.trace.trail.hops; i++)
        believed[i] = bs_believed_name(job.trace.believed[i])[0];
    assert_string_equal(ip, row->source ? row->source : "-");
    assert_int_equal(job.trace.source, row->hop);
    assert_int_equal(job.trace.doubted, row->doubted);
    assert_string_equal(believed, row->believed);
    if (row->why)
        assert_true(bs_span_has(bs_span_text(job.trace.why), row->why));
    else
        assert_null(job.trace.why);
}

/* A missing answer must not put the blame on another host. */
static void
unknown_test(void **state)
{
    static struct bs_questions q;
    static struct job job;

    (void)state;
    for (unsigned offline = 0; offline < 2; offline++) {
        job = (struct job){.header = bs_span_text(FROM_PROVIDER PROVIDER_SAYS("192.0.2.9")),
                           .policy = policy()};
        bs_questions_start(&q, offline == 1);
        judge(&job, &q);
        assert_int_equal(job.trace.source, 1);
        assert_int_equal(job.trace.doubted, 2);
        bs_questions_give_up(&q);
        judge(&job, &q);
        assert_int_equal(job.trace.source, 1);
    }
}

static void
trace_cut(struct bs_span header)
{
    static struct bs_questions q;
    static struct job job;

    job = (struct job){.header = header, .policy = policy()};
    bs_questions_start(&q, false);
    bs_zone_settle(&q, zone, ZONE_ROWS, judge, &job);
    assert_true(job.trace.source <= job.trace.trail.hops);
    assert_true(job.trace.doubted <= job.trace.trail.hops);
}

static void
cut_test(void **state)
{
    (void)state;
    bs_at_every_cut(bs_span_text("X-Originating-IP: [192.0.2.9]\n" FROM_PROVIDER PROVIDER_SAYS(
                        "192.0.2.9") BLAMING("mx.ours.example")),
                    trace_cut);
}

static const struct hint_row {
    const char *name, *header, *hint;
} hint_rows[] = {
    {"in brackets", "X-Originating-IP: [192.0.2.9]\n", "192.0.2.9"},
    {"bare", "X-Originating-IP: 2001:db8::9\n", "2001:db8::9"},
    {"private", "X-Originating-IP: [10.0.0.1]\n", NULL},
    {"a word", "X-Originating-IP: localhost\n", NULL},
    {"none", "Subject: x\n", NULL},
};

static void
hint_test(void **state)
{
    static struct bs_questions q;
    static struct job job;
    const struct hint_row *row = *state;
    char ip[BS_IP_TEXT];

    job = (struct job){.header = bs_span_text(row->header), .policy = policy()};
    bs_questions_start(&q, true);
    judge(&job, &q);
    assert_int_equal(job.trace.hinted, row->hint != NULL);
    assert_int_equal(job.trace.source, 0);
    if (row->hint) {
        bs_ip_text(&job.trace.hint, ip);
        assert_string_equal(ip, row->hint);
    }
}

/* ------------------------------------------------------- who to notify */

static const struct contact_row {
    const char *name, *ip, *zone;
    enum bs_known known;
    const char *contacts; /* with blanks between them */
} contact_rows[] = {
    {"two in one record", "192.0.2.66", "abuse.example", BS_KNOWN_SOME,
     "abuse@isp.example noc@isp.example"},
    {"what is no mailbox is dropped", "192.0.2.67", "abuse.example", BS_KNOWN_NONE, ""},
    {"no answer", "192.0.2.68", "abuse.example", BS_KNOWN_UNKNOWN, ""},
    {"many, and one twice", "192.0.2.69", "abuse.example", BS_KNOWN_SOME,
     "a@b.example c@b.example d@b.example e@b.example"},
    {"nobody", "192.0.2.70", "abuse.example", BS_KNOWN_NONE, ""},
    {"no zone", "192.0.2.66", "", BS_KNOWN_UNKNOWN, ""},
};

struct contact_job {
    struct bs_ip ip;
    struct bs_span zone;
    struct bs_contacts contacts;
};

static void
ask_contacts(void *arg, struct bs_questions *q)
{
    struct contact_job *job = arg;

    bs_abuse_ask(&job->contacts, q, &job->ip, job->zone);
}

static void
contact_test(void **state)
{
    static struct bs_questions q;
    const struct contact_row *row = *state;
    struct contact_job job = {.zone = bs_span_text(row->zone)};
    char got[256] = "";

    assert_true(bs_ip_read(bs_span_text(row->ip), &job.ip));
    bs_questions_start(&q, false);
    bs_zone_settle(&q, zone, ZONE_ROWS, ask_contacts, &job);
    assert_int_equal(job.contacts.known, row->known);
    for (unsigned i = 0; i < job.contacts.count; i++) {
        if (i > 0)
            strcat(got, " ");
        strncat(got, (const char *)job.contacts.address[i].p, job.contacts.address[i].n);
    }
    assert_string_equal(got, row->contacts);
}

static const struct mailbox_row {
    const char *name, *text;
    bool is;
} mailbox_rows[] = {
    {"plain", "abuse@isp.example", true},
    {"tagged", "a+b.c_d=e@isp.example", true},
    {"no host", "abuse@", false},
    {"no local part", "@isp.example", false},
    {"nothing", "", false},
    {"no dot", "abuse@localhost", false},
    {"two dots", "a..b@isp.example", false},
    {"ends in a dot", "a.@isp.example", false},
    {"a blank", "a b@isp.example", false},
    {"a line end", "a@isp.example\nBcc: b", false},
    {"quoted", "\"a\"@isp.example", false},
    {"brackets", "<a@isp.example>", false},
    {"literal", "a@[192.0.2.1]", false},
    {"two", "a@b@isp.example", false},
    {"8-bit", "\xc3\xa4@isp.example", false},
};

static void
mailbox_test(void **state)
{
    const struct mailbox_row *row = *state;

    assert_int_equal(bs_abuse_is_mailbox(bs_span_text(row->text)), row->is);
}

int
main(void)
{
    BS_ROWS(rows, trace_test);
    bs_add_test("what is not answered blames nobody", unknown_test);
    bs_add_test("every truncation", cut_test);
    BS_ROWS(hint_rows, hint_test);
    BS_ROWS(contact_rows, contact_test);
    BS_ROWS(mailbox_rows, mailbox_test);
    return bs_run("trace");
}
