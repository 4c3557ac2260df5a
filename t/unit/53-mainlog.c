/* 53-mainlog: lines of Exim's logs, of several releases and log selectors.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "logcut.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ID  "1xUwMK-0008RI-08"
#define NEW "1xUwfw-000000006qP-0X6J"
#define AT  "2026-01-31 12:34:56 "

/* All that is not given is expected to be empty. */
static const struct message {
    const char *name;
    const char *text;
    enum bs_log_kind kind;
    const char *address, *parent, *host, *ip, *login, *user, *transport, *subject, *dkim;
    uint64_t size;
    bool confirmed;
} messages[] = {
    {.name = "arrived from a host",
     .text = AT ID " <= a@b.example H=mx.b.example [192.0.2.1] P=esmtps X=TLS1.3:x:256 CV=no S=1234"
                   " id=1@b.example",
     .kind = BS_LOG_ARRIVED,
     .address = "a@b.example",
     .host = "mx.b.example",
     .ip = "192.0.2.1",
     .confirmed = true,
     .size = 1234},
    {.name = "arrived, an id of 23 characters",
     .text = AT NEW " <= a@b.example H=(c) [2001:db8::1]:1 S=9",
     .kind = BS_LOG_ARRIVED,
     .address = "a@b.example",
     .host = "c",
     .ip = "2001:db8::1",
     .size = 9},
    {.name = "a bounce of our own",
     .text = AT ID " <= <> R=" NEW " U=Debian-exim P=local S=5",
     .kind = BS_LOG_ARRIVED,
     .user = "Debian-exim",
     .size = 5},
    {.name = "handed in",
     .text = AT ID " <= joe@ours.example U=joe P=local S=77 T=\"hello\" for a@b.example",
     .kind = BS_LOG_ARRIVED,
     .address = "joe@ours.example",
     .user = "joe",
     .subject = "hello",
     .size = 77},
    {.name = "signed",
     .text = AT ID " <= a@b.example H=(c) [192.0.2.1] P=esmtp S=9 DKIM=b.example id=1@b.example"
                   " T=\"DKIM=x\"",
     .kind = BS_LOG_ARRIVED,
     .address = "a@b.example",
     .host = "c",
     .ip = "192.0.2.1",
     .dkim = "b.example",
     .subject = "DKIM=x",
     .size = 9},
    {.name = "authenticated",
     .text = AT ID " <= joe@ours.example H=dsl (home) [192.0.2.9] P=esmtpsa X=y CV=no"
                   " A=plain_server:joe@ours.example S=3",
     .kind = BS_LOG_ARRIVED,
     .address = "joe@ours.example",
     .host = "dsl",
     .ip = "192.0.2.9",
     .confirmed = true,
     .login = "joe@ours.example",
     .size = 3},
    {.name = "authenticated, with the sender of AUTH=",
     .text = AT ID " <= j@o.example H=x [192.0.2.9] A=login:joe:j@o.example S=3",
     .kind = BS_LOG_ARRIVED,
     .address = "j@o.example",
     .host = "x",
     .ip = "192.0.2.9",
     .confirmed = true,
     .login = "joe",
     .size = 3},
    {.name = "authenticated without an id",
     .text = AT ID " <= j@o.example H=x [192.0.2.9] A=cram S=3",
     .kind = BS_LOG_ARRIVED,
     .address = "j@o.example",
     .host = "x",
     .ip = "192.0.2.9",
     .confirmed = true,
     .login = "cram",
     .size = 3},
    {.name = "everything that can be logged",
     .text =
         "2026-01-31 12:34:56.789 +0000 [4711] " ID " <= a@b.example H=(c) [192.0.2.1]:4 "
         "I=[192.0.2.2]:25 P=esmtps L.- X=TLS1.3:A:256 CV=no DN=\"C=DE, O=x y\" SNI=\"s\" PRDR K "
         "S=247 M8S=0 RT=0.001s id=1@b.example T=\"t\" from <a@b.example> for joe@ours.example",
     .kind = BS_LOG_ARRIVED,
     .address = "a@b.example",
     .host = "c",
     .ip = "192.0.2.1",
     .subject = "t",
     .size = 247},
    {.name = "a subject that looks like fields",
     .text = AT ID " <= a@b.example H=(c) [192.0.2.1] P=smtp S=10 "
                   "T=\"a \\\" S=99 A=x:evil rejected RCPT <z>\" for joe@ours.example",
     .kind = BS_LOG_ARRIVED,
     .address = "a@b.example",
     .host = "c",
     .ip = "192.0.2.1",
     .subject = "a \\\" S=99 A=x:evil rejected RCPT <z>",
     .size = 10},
    {.name = "a sender that looks like fields",
     .text = AT ID " <= \"a S=1 A=x:evil\"@b.example H=(c) [192.0.2.1] S=10",
     .kind = BS_LOG_ARRIVED,
     .address = "\"a S=1 A=x:evil\"@b.example",
     .host = "c",
     .ip = "192.0.2.1",
     .size = 10},
    {.name = "a HELO word that looks like an address",
     .text = AT ID " <= a@b.example H=([192.0.2.99]) [192.0.2.1] S=10",
     .kind = BS_LOG_ARRIVED,
     .address = "a@b.example",
     .host = "[192.0.2.99]",
     .ip = "192.0.2.1",
     .size = 10},
    {.name = "a HELO word with blanks",
     .text = AT ID " <= a@b.example H=(x] S=1 [192.0.2.99) [192.0.2.1] S=10",
     .kind = BS_LOG_ARRIVED,
     .address = "a@b.example",
     .host = "x]",
     .ip = "192.0.2.1",
     .size = 10},
    {.name = "accepted, but the client reads a refusal",
     .text = AT ID " (= a@b.example H=(c) [192.0.2.1] S=10",
     .kind = BS_LOG_ARRIVED,
     .address = "a@b.example",
     .host = "c",
     .ip = "192.0.2.1",
     .size = 10},
    {.name = "delivered to a host",
     .text = AT ID " => a@b.example R=dnslookup T=remote_smtp H=mx.b.example [192.0.2.1] X=z CV=yes"
                   " C=\"250 OK \\\"x\\\" S=3\"",
     .kind = BS_LOG_DELIVERED,
     .address = "a@b.example",
     .host = "mx.b.example",
     .ip = "192.0.2.1",
     .confirmed = true,
     .transport = "remote_smtp"},
    {.name = "delivered here",
     .text = AT ID " => joe <joe@ours.example> F=<a@b.example> P=<a@b.example> R=local_user"
                   " T=maildir_home S=247 QT=0s DT=0s",
     .kind = BS_LOG_DELIVERED,
     .address = "joe",
     .parent = "joe@ours.example",
     .transport = "maildir_home",
     .size = 247},
    {.name = "delivered by a list",
     .text = AT ID " => a@b.example (all@ours.example) <list@ours.example> R=x T=remote_smtp H=y"
                   " [192.0.2.1]",
     .kind = BS_LOG_DELIVERED,
     .address = "a@b.example",
     .parent = "list@ours.example",
     .host = "y",
     .ip = "192.0.2.1",
     .confirmed = true,
     .transport = "remote_smtp"},
    {.name = "delivered to a pipe",
     .text = AT ID " => |/usr/bin/procmail -t H=x <joe@ours.example> R=userforward T=address_pipe",
     .kind = BS_LOG_DELIVERED,
     .address = "|/usr/bin/procmail -t H=x",
     .parent = "joe@ours.example",
     .transport = "address_pipe"},
    {.name = "delivered to a socket",
     .text = AT ID " => joe <joe@ours.example> R=r T=lmtp H=localhost C=\"250 ok\"",
     .kind = BS_LOG_DELIVERED,
     .address = "joe",
     .parent = "joe@ours.example",
     .host = "localhost",
     .transport = "lmtp"},
    {.name = "thrown away",
     .text = AT ID " => :blackhole: <x@ours.example> R=system_aliases",
     .kind = BS_LOG_DELIVERED,
     .address = ":blackhole:",
     .parent = "x@ours.example"},
    {.name = "delivered while the client waited",
     .text = AT ID " >> a@b.example R=dnslookup T=remote_smtp H=mx.b.example [192.0.2.1]",
     .kind = BS_LOG_DELIVERED,
     .address = "a@b.example",
     .host = "mx.b.example",
     .ip = "192.0.2.1",
     .confirmed = true,
     .transport = "remote_smtp"},
    {.name = "one more address",
     .text = AT ID " -> c@b.example R=dnslookup T=remote_smtp H=mx.b.example [192.0.2.1]",
     .kind = BS_LOG_ALSO,
     .address = "c@b.example",
     .host = "mx.b.example",
     .ip = "192.0.2.1",
     .confirmed = true,
     .transport = "remote_smtp"},
    {.name = "failed, before any host was asked",
     .text = AT ID " ** a@b.example: Unrouteable address",
     .kind = BS_LOG_FAILED,
     .address = "a@b.example"},
    {.name = "failed at a host",
     .text =
         AT ID " ** a@b.example <c@ours.example>: R=dnslookup T=remote_smtp H=mx [192.0.2.1]: SMTP "
               "error from remote mail server after RCPT TO:<a@b.example>: 550 no",
     .kind = BS_LOG_FAILED,
     .address = "a@b.example",
     .parent = "c@ours.example",
     .host = "mx",
     .ip = "192.0.2.1",
     .confirmed = true,
     .transport = "remote_smtp"},
    {.name = "delayed",
     .text = AT ID " == a@b.example R=dnslookup T=remote_smtp defer (110): Connection timed out",
     .kind = BS_LOG_DELAYED,
     .address = "a@b.example",
     .transport = "remote_smtp"},
    {.name = "completed", .text = AT ID " Completed QT=1s", .kind = BS_LOG_COMPLETED},
    {.name = "frozen", .text = AT ID " Frozen (delivery error message)"},
    {.name = "something else about a message", .text = AT ID " Unfrozen by errmsg timer"},
    {.name = "delivery suppressed", .text = AT ID " *> a@b.example R=x T=y"},
    {.name = "a command line", .text = AT "cwd=/root 3 args: exim -bpc"},
    {.name = "the end of a queue run", .text = AT "End queue run: pid=1"},
};

