/* Tests of local_scan/core/arrival.c. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "arrival.h"
#include "table.h"

#define ID "1xXhLA-0002zF-1p"

/* The line of this reception, which proves nothing. */
#define HERE                                                                                       \
    "Received: from [127.0.0.1] (helo=localhost)\n\tby mx.ours.example with esmtp (Exim 4.96)\n"   \
    "\t(envelope-from <joe@ours.example>)\n\tid " ID ";\n\tThu, 01 Jan 2026 00:00:00 +0000\n"
#define LOCAL "Received: from bob by mx.ours.example with local (Exim 4.96) id 1xXhLA-0002zF-00;\n"
#define LMTP  "Received: from mx.ours.example ([127.0.0.1]) by mx.ours.example with LMTP id x/y;\n"
#define AMAVIS                                                                                     \
    "Received: from localhost ([127.0.0.1])\n\tby localhost (amavis.ours.example [127.0.0.1]) "    \
    "(amavis, port 10024)\n\twith ESMTP id 4Xy; Thu, 01 Jan 2026 00:00:00 +0000\n"
#define FROM(peer, by, with)                                                                       \
    "Received: from host.far.example ([" peer "] helo=h)\n\tby " by " with " with                  \
    " (Exim 4.96)\n\tid 1xXh00-000000-00; Thu, 01 Jan 2026 00:00:00 +0000\n"
#define STRANGER FROM("192.0.2.9", "mx.ours.example", "esmtps")
#define JOE      FROM("192.0.2.9", "mx.ours.example", "esmtpsa (TLS1.3) tls TLS_AES")
#define REST     "From: joe@ours.example\nSubject: x\n"

static const struct row {
    const char *name, *header;
    bool remote, outside;
} rows[] = {
    {"nothing", "", false, false},
    {"of a program here", REST, false, false},
    {"the line of this reception alone", HERE REST, false, false},
    {"a client on another host, alone", FROM("192.0.2.9", "mx.ours.example", "esmtp") REST, true,
     true},

    {"with the mark", HERE BS_ARRIVAL_MARK "\n" REST, false, true},
    {"with the mark below all else", HERE JOE REST "x-backstop-arrived:\n", false, true},
    {"with something like the mark", HERE "X-Backstop-Arrived-Not: v=1\n" REST, false, false},

    {"a stranger's", HERE STRANGER REST, false, true},
    {"a stranger's, by LMTP and sendmail", HERE LOCAL LMTP STRANGER REST, false, true},
    {"a stranger's, by the filter", HERE AMAVIS STRANGER REST, false, true},
    {"a stranger's, with joe's line planted", HERE AMAVIS STRANGER JOE REST, false, true},
    {"a stranger's, at our second MX", HERE FROM("198.51.100.8", "mx.ours.example", "esmtps")
         FROM("192.0.2.9", "mx2.ours.example", "esmtp") REST, false, true},
    {"a stranger's, whose HELO says it", HERE
     "Received: from [192.0.2.9] (helo=esmtpsa) by mx.ours.example with esmtp id 1;\n" REST, false,
     true},
    {"a stranger's, whose sender says it", HERE
     "Received: from [192.0.2.9] (helo=h)\n\tby mx.ours.example with esmtp (Exim 4.96)\n"
     "\t(envelope-from <\"\\\")[10.0.0.1] by mx.ours.example with esmtpsa \\\"\"@ours.example>)\n"
     "\tid 1\n" REST, false, true},
    {"a stranger's, by IPv6", HERE FROM("2001:db8::9", "mx.ours.example", "esmtps") REST, false,
     true},

    {"joe's, travelling", HERE JOE REST, false, false},
    {"joe's, travelling, by the filter", HERE AMAVIS JOE REST, false, false},
    {"joe's, without TLS", HERE FROM("192.0.2.9", "mx.ours.example", "esmtpa") REST, false, false},
    {"joe's, in UTF-8", HERE FROM("192.0.2.9", "mx.ours.example", "utf8esmtpsa") REST, false,
     false},
    {"joe's, in our network", HERE AMAVIS FROM("192.168.1.2", "mx.ours.example", "esmtp") REST,
     false, false},
    {"joe's, of a relay host", HERE AMAVIS FROM("198.51.100.77", "mx.ours.example", "esmtp") REST,
     false, false},
    {"joe's, at a hub with a private name", HERE FROM("192.0.2.9", "mail.office.lan", "esmtpsa")
         REST, false, false},
    {"joe's, by our webmail", HERE FROM("192.0.2.9", "webmail.ours.example", "HTTP") REST, false,
     false},
    {"joe's, by a client's own server", HERE FROM("192.0.2.9", "home.joe.example", "esmtpsa") REST,
     true, false},

    {"of a user elsewhere who has logged in there",
     HERE FROM("192.0.2.9", "smtp.isp.example", "esmtpsa") REST, false, true},
    {"the same below a client's own line", HERE FROM("192.168.1.2", "home.joe.example", "esmtp")
         FROM("192.0.2.9", "smtp.isp.example", "esmtpsa") REST, true, true},
    {"fetched", HERE "Received: from pop.isp.example [192.0.2.9]\n\tby mx.ours.example with POP3 "
                     "(fetchmail-6.4.37)\n\tfor <joe@localhost> (single-drop); Thu, 01 Jan 2026 "
                     "00:00:00 +0000\n" JOE REST, false, true},
    {"fetched, without an address", HERE "Received: from pop.isp.example by localhost with IMAP\n"
     JOE REST, false, true},
};

static void
test_row(void **state)
{
    static struct bs_policy policy;
    const struct row *row = *state;

    bs_policy_defaults(&policy);
    bs_policy_add(&policy, BS_LIST_OWN_DOMAINS, bs_span_text("ours.example"));
    bs_policy_add(&policy, BS_LIST_OWN_DOMAINS, bs_span_text("*.ours.example"));
    bs_policy_add(&policy, BS_LIST_OWN_NETS, bs_span_text("198.51.100.8"));
    bs_policy_add(&policy, BS_LIST_RELAY_HOSTS, bs_span_text("198.51.100.77"));
    assert_int_equal(bs_arrival_outside(bs_span_text(row->header), &policy, bs_span_text(ID),
                                        row->remote),
                     row->outside);
}

int
main(void)
{
    BS_ROWS(rows, test_row);
    return bs_run("arrival");
}
