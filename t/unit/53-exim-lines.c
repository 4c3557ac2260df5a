/* 53-exim-lines: every form of line that Exim writes about a message.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Lines marked with a version were written by that Exim with log_selector = +all (t/cli/53-exim-log.t
 * has one write them), the others follow deliver.c, receive.c, smtp_in.c and log.c of 4.90 to 4.100.
 * Fields not given are expected to be empty. */
#include "logcut.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define SMTP "F=<joe@a.example> P=<joe@a.example> R=out T=smtp S=319 H=127.0.0.1 [127.0.0.1]:26152"
#define TLS  "X=TLS1.3:ECDHE_SECP256R1__RSA_PSS_RSAE_SHA256__AES_256_GCM:256 CV=no"
#define DN   "DN=\"C=DE,O=x \\\"y\\\",CN=mx.far.example\""
#define ODD  "id=\"x S=1 A=plain:evil DKIM=evil.example\"@b.example T=\"hi \\\"S=7 A=plain:evil\\\"\""
#define FROM "H=([192.0.2.99]) [127.0.0.1]:33056 I=[127.0.0.1]:26151 P="
#define NEW  "1tVmHU-00000001Ubp-3vDX"

static const struct line {
    const char *name;
    const char *text; /* after the time */
    enum bs_log_kind kind;
    const char *address, *parent, *host, *ip, *login, *transport, *subject, *dkim;
    uint64_t size;
} lines[] = {
    {.name = "4.96: delivered over a connection that was used before",
     .text = "1xXgXa-0002em-0Q => out1@far.example " SMTP "* I=[127.0.0.1]:51218 " TLS
             " L K C=\"250- 329 byte chunk, total 329\\\\n250 OK id=1xXgXn-0002u9-0a\" QT=13s"
             " DT=0.040s",
     .kind = BS_LOG_DELIVERED,
     .address = "out1@far.example",
     .host = "127.0.0.1",
     .ip = "127.0.0.1",
     .transport = "smtp",
     .size = 319},
    {.name = "the same without ports",
     .text = "1xXgXa-0002em-0Q => a@far.example R=dnslookup T=remote_smtp H=mx.example"
             " [192.0.2.77]* X=z CV=yes C=\"250 OK\"",
     .kind = BS_LOG_DELIVERED,
     .address = "a@far.example",
     .host = "mx.example",
     .ip = "192.0.2.77",
     .transport = "remote_smtp"},
    {.name = "4.96: one more address, with a client's login and PRDR",
     .text = "1xXgYV-000440-2O -> out8@far.example " SMTP " I=[127.0.0.1]:52044 " TLS " " DN
             " A=plain:evil L PRDR K C=\"250 PRDR R=<out8@far.example> acceptance\" QT=1.054s",
     .kind = BS_LOG_ALSO,
     .address = "out8@far.example",
     .host = "127.0.0.1",
     .ip = "127.0.0.1",
     .transport = "smtp",
     .size = 319},
    {.name = "4.96: handed on while the client waited",
     .text = "1xXgYW-00044X-0N >> cut@far.example F=<cut@far.example> R=out T=smtp S=380 H=127.0.0.1"
             " [127.0.0.1]:26152 I=[127.0.0.1]:52032 " TLS " " DN " A=plain C=\"250 OK\" QT=0.041s",
     .kind = BS_LOG_DELIVERED,
     .address = "cut@far.example",
     .host = "127.0.0.1",
     .ip = "127.0.0.1",
     .transport = "smtp",
     .size = 380},
    {.name = "4.96: by way of two aliases",
     .text = "1xXgXb-0002gZ-0H => out@far.example (third@a.example, second@a.example)"
             " <alias@a.example> " SMTP " A=plain L K QT=9s",
     .kind = BS_LOG_DELIVERED,
     .address = "out@far.example",
     .parent = "alias@a.example",
     .host = "127.0.0.1",
     .ip = "127.0.0.1",
     .transport = "smtp",
     .size = 319},
    {.name = "4.96: the same, here",
     .text = "1xXgXb-0002gZ-0H => joe (third@a.example, second@a.example) <alias@a.example>"
             " F=<joe@a.example> P=<joe@a.example> R=local T=box S=352 QT=4.547s DT=0.105s",
     .kind = BS_LOG_DELIVERED,
     .address = "joe",
     .parent = "alias@a.example",
     .transport = "box",
     .size = 352},
    {.name = "4.96: a quoted local part, which is logged without its quotation marks",
     .text = "1xXgXc-0002ie-1K => a h=evil [192.0.2.66]*@far.example"
             " <\"a H=evil [192.0.2.66]*\"@far.example> " SMTP "* I=[127.0.0.1]:51218 " TLS " L K",
     .kind = BS_LOG_DELIVERED,
     .address = "\"a H=evil [192.0.2.66]*\"@far.example",
     .parent = "\"a H=evil [192.0.2.66]*\"@far.example",
     .host = "127.0.0.1",
     .ip = "127.0.0.1",
     .transport = "smtp",
     .size = 319},
    {.name = "4.96: the same, here",
     .text = "1xXgXm-0002u9-2O => a h=evil [192.0.2.66]* <\"a H=evil [192.0.2.66]*\"@far.example>"
             " F=<joe@a.example> R=local T=box S=656",
     .kind = BS_LOG_DELIVERED,
     .address = "\"a H=evil [192.0.2.66]*\"@far.example",
     .parent = "\"a H=evil [192.0.2.66]*\"@far.example",
     .transport = "box",
     .size = 656},
    {.name = "4.96: a quotation mark in a quoted local part",
     .text = "1xXgYW-000458-1u => a\"b R=x T=y H=z [192.0.2.1]@far.example"
             " <\"a\\\"b R=x T=y H=z [192.0.2.1]\"@far.example> " SMTP,
     .kind = BS_LOG_DELIVERED,
     .address = "\"a\\\"b R=x T=y H=z [192.0.2.1]\"@far.example",
     .parent = "\"a\\\"b R=x T=y H=z [192.0.2.1]\"@far.example",
     .host = "127.0.0.1",
     .ip = "127.0.0.1",
     .transport = "smtp",
     .size = 319},
    {.name = "4.96: a local part of which a piece is quoted",
     .text = "1xXgYW-000458-1u => x.no a=b <x.\"no A=b\"@a.example> F=<a.\"b H=z\"@far.example>"
             " R=local T=box S=431",
     .kind = BS_LOG_DELIVERED,
     .address = "x.\"no A=b\"@a.example",
     .parent = "x.\"no A=b\"@a.example",
     .transport = "box",
     .size = 431},
    {.name = "4.96: to a pipe",
     .text = "1xXgXb-0002h2-17 => |/bin/true -t H=x [192.0.2.9] <piped@a.example>"
             " F=<joe@a.example> P=<joe@a.example> R=pp T=pipe S=352 QT=3.662s DT=0.166s",
     .kind = BS_LOG_DELIVERED,
     .address = "|/bin/true -t H=x [192.0.2.9]",
     .parent = "piped@a.example",
     .transport = "pipe",
     .size = 352},
    {.name = "4.96: to a file",
     .text = "1xXgXb-0002hU-29 => /var/mail/a file <filed@a.example> F=<joe@a.example>"
             " P=<joe@a.example> R=ff T=file S=351 QT=2.217s DT=0.047s",
     .kind = BS_LOG_DELIVERED,
     .address = "/var/mail/a file",
     .parent = "filed@a.example",
     .transport = "file",
     .size = 351},
    {.name = "an address that begins like a file",
     .text = NEW " => /g=x/@far.example R=dnslookup T=remote_smtp H=mx [192.0.2.7] C=\"250 <x>\"",
     .kind = BS_LOG_DELIVERED,
     .address = "/g=x/@far.example",
     .host = "mx",
     .ip = "192.0.2.7",
     .transport = "remote_smtp"},
    {.name = "an automatic reply",
     .text = NEW " => >b@far.example <joe@a.example> R=user T=address_reply",
     .kind = BS_LOG_DELIVERED,
     .address = ">b@far.example",
     .parent = "joe@a.example",
     .transport = "address_reply"},
    {.name = "a name by DNSSEC, a proxy and TCP fast open",
     .text = NEW " => b@far.example Q=q R=dnslookup T=remote_smtp H=mx.far.example DS"
                 " [2001:db8::7]:25* PRX=[192.0.2.8]:1080 I=[192.0.2.9]:4711 TFO* X=z* CV=dane L*",
     .kind = BS_LOG_DELIVERED,
     .address = "b@far.example",
     .host = "mx.far.example",
     .ip = "2001:db8::7",
     .transport = "remote_smtp"},
    {.name = "4.98: a quoted local part that an alias leads to",
     .text = NEW " -> a h=evil [192.0.2.66]*@far.example <group@a.example> " SMTP " A=plain L",
     .kind = BS_LOG_ALSO,
     .address = "a h=evil [192.0.2.66]*@far.example",
     .parent = "group@a.example",
     .host = "127.0.0.1",
     .ip = "127.0.0.1",
     .transport = "smtp",
     .size = 319},
    {.name = "the same, by way of two, with an @ in it",
     .text = NEW " ** a@b c@far.example (x@a.example, \"y (\"@a.example) <group@a.example> " SMTP
                 ": 550 <z@far.example> R=none",
     .kind = BS_LOG_FAILED,
     .address = "a@b c@far.example",
     .parent = "group@a.example",
     .host = "127.0.0.1",
     .ip = "127.0.0.1",
     .transport = "smtp",
     .size = 319},
    {.name = "4.98: delivered over a connection that was used before",
     .text = NEW " => plain3@far.example F=<ann@far.example> P=<ann@far.example> R=out T=plain S=265"
                 " H=127.0.0.1 [127.0.0.1]:41221* I=[127.0.0.1]:33184 C=\"250 OK id=" NEW "\""
                 " QT=2.428s DT=0.032s",
     .kind = BS_LOG_DELIVERED,
     .address = "plain3@far.example",
     .host = "127.0.0.1",
     .ip = "127.0.0.1",
     .transport = "plain",
     .size = 265},
    {.name = "4.96: by a proxy, with a port of its own",
     .text = "1xY5BZ-0003Lr-2j => b@far.example R=out T=by_proxy S=246 H=127.0.0.1 [127.0.0.1]:45563"
             " PRX=[127.0.0.1]:-19879 I=[127.0.0.1]:36270 " TLS " L K C=\"250 OK\"",
     .kind = BS_LOG_DELIVERED,
     .address = "b@far.example",
     .host = "127.0.0.1",
     .ip = "127.0.0.1",
     .transport = "by_proxy",
     .size = 246},
    {.name = "4.96 to 4.100: to nothing, without a transport",
     .text = NEW " => /dev/null <nowhere@a.example> F=<ann@far.example> R=aliases T=**bypassed** S=0",
     .kind = BS_LOG_DELIVERED,
     .address = "/dev/null",
     .parent = "nowhere@a.example",
     .transport = "**bypassed**"},
    {.name = "by a local transport for a host",
     .text = NEW " => b <b@far.example> R=hub T=batch S=7 H=hub.a.example QT=1s",
     .kind = BS_LOG_DELIVERED,
     .address = "b",
     .parent = "b@far.example",
     .host = "hub.a.example",
     .transport = "batch",
     .size = 7},
    {.name = "4.100: failed, with a blank before the colon",
     .text = NEW " ** gone@far.example F=<joe@a.example> P=<joe@a.example> R=out T=smtp H=127.0.0.1"
                 " [127.0.0.1]:38199 I=[127.0.0.1]:49852 PS=esea " TLS ":SECP256R1 " DN " : SMTP error"
                 " from remote mail server after RCPT TO:<gone@far.example>: 550 no DT=0.000s",
     .kind = BS_LOG_FAILED,
     .address = "gone@far.example",
     .host = "127.0.0.1",
     .ip = "127.0.0.1",
     .transport = "smtp"},
    {.name = "4.100: failed in routing",
     .text = NEW " ** unknown@a.example F=<joe@a.example> R=unknown : unknown here DT=0.000s",
     .kind = BS_LOG_FAILED,
     .address = "unknown@a.example"},
    {.name = "4.100: handed on while the client waited, with the steps of the protocol",
     .text = NEW " >> cut@far.example " SMTP " I=[127.0.0.1]:49800 PS=esea " TLS ":SECP256R1 " DN
                 " A=plain C=\"250 OK id=" NEW "\" QT=0.040s DT=0.000s",
     .kind = BS_LOG_DELIVERED,
     .address = "cut@far.example",
     .host = "127.0.0.1",
     .ip = "127.0.0.1",
     .transport = "smtp",
     .size = 319},
    {.name = "what it adds to a delivery besides",
     .text = NEW " => b@far.example R=out T=smtp H=mx [192.0.2.7] PS=h CV=yes DSN=notpeer"
                 " DKIM=d=a.example,s=x C=\"250 <x>\"",
     .kind = BS_LOG_DELIVERED,
     .address = "b@far.example",
     .host = "mx",
     .ip = "192.0.2.7",
     .transport = "smtp"},
    {.name = "4.100: delayed, with the error in words",
     .text = NEW " == socks@far.example R=out T=by_proxy defer (Device or resource busy) DT=0.000s",
     .kind = BS_LOG_DELAYED,
     .address = "socks@far.example",
     .transport = "by_proxy"},
    {.name = "4.98: with the id of a connection",
     .text = NEW " <= joe@a.example H=(client.example) [127.0.0.3]:59189 I=[127.0.0.1]:49019 Ci=644"
                 " P=esmtpa L.- A=plain:joe@a.example S=230 M8S=0 RT=0.003s T=\"t\"",
     .kind = BS_LOG_ARRIVED,
     .address = "joe@a.example",
     .host = "client.example",
     .ip = "127.0.0.3",
     .login = "joe@a.example",
     .subject = "t",
     .size = 230},
    {.name = "4.98: the same, handed in here",
     .text = NEW " <= joe@a.example U=root Ci=765 P=local S=321 M8S=0 RT=0.010s id*=E" NEW "@mx",
     .kind = BS_LOG_ARRIVED,
     .address = "joe@a.example",
     .size = 321},
    {.name = "4.96: accepted, but the client was told otherwise",
     .text = "1xY5BZ-0003M8-32 (= ann@far.example H=(client.example) [127.0.0.3]:39979 P=esmtp L.-"
             " S=232 M8S=0 RT=0.000s T=\"fake\" from <ann@far.example> for joe@a.example",
     .kind = BS_LOG_ARRIVED,
     .address = "ann@far.example",
     .host = "client.example",
     .ip = "127.0.0.3",
     .subject = "fake",
     .size = 232},
    {.name = "4.96: not delivered, for it was told not to",
     .text = "1xXgXp-0002y2-1g *> n@far.example " SMTP " C=\"delivery bypassed by -N option\""},
    {.name = "4.96: failed after DATA",
     .text = "1xXgXd-0002jN-0j ** out4@far.example " SMTP " I=[127.0.0.1]:51184 " TLS " " DN
             ": SMTP error from remote mail server after pipelined end of data: 550 virus DT=0.125s",
     .kind = BS_LOG_FAILED,
     .address = "out4@far.example",
     .host = "127.0.0.1",
     .ip = "127.0.0.1",
     .transport = "smtp",
     .size = 319},
    {.name = "failed over a connection that was used before, with an error that looks like a field",
     .text = NEW " ** b@far.example R=dnslookup T=remote_smtp H=mx [192.0.2.7]*: S=5 T=evil",
     .kind = BS_LOG_FAILED,
     .address = "b@far.example",
     .host = "mx",
     .ip = "192.0.2.7",
     .transport = "remote_smtp"},
    {.name = "4.96: failed here",
     .text = "1xXgXc-0002iH-0g ** nobody@a.example F=<joe@a.example> P=<joe@a.example> R=bad"
             " T=failpipe: Child process of failpipe transport returned 1 DT=0.174s",
     .kind = BS_LOG_FAILED,
     .address = "nobody@a.example",
     .transport = "failpipe"},
    {.name = "4.96: delayed",
     .text = "1xXgXc-0002j3-32 == later@far.example R=out T=smtp defer (-44) H=127.0.0.1"
             " [127.0.0.1]:26152* I=[127.0.0.1]:51196 DT=0.000s: SMTP error: 451 come back",
     .kind = BS_LOG_DELAYED,
     .address = "later@far.example",
     .transport = "smtp"},
    {.name = "4.96: handed in here",
     .text = "1xXgXa-0002em-0Q <= joe@a.example U=root P=local S=317 M8S=0 RT=0.013s"
             " id*=E1xXgXa-0002em-0Q@mx.a.example T=\"one \\\"two\\\" S=9\" from <joe@a.example>"
             " for out1@far.example",
     .kind = BS_LOG_ARRIVED,
     .address = "joe@a.example",
     .subject = "one \\\"two\\\" S=9",
     .size = 317},
    {.name = "4.96: with a login and a certificate",
     .text = "1xXgYV-000440-2O <= joe@a.example " FROM "esmtpsa L.- " TLS " " DN
             " A=plain:joe@a.example S=338 M8S=8 RT=0.015s " ODD " from <joe@a.example> for x@y",
     .kind = BS_LOG_ARRIVED,
     .address = "joe@a.example",
     .host = "[192.0.2.99]",
     .ip = "127.0.0.1",
     .login = "joe@a.example",
     .subject = "hi \\\"S=7 A=plain:evil\\\"",
     .size = 338},
    {.name = "4.96: a quoted sender, and a Message-ID, that look like fields",
     .text = "1xXgXt-000320-1Q <= \"a S=1 A=x:evil\"@far.example " FROM "esmtp L.- S=320 M8S=0"
             " RT=0.012s " ODD " from <\"a S=1 A=x:evil\"@far.example> for out5@far.example",
     .kind = BS_LOG_ARRIVED,
     .address = "\"a S=1 A=x:evil\"@far.example",
     .host = "[192.0.2.99]",
     .ip = "127.0.0.1",
     .subject = "hi \\\"S=7 A=plain:evil\\\"",
     .size = 320},
    {.name = "4.96: a sender of which a piece is quoted",
     .text = "1xXgXt-00032L-2V <= a.\"b A=x:evil DKIM=evil.example\"@far.example " FROM
             "esmtp L.- S=336 M8S=0 RT=0.004s " ODD,
     .kind = BS_LOG_ARRIVED,
     .address = "a.\"b A=x:evil DKIM=evil.example\"@far.example",
     .host = "[192.0.2.99]",
     .ip = "127.0.0.1",
     .subject = "hi \\\"S=7 A=plain:evil\\\"",
     .size = 336},
    {.name = "a Message-ID that is not closed",
     .text = NEW " <= b@far.example H=mx [192.0.2.7] P=esmtp S=3 id=\"x DKIM=evil.example A=p:evil",
     .kind = BS_LOG_ARRIVED,
     .address = "b@far.example",
     .host = "mx",
     .ip = "192.0.2.7",
     .size = 3},
    {.name = "an A= without a login in P=",
     .text = NEW " <= b@far.example H=mx [192.0.2.7] P=esmtps X=z DN=\"x\" A=plain:evil\" S=3",
     .kind = BS_LOG_ARRIVED,
     .address = "b@far.example",
     .host = "mx",
     .ip = "192.0.2.7",
     .size = 3},
    {.name = "an answer of identd that looks like a login and a signature",
     .text = NEW " <= b@far.example H=mx [192.0.2.7] U=x P=esmtpa A=p:evil H=z [192.0.2.9] P=smtp"
                 " S=3 DKIM=far.example",
     .kind = BS_LOG_ARRIVED,
     .address = "b@far.example",
     .host = "mx",
     .ip = "192.0.2.7",
     .dkim = "far.example",
     .size = 3},
    {.name = "words of HELO that look like the end of them",
     .text = NEW " <= b@far.example H=(x) [192.0.2.66] (y) [192.0.2.7] P=smtp S=3",
     .kind = BS_LOG_ARRIVED,
     .address = "b@far.example",
     .host = "x",
     .ip = "192.0.2.7",
     .size = 3},
    {.name = "everything else that an arrival can have, and what a later Exim may add",
     .text = NEW " <= b@far.example DS H=mx (c) [192.0.2.7]:4 I=[192.0.2.9]:25 TFO* U=i P=utf8esmtpsa"
                 " L* X=z* CV=yes DN=\"CN=x\" SNI=mx\\x20y A=plain:joe:b@far.example PRDR"
                 " PRX=192.0.2.8 K WHAT S=9 M8S=8 DKIM=far.example ARC RT=1s Q=q id=1@b.example"
                 " T=\"t\" for joe@a.example",
     .kind = BS_LOG_ARRIVED,
     .address = "b@far.example",
     .host = "mx",
     .ip = "192.0.2.7",
     .login = "joe",
     .subject = "t",
     .dkim = "far.example",
     .size = 9},
};

