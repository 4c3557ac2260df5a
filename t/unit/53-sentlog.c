/* Tests of local_scan/cli/sentlog.c: which lines of a main log say that mail left. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sentlog.h"
#include "stamp.h"
#include "held.h"

#include <string.h>

#define A "2026-01-31 12:34:56 1xUwMK-0008RI-08 "
#define B "2026-01-31 12:35:56 1xUwMK-0008RJ-09 "
#define LATER "2026-02-25 12:34:56 1xUwMK-0008RI-08 "
#define ANNA "anna@ours.example"
#define LOGIN A "<= " ANNA " H=(laptop) [203.0.113.9] P=esmtpsa A=plain:anna S=9 id=1@ours.example\n"
#define STRANGER A "<= joe@far.example H=mx.far.example [192.0.2.1] P=esmtps S=9 id=7@far.example\n"
#define FORGED A "<= " ANNA " H=(bot) [192.0.2.66] P=esmtp S=9 id=1@ours.example\n"
#define AGAIN B "<= " ANNA " H=localhost [127.0.0.1] P=esmtp S=9 id=1@ours.example\n"
#define TO(flag, to) " " flag " " to " R=r T=remote_smtp H=mx.far.example [192.0.2.1]\n"

static const struct row {
    const char *name, *log;
    enum bs_digest_of of;
    const char *sender, *other;
    bool held;
} rows[] = {
    {"by login", LOGIN, BS_DIGEST_SENT, ANNA, "1@ours.example", true},
    {"by anyone", LOGIN, BS_DIGEST_SENT, "", "1@ours.example", true},
    {"by another", LOGIN, BS_DIGEST_SENT, "bob@ours.example", "1@ours.example", false},
    {"by a program", A "<= " ANNA " U=www-data P=local S=9 id=1@ours.example\n", BS_DIGEST_SENT, ANNA,
     "1@ours.example", true},
    {"by a private host", A "<= " ANNA " H=pc [10.0.0.9] P=esmtp S=9 id=1@ours.example\n",
     BS_DIGEST_SENT, ANNA, "1@ours.example", true},
    {"by a host of ours", A "<= " ANNA " H=web [198.51.100.7] P=esmtp S=9 id=1@ours.example\n",
     BS_DIGEST_SENT, ANNA, "1@ours.example", true},
    {"by a stranger", FORGED, BS_DIGEST_SENT, ANNA, "1@ours.example", false},
    {"by a stranger, through a content filter", FORGED AGAIN, BS_DIGEST_SENT, ANNA, "1@ours.example",
     false},
    {"by login, through a content filter", LOGIN AGAIN, BS_DIGEST_SENT, ANNA, "1@ours.example", true},
    {"an id of Exim", A "<= " ANNA " U=anna P=local S=9\n", BS_DIGEST_SENT, ANNA,
     "<E1xUwMK-0008RI-08@mx.ours.example>", true},
    {"an id of Exim, and no mail without one", A "<= " ANNA " U=anna P=local S=9\n", BS_DIGEST_SENT,
     ANNA, "", false},
    {"no id", A "<= " ANNA " H=printer [10.0.0.9] P=esmtp S=9\n", BS_DIGEST_SENT, ANNA, "", true},
    {"an id with a blank in quotes",
     A "<= " ANNA " U=anna P=local S=9 id=\"a b\"@ours.example T=\"id=9@x\"\n", BS_DIGEST_SENT, ANNA,
     "\"a b\"@ours.example", true},
    {"a bounce of our own", A "<= <> R=1xUwMK-0008RI-07 U=Debian-exim P=local S=9\n", BS_DIGEST_SENT,
     "", "E1xUwMK-0008RI-08@x", true},
    {"written to", LOGIN A TO("=>", "bob@far.example"), BS_DIGEST_WROTE, ANNA, "bob@far.example",
     true},
    {"written to, also", LOGIN A TO("->", "bob@far.example"), BS_DIGEST_WROTE, ANNA,
     "bob@far.example", true},
    {"written to, while the client waits", LOGIN A TO(">>", "bob@far.example"), BS_DIGEST_WROTE,
     ANNA, "bob@far.example", true},
    {"written to, put off", LOGIN A "== bob@far.example R=r T=remote_smtp defer (-1)\n",
     BS_DIGEST_WROTE, ANNA, "bob@far.example", true},
    {"written to, in vain", LOGIN A "** bob@far.example: Unrouteable address\n", BS_DIGEST_WROTE,
     ANNA, "bob@far.example", true},
    {"the domain", LOGIN A TO("=>", "bob@far.example"), BS_DIGEST_DOMAIN, ANNA, "far.example", true},
    {"the host that took it", LOGIN A TO("=>", "bob@far.example"), BS_DIGEST_HOST, ANNA, "192.0.2.99",
     true},
    {"the host that takes it later", LOGIN A "== bob@far.example R=r T=remote_smtp defer (-1) "
     "H=mx.far.example [192.0.2.1]: SMTP error\n", BS_DIGEST_HOST, ANNA, "192.0.2.1", false},
    {"the host of a stranger's mail", STRANGER A TO("=>", "bob@mail.example <bob@ours.example>"),
     BS_DIGEST_HOST, "joe@far.example", "192.0.2.1", false},
    {"an alias of ours", LOGIN A TO("=>", "bob@far.example <team@ours.example>"), BS_DIGEST_WROTE,
     ANNA, "team@ours.example", true},
    {"what an alias of ours leads to", LOGIN A TO("=>", "bob@far.example <team@ours.example>"),
     BS_DIGEST_WROTE, ANNA, "bob@far.example", true},
    {"active", LOGIN, BS_DIGEST_ACTIVE, ANNA, "2048", true},
    {"active, in this period only", LOGIN, BS_DIGEST_ACTIVE, ANNA, "2049", false},
    {"active, when what was frozen is released", LOGIN LATER TO("=>", "bob@far.example"),
     BS_DIGEST_ACTIVE, ANNA, "2050", true},
    {"a stranger is not active", FORGED A TO("=>", "bob@mail.example <bob@ours.example>"),
     BS_DIGEST_ACTIVE, ANNA, "2048", false},
    {"nor is whose mail a content filter hands in again", FORGED AGAIN B TO("=>", "bob@mail.example"),
     BS_DIGEST_ACTIVE, ANNA, "2048", false},
    {"after its end", LOGIN A "Completed\n" A TO("=>", "bob@far.example"), BS_DIGEST_WROTE, ANNA,
     "bob@far.example", false},
    {"by a stranger to one of us", STRANGER A "=> bob <bob@ours.example> R=local T=maildir\n",
     BS_DIGEST_PASSED, "joe@far.example", "7@far.example", false},
    {"by a stranger to our hub", STRANGER A TO("=>", "bob@ours.example"), BS_DIGEST_PASSED,
     "joe@far.example", "7@far.example", false},
    {"forwarded", STRANGER A TO("=>", "bob@mail.example <bob@ours.example>"), BS_DIGEST_PASSED,
     "joe@far.example", "7@far.example", true},
    {"forwarded, by any sender", STRANGER A TO("=>", "bob@mail.example <bob@ours.example>"),
     BS_DIGEST_SENT, "", "7@far.example", true},
    {"forwarded, and one of us in a path of SRS",
     A "<= SRS0=hhhh=TT=ours.example=anna@far.example H=mx.far.example [192.0.2.1] P=esmtps S=9 "
     "id=7@far.example\n" A TO("=>", "bob@mail.example <bob@ours.example>"),
     BS_DIGEST_PASSED, ANNA, "7@far.example", false},
    {"by login, and another one of us in a path of SRS",
     A "<= SRS0=hhhh=TT=ours.example=bob@eu.example H=(laptop) [203.0.113.9] P=esmtpsa A=plain:anna "
     "S=9 id=1@ours.example\n", BS_DIGEST_SENT, "bob@ours.example", "1@ours.example", false},
    {"forwarded, with a return path of ours",
     STRANGER A "=> bob@mail.example <t@ours.example> P=<owner@ours.example> R=r T=x H=h [192.0.2.1]\n",
     BS_DIGEST_PASSED, "owner@ours.example", "7@far.example", true},
    {"forwarded, in the name of one of us", FORGED A TO("=>", "bob@mail.example <bob@ours.example>"),
     BS_DIGEST_PASSED, ANNA, "1@ours.example", false},
    {"forwarded, in the name of one of us, after a content filter",
     FORGED AGAIN B TO("=>", "bob@mail.example <bob@ours.example>"), BS_DIGEST_PASSED, ANNA,
     "1@ours.example", false},
    {"forwarded, in the name of one of us, under a signed path",
     FORGED A "=> bob@mail.example <bob@ours.example> P=<prvs=0123abcdef=" ANNA "> R=r T=x H=h "
     "[192.0.2.1]\n", BS_DIGEST_PASSED, ANNA, "1@ours.example", false},
    {"forwarded, in the name of one of us: it was here",
     FORGED A TO("=>", "bob@mail.example <bob@ours.example>"), BS_DIGEST_SENT, "",
     "1@ours.example", true},
    {"a list sends what came in the name of one of us",
     FORGED B "<= list-bounces@ours.example U=list P=local S=9 id=1@ours.example\n"
     B TO("=>", "bob@mail.example"), BS_DIGEST_PASSED, "list-bounces@ours.example",
     "1@ours.example", true},
    {"forwarded is not written", STRANGER A TO("=>", "bob@mail.example <bob@ours.example>"),
     BS_DIGEST_WROTE, "joe@far.example", "bob@mail.example", false},
    {"a list sends a stranger's mail",
     STRANGER B "<= list-bounces@ours.example U=list P=local S=9 id=7@far.example\n"
     B TO("=>", "bob@mail.example"), BS_DIGEST_PASSED, "list-bounces@ours.example", "7@far.example",
     true},
};

static struct bs_hmac_key key;
static struct bs_policy policy;

static void
sent_test(void **state)
{
    const struct row *row = *state;
    struct bs_sentlog log = {.policy = &policy, .key = &key, .keep = hold};
    struct bs_span rest = bs_span_text(row->log);
    struct bs_logline line;
    char digest[BS_DIGEST_SIZE];
    bool found = false;

    holds = 0;
    for (struct bs_span text; bs_span_next_line(&rest, &text);)
        if (bs_logline_read(&line, text))
            bs_sentlog_add(&log, &line, bs_stamp_read(line.when));
    bs_sentlog_free(&log);
    assert_true(bs_digest(digest, &key, row->of, bs_span_text(row->sender), bs_span_text(row->other)));
    for (unsigned i = 0; i < holds; i++)
        found |= strcmp(held[i], digest) == 0;
    assert_int_equal(found, row->held);
}

int
main(void)
{
    bs_hmac_key(&key, bs_span_text("secret"));
    bs_policy_defaults(&policy);
    bs_policy_add(&policy, BS_LIST_OWN_DOMAINS, bs_span_text("ours.example"));
    bs_policy_add(&policy, BS_LIST_OWN_NETS, bs_span_text("198.51.100.7"));
    BS_ROWS(rows, sent_test);
    return bs_run("sentlog");
}