static void
check_text(struct bs_span got, const char *want)
{
    bs_assert_span(got, want ? want : "");
}

static void
message_test(void **state)
{
    const struct message *row = *state;
    struct bs_logline line;

    assert_true(bs_logline_read(&line, bs_span_text(row->text)));
    assert_int_equal(line.kind, row->kind);
    assert_string_equal(line.when, "2026-01-31 12:34:56");
    check_text(line.host, row->host);
    check_text(line.ip, row->ip);
    check_text(line.address, row->address);
    check_text(line.parent, row->parent);
    check_text(line.login, row->login);
    check_text(line.user, row->user);
    check_text(line.transport, row->transport);
    check_text(line.subject, row->subject);
    check_text(line.dkim, row->dkim);
    assert_int_equal(line.size, row->size);
    assert_int_equal(line.confirmed, row->confirmed);
}

static const struct refusal_row {
    const char *name;
    const char *text;
    enum bs_log_kind kind;
    enum bs_log_stage stage;
    const char *ip, *address, *recipient;
} refusals[] = {
    {"connect", AT "H=[192.0.2.1]:41477 rejected connection in \"connect\" ACL", BS_LOG_REFUSED,
     BS_STAGE_CONNECT, "192.0.2.1", "", ""},
    {"connect, for now", AT "H=x [192.0.2.1] temporarily rejected connection in \"connect\" ACL: y",
     BS_LOG_PUT_OFF, BS_STAGE_CONNECT, "192.0.2.1", "", ""},
    {"too many connections", AT "Connection from [192.0.2.1]:39456 refused: too many connections",
     BS_LOG_REFUSED, BS_STAGE_CONNECT, "192.0.2.1", "", ""},
    {"not greeted", AT "refused connection from H=x [192.0.2.1] (host_reject_connection)",
     BS_LOG_REFUSED, BS_STAGE_CONNECT, "192.0.2.1", "", ""},
    {"spoke too early",
     AT "SMTP protocol synchronization error (input sent without waiting for greeting): rejected "
        "connection from H=(x) [192.0.2.1]:1 input=\"EHLO x\"",
     BS_LOG_REFUSED, BS_STAGE_CONNECT, "192.0.2.1", "", ""},
    {"HELO", AT "H=(evil) [192.0.2.1]:1 I=[192.0.2.2]:25 rejected EHLO or HELO evil: no",
     BS_LOG_REFUSED, BS_STAGE_HELO, "192.0.2.1", "", ""},
    {"HELO, its syntax",
     AT "rejected EHLO from x.example [192.0.2.1]: syntactically invalid argument(s): y",
     BS_LOG_REFUSED, BS_STAGE_HELO, "192.0.2.1", "", ""},
    {"MAIL", AT "H=(x) [192.0.2.1] rejected MAIL <evil@x.example>", BS_LOG_REFUSED, BS_STAGE_MAIL,
     "192.0.2.1", "evil@x.example", ""},
    {"RCPT", AT "H=(x) [192.0.2.1] F=<a@b.example> rejected RCPT <joe@ours.example>: go away",
     BS_LOG_REFUSED, BS_STAGE_RCPT, "192.0.2.1", "a@b.example", "joe@ours.example"},
    {"RCPT, from the null sender", AT "H=(x) [192.0.2.1] F=<> rejected RCPT joe@ours.example",
     BS_LOG_REFUSED, BS_STAGE_RCPT, "192.0.2.1", "", "joe@ours.example"},
    {"RCPT, for now, TLS",
     AT "H=x [192.0.2.1] X=TLS1.2:a:256 CV=no F=<a@b.example> A=p:joe temporarily rejected RCPT "
        "<joe@ours.example>: later",
     BS_LOG_PUT_OFF, BS_STAGE_RCPT, "192.0.2.1", "a@b.example", "joe@ours.example"},
    {"a sender that looks like a refusal",
     AT "H=(x) [192.0.2.1] F=<\"x rejected RCPT <y>\"@b.example> temporarily rejected RCPT <z@o.x>",
     BS_LOG_PUT_OFF, BS_STAGE_RCPT, "192.0.2.1", "\"x rejected RCPT <y>\"@b.example", "z@o.x"},
    {"DATA", AT "H=x [192.0.2.1] F=<> rejected DATA: no valid recipients", BS_LOG_REFUSED,
     BS_STAGE_DATA, "192.0.2.1", "", ""},
    {"after DATA", AT ID " H=x [192.0.2.1] F=<a@b.example> rejected after DATA: virus",
     BS_LOG_REFUSED, BS_STAGE_DATA, "192.0.2.1", "a@b.example", ""},
    {"a part", AT NEW " H=x [192.0.2.1] F=<a@b.example> rejected during MIME ACL checks: exe",
     BS_LOG_REFUSED, BS_STAGE_DATA, "192.0.2.1", "a@b.example", ""},
    {"too big", AT "rejected from <a@b.example> H=x [192.0.2.1]: message too big: read=9 max=1",
     BS_LOG_REFUSED, BS_STAGE_DATA, "192.0.2.1", "a@b.example", ""},
    {"local_scan", AT ID " H=x [192.0.2.1] F=<> P=esmtp rejected by local_scan(): 5.7.1 forged",
     BS_LOG_REFUSED, BS_STAGE_LOCAL_SCAN, "192.0.2.1", "", ""},
    {"local_scan, local mail",
     AT ID " F=joe@o.x U=root P=local temporarily rejected by local_scan()", BS_LOG_PUT_OFF,
     BS_STAGE_LOCAL_SCAN, "", "joe@o.x", ""},
    {"local_scan has crashed",
     AT ID " local_scan() function crashed with signal 11 - message temporarily rejected (size 14)",
     BS_LOG_PUT_OFF, BS_STAGE_LOCAL_SCAN, "", "", ""},
    {"AUTH", AT "H=(x) [192.0.2.1] rejected AUTH", BS_LOG_REFUSED, BS_STAGE_OTHER, "192.0.2.1", "",
     ""},
    {"too many errors",
     AT "SMTP call from (x) [192.0.2.1]:4 dropped: too many syntax or protocol errors (last was x)",
     BS_LOG_REFUSED, BS_STAGE_OTHER, "192.0.2.1", "", ""},
    {"a warning", AT "H=(x) [192.0.2.1] Warning: rejected RCPT <joe@ours.example>", BS_LOG_OTHER,
     BS_STAGE_OTHER, "192.0.2.1", "", ""},
    {"why a sender is refused", AT "H=x [192.0.2.1] sender verify fail for <a@b.example>: rejected",
     BS_LOG_OTHER, BS_STAGE_OTHER, "192.0.2.1", "", ""},
    {"a connection", AT "SMTP connection from [192.0.2.1]:2 (TCP/IP connection count = 1)",
     BS_LOG_CONNECTED, BS_STAGE_CONNECT, "192.0.2.1", "", ""},
    {"the end of one", AT "SMTP connection from (x) [192.0.2.1]:2 lost D=0.011s", BS_LOG_OTHER,
     BS_STAGE_OTHER, "", "", ""},
    {"sa-exim: spam", AT ID " SA: Action: flagged as Spam but accepted: score=7.0 required=5.0",
     BS_LOG_SPAM, BS_STAGE_DATA, "", "", ""},
    {"sa-exim: no spam", AT ID " SA: Action: scanned but message isn't spam: score=0.1", BS_LOG_HAM,
     BS_STAGE_DATA, "", "", ""},
};

