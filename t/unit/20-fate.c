/* Tests of local_scan/core/report/fate.c. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "table.h"

#include "fate.h"

#define DAEMON "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example.net\n"
#define STATUS                                                                                     \
    DAEMON "Content-Type: multipart/report; report-type=delivery-status; boundary=B\n\n"           \
           "--B\nContent-Type: message/delivery-status\n\n"
#define MTA "Reporting-MTA: dns; mx.example.net\n\n"

static const struct row {
    const char *name;
    const char *in;
    const char *action, *status, *recipient;
} rows[] = {
    /* RFC 3464 */
    {"failed", STATUS MTA "Final-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.1.1\n",
     "failed", "5.1.1", "a@b.example"},
    {"delayed",
     STATUS MTA "Final-Recipient: rfc822;<a@b.example>\nAction: Delayed\nStatus: 4.4.1\n",
     "delayed", "4.4.1", "a@b.example"},
    {"relayed", STATUS MTA "Final-Recipient: rfc822; a@b.example\nAction: relayed\nStatus: 2.0.0\n",
     "relayed", "2.0.0", "a@b.example"},
    {"expanded, with a comment",
     STATUS MTA "Original-Recipient: rfc822;a@b.example\nAction: expanded (list)\n"
                "Status: 2.0.0 (ok)\n",
     "expanded", "2.0.0", "a@b.example"},
    {"one group", STATUS "Final-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.0.0\n",
     "failed", "5.0.0", "a@b.example"},
    {"the first of two",
     STATUS MTA "Final-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.1.1\n\n"
                "Final-Recipient: rfc822; c@d.example\nAction: delayed\nStatus: 4.0.0\n",
     "failed", "5.1.1", "a@b.example"},
    {"no such action", STATUS MTA "Final-Recipient: rfc822; a@b.example\nAction: eaten\n", "", "",
     "a@b.example"},
    {"octets that nobody may print",
     STATUS MTA "Final-Recipient: rfc822; a\xff@b\nAction: failed\n", "failed", "", ""},
    {"nothing in it", STATUS "\n", "", "", ""},

    /* Words */
    {"qmail",
     DAEMON "Subject: failure notice\n\nHi. This is the qmail-send program at b.example.\n\n"
            "<a@b.example>:\nUser unknown (#5.1.1)\n",
     "failed", "5.1.1", "a@b.example"},
    {"Exim",
     DAEMON "X-Failed-Recipients: a@b.example\nSubject: Mail delivery failed\n\n"
            "A message that you sent could not be delivered.\n\n  a@b.example\n    no route\n",
     "failed", "", "a@b.example"},
    {"Exim's warning",
     DAEMON
     "Auto-Submitted: auto-replied\nSubject: Warning: message 1 delayed 24 hours\n\nThe message "
     "has not yet been delivered to:\n\n  a@b.example\n    Delay reason: timeout\n",
     "delayed", "", "a@b.example"},
    {"a reply without an enhanced code",
     DAEMON "Subject: failure notice\n\nHi. This is the qmail-send program.\n\n<a@b.example>:\n"
            "192.0.2.1 said: 550 no such user\n",
     "failed", "", "a@b.example"},
    {"an address of IP is no code",
     DAEMON "Subject: failure notice\n\nHi. This is the qmail-send program at 5.1.1.2.\n", "", "",
     ""},
    {"what the returned mail says does not count",
     DAEMON "Subject: failure notice\n\nHi. This is the qmail-send program.\n\nReceived: from x\n"
            "a@b.example 5.1.1\n",
     "", "", ""},
    {"nor does it where all is known already",
     DAEMON "Subject: failure notice\n\nHi. This is the qmail-send program.\n\n<a@b.example>:\n"
            "550 5.1.1 no such user\n\nReceived: from x\nSubject: your flight has been delayed\n",
     "failed", "5.1.1", "a@b.example"},
    {"a delay, wrapped",
     DAEMON "Auto-Submitted: auto-replied\nSubject: Warning: message 1 delayed 24 hours\n\n"
            "The message has not yet\n  been delivered to:\n\n  a@b.example\n",
     "delayed", "", "a@b.example"},
    {"a recipient in a sentence",
     DAEMON "To: Ann <ann@example.org>\nSubject: x\n\nHello ann@example.org, write to "
            "postmaster@mx.example.net for help.\nNi: a@b.example, 550 5.1.1 x\n",
     "failed", "5.1.1", "a@b.example"},
    {"… after a field's name, in another language",
     DAEMON "Subject: x\n\nEmpf\xc3\xa4nger: a@b.example\nGrund: 550 5.1.1 x\n", "failed", "5.1.1",
     "a@b.example"},
    {"an address at the start of a line counts before one in a sentence",
     DAEMON "Subject: x\n\nOur user x@y.example wrote it.\n\n<a@b.example>:\n", "", "",
     "a@b.example"},
    {"the fields of the mail itself name no recipient",
     DAEMON "Subject: x\n\nFrom: c@d.example\nMessage-ID: <1@d.example>\n> to e@f.example\n", "",
     "", ""},
    {"a delay in German",
     DAEMON "Subject: x\n\nIhre Nachricht an a@b.example wurde noch nicht zugestellt.\n", "delayed",
     "", "a@b.example"},
    {"a delay in Bulgarian, in its charset",
     DAEMON "Subject: x\nContent-Type: text/plain; charset=windows-1251\n\na@b.example\n"
            "\xcf\xe8\xf1\xec\xee\xf2\xee \xf1\xe5 \xe1\xe0\xe2\xe8. 451 4.4.1 x\n",
     "delayed", "4.4.1", "a@b.example"},
    {"a delay in Japanese, which has no blanks",
     DAEMON "Subject: x\n\na@b.example\n引き続き再送を試みます。\n", "delayed", "", "a@b.example"},
    {"a final code goes before words of delay",
     DAEMON "Subject: x\n\na@b.example has been delayed for 5 days. 550 5.4.7 expired\n", "failed",
     "5.4.7", "a@b.example"},
    {"a delay in Arabic",
     DAEMON "Subject: x\n\na@b.example\nسنعيد المحاولة لمدة يومين.\n", "delayed", "", "a@b.example"},
    {"an address among Chinese words",
     DAEMON "Subject: x\n\n您的邮件（a@b.example）没有送到。\n", "", "", "a@b.example"},
    {"to try again later is advice",
     DAEMON "Subject: x\n\na@b.example: please try again later, 451 4.3.0 x\n", "", "4.3.0",
     "a@b.example"},
    {"RFC 3464 in an attached text",
     DAEMON "Content-Type: multipart/mixed; boundary=B\n\n--B\n\nNi.\n--B\nContent-Type: "
            "text/plain; name=details.txt\n\n" MTA
            "Final-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.1.1\n--B--\n",
     "failed", "5.1.1", "a@b.example"},
    {"an ordinary message", "From: a@b.example\nSubject: x\n\n550 5.1.1 <a@b.example>\n", "", "",
     ""},
};

static struct bs_scratch scratch;

static struct bs_fate
fate_of(struct bs_span in)
{
    struct bs_message message;
    struct bs_report report;
    struct bs_fate fate;

    bs_message_split(&message, in);
    bs_report_recognise(&report, &message, &scratch);
    bs_fate_read(&fate, &report, &message, &scratch);
    return fate;
}

static void
fate_test(void **state)
{
    const struct row *row = *state;
    struct bs_fate got = fate_of(bs_span_text(row->in));

    assert_string_equal(bs_action_name(got.action), row->action);
    assert_string_equal(got.status, row->status);
    assert_string_equal(got.recipient, row->recipient);
}

static void
read_only(struct bs_span in)
{
    fate_of(in);
}

static void
cuts_test(void **state)
{
    const struct row *row = *state;

    bs_at_every_cut(bs_span_text(row->in), read_only);
}

int
main(void)
{
    BS_ROWS(rows, fate_test);
    BS_ROWS(rows, cuts_test);
    return bs_run("fate");
}