#define AT "2026-01-31 12:34:56 "

static void
check_text(struct bs_span got, const char *want)
{
    bs_assert_span(got, want ? want : "");
}

static void
line_test(void **state)
{
    const struct line *row = *state;
    struct bs_logline line;
    char text[2000];

    snprintf(text, sizeof text, AT "%s", row->text);
    assert_true(bs_logline_read(&line, bs_span_text(text)));
    assert_int_equal(line.kind, row->kind);
    check_text(line.address, row->address);
    check_text(line.parent, row->parent);
    check_text(line.host, row->host);
    check_text(line.ip, row->ip);
    check_text(line.login, row->login);
    check_text(line.transport, row->transport);
    check_text(line.subject, row->subject);
    check_text(line.dkim, row->dkim);
    assert_int_equal(line.size, row->size);
}

static void
cut_test(void **state)
{
    char text[2000];

    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        snprintf(text, sizeof text, "Jan  1 12:34:56 mx exim[1]: [1/2] " AT "%s", lines[i].text);
        bs_logcut_test(text);
    }
}

#define OF_1 "1xXgXa-0002em-0Q Completed"

static const struct head {
    const char *name;
    const char *text;
    enum bs_stamp stamp;
    const char *rest;
} heads[] = {
    {"a file", AT OF_1, BS_STAMP_EXIM, OF_1},
    {"syslog", "Jan 31 12:34:57 mx exim[4711]: " AT OF_1, BS_STAMP_EXIM, OF_1},
    {"syslog, the first of a month", "Feb  1 00:00:00 mx exim[4711]: " AT OF_1, BS_STAMP_EXIM, OF_1},
    {"syslog of RFC 3339", "2026-01-31T12:34:57.123456+01:00 mx exim4[1]: " AT OF_1, BS_STAMP_EXIM,
     OF_1},
    {"syslog, with a time of its own zone",
     "2026-01-31T12:34:57Z mx exim: 2026-01-31 12:34:56.789 +0000 [4711] " OF_1, BS_STAMP_EXIM, OF_1},
    {"the first part of a long line", "Jan 31 12:34:57 mx exim[4711]: [1/2] " AT OF_1, BS_STAMP_EXIM,
     OF_1},
    {"the second", "Jan 31 12:34:57 mx exim[4711]: [2/2] and the rest", BS_STAMP_REST, ""},
    {"the second, after an end of line", "Jan 31 12:34:57 mx exim[1]: [2\\3] x", BS_STAMP_REST, ""},
    {"a part without syslog", "[1/2] " AT OF_1, BS_STAMP_FOREIGN, ""},
    {"another program", "Jan 31 12:34:57 mx postfix/smtpd[9]: connect from x", BS_STAMP_FOREIGN, ""},
    {"a program without a colon", "Jan 31 12:34:57 mx exim " AT OF_1, BS_STAMP_FOREIGN, ""},
    {"nothing", "", BS_STAMP_FOREIGN, ""},
};

static void
head_test(void **state)
{
    const struct head *row = *state;
    struct bs_span rest = bs_span_text(row->text);
    char when[BS_LOG_TIME] = "";

    assert_int_equal(bs_stamp_take(&rest, when), row->stamp);
    if (row->stamp != BS_STAMP_EXIM)
        return;
    check_text(rest, row->rest);
    assert_string_equal(when, "2026-01-31 12:34:56");
}

int
main(void)
{
    setenv("TZ", "UTC", 1);
    tzset();
    BS_ROWS(lines, line_test);
    BS_ROWS(heads, head_test);
    bs_add_test("every truncation", cut_test);
    return bs_run("exim-lines");
}