static void
refusal_test(void **state)
{
    const struct refusal_row *row = *state;
    struct bs_logline line;

    assert_true(bs_logline_read(&line, bs_span_text(row->text)));
    assert_int_equal(line.kind, row->kind);
    assert_int_equal(line.stage, row->stage);
    check_text(line.ip, row->ip);
    check_text(line.address, row->address);
    check_text(line.recipient, row->recipient);
}

#define HIT "backstop v=1 check=dnsbl mode=warn did=pass host=192.0.2.7 from=<> rcpt=a@o.x"

static const struct own {
    const char *name;
    const char *text;
    bool ours;
} owns[] = {
    {"plain", AT HIT, true},
    {"with an id", AT ID " " HIT, true},
    {"with a long id", AT NEW " " HIT, true},
    {"with everything", "2026-01-31 12:34:56.789 +0100 [4711] " NEW " " HIT, true},
    {"another version", AT "backstop v=2 check=dnsbl", false},
    {"another name", AT "backstops v=1 check=dnsbl", false},
    {"capitals", AT "Backstop v=1 check=dnsbl", false},
    {"a subject", AT ID " <= a@b.example H=(x) [192.0.2.1] T=\"" HIT "\"", false},
    {"a HELO word", AT "H=(x) [192.0.2.1] rejected EHLO or HELO " HIT, false},
};

static void
own_test(void **state)
{
    const struct own *row = *state;
    struct bs_logline line;

    assert_true(bs_logline_read(&line, bs_span_text(row->text)));
    assert_int_equal(line.kind == BS_LOG_BACKSTOP, row->ours);
    if (!row->ours)
        return;
    check_text(bs_logline_word(&line, "check="), "dnsbl");
    check_text(bs_logline_word(&line, "from="), "<>");
    check_text(bs_logline_word(&line, "zone="), "");
}

/* In a machine that is two hours east. */
static const struct zone {
    const char *name;
    const char *text;
    const char *when; /* NULL: no line of Exim's */
} zones[] = {
    {"none: as written", "2026-01-31 23:30:00 x", "2026-01-31 23:30:00"},
    {"ours", "2026-01-31 23:30:00 +0200 x", "2026-01-31 23:30:00"},
    {"Greenwich: the next day", "2026-01-31 23:30:59 +0000 x", "2026-02-01 01:30:59"},
    {"the next minute", "2026-01-31 23:31:00 +0000 x", "2026-02-01 01:31:00"},
    {"another in the same minute", "2026-01-31 23:31:00 -0100 x", "2026-02-01 02:31:00"},
    {"with milliseconds", "2026-01-31 00:00:00.999 +0530 [1] x", "2026-01-30 20:30:00"},
    {"a year that is none", "0026-01-31 12:34:56 +0100 x", "0026-01-31 12:34:56"},
    {"no line", "not a line", NULL},
    {"no time", "2026-01-31 12:34", NULL},
    {"letters", "2026-01-31 12:34:5x y", NULL},
    {"nothing behind the time", "2026-01-31 12:34:56", NULL},
    {"a header of a reject log", "P Received: from x", NULL},
};

static void
zone_test(void **state)
{
    const struct zone *row = *state;
    struct bs_logline line;

    setenv("TZ", "EET-2", 1);
    tzset();
    bool read = bs_logline_read(&line, bs_span_text(row->text));
    assert_int_equal(read, row->when != NULL);
    if (row->when)
        assert_string_equal(line.when, row->when);
}

static void
cut_test(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof messages / sizeof *messages; i++)
        bs_logcut_test(messages[i].text);
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++)
        bs_logcut_test(refusals[i].text);
    for (size_t i = 0; i < sizeof owns / sizeof *owns; i++)
        bs_logcut_test(owns[i].text);
}

int
main(void)
{
    BS_ROWS(messages, message_test);
    BS_ROWS(refusals, refusal_test);
    BS_ROWS(owns, own_test);
    BS_ROWS(zones, zone_test);
    bs_add_test("every truncation", cut_test);
    return bs_run("mainlog");
}
