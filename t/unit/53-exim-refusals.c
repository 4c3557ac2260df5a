/* 53-exim-refusals: every form of line that Exim writes about a refusal.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Lines marked with a version were written by that Exim with log_selector = +all (t/cli/53-exim-log.t
 * has one write them), the others follow smtp_in.c, receive.c and verify.c of 4.90 to 4.100. */
#include "logcut.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define AT  "2026-01-31 12:34:56 "
#define NEW "1tVmHU-00000001Ubp-3vDX"

/* Refusals, all of the client at 127.0.0.3. */
#define CLIENT "H=(client.example) [127.0.0.3]:4711 I=[127.0.0.1]:25 Ci=782"

static const struct refusal {
    const char *name;
    const char *text; /* after the time */
    enum bs_log_kind kind;
    enum bs_log_stage stage;
    const char *address, *recipient;
} refusals[] = {
    {"4.98: MAIL", CLIENT " rejected MAIL <a@far.example>: no", BS_LOG_REFUSED, BS_STAGE_MAIL,
     "a@far.example", ""},
    {"4.98: MAIL, for now", CLIENT " temporarily rejected MAIL <\"a H=x [192.0.2.1]\"@far.example>",
     BS_LOG_PUT_OFF, BS_STAGE_MAIL, "\"a H=x [192.0.2.1]\"@far.example", ""},
    {"4.98: too big, by SIZE=",
     "rejected MAIL FROM:<a@far.example> " CLIENT ": message too big: size=2000000 max=1048576",
     BS_LOG_REFUSED, BS_STAGE_MAIL, "a@far.example", ""},
    {"too many messages", "rejected MAIL command " CLIENT ": too many messages in one connection",
     BS_LOG_REFUSED, BS_STAGE_MAIL, "", ""},
    {"no HELO", "rejected MAIL from (client.example) [127.0.0.3]:4711 I=[127.0.0.1]:25: no HELO/EHLO"
     " given", BS_LOG_REFUSED, BS_STAGE_MAIL, "", ""},
    {"4.98: too big", NEW " rejected from <a@far.example> H=(client.example) [127.0.0.3]:50435: message"
     " too big: read=1200014 max=1048576", BS_LOG_REFUSED, BS_STAGE_DATA, "a@far.example", ""},
    {"too many hops", NEW " rejected from <a@far.example>H=(client.example) [127.0.0.3]:1: Too many"
     " \"Received\" headers", BS_LOG_REFUSED, BS_STAGE_DATA, "a@far.example", ""},
    {"4.98: a sender without a domain", "unqualified sender rejected: <a> " CLIENT, BS_LOG_REFUSED,
     BS_STAGE_MAIL, "", ""},
    {"4.98: a recipient without one", "unqualified recipient rejected: <\"x> H=y [192.0.2.1]\"> " CLIENT,
     BS_LOG_REFUSED, BS_STAGE_RCPT, "", ""},
    {"4.98: VRFY without one", "unqualified verify rejected: <joe> " CLIENT, BS_LOG_REFUSED,
     BS_STAGE_OTHER, "", ""},
    {"too many recipients", "too many recipients: message rejected: sender=<a@far.example> " CLIENT,
     BS_LOG_REFUSED, BS_STAGE_RCPT, "", ""},
    {"too many recipients, for now",
     "too many recipients: excess temporarily rejected: sender=<a@far.example> " CLIENT,
     BS_LOG_PUT_OFF, BS_STAGE_RCPT, "", ""},
    {"too soon, before the greeting", "SMTP protocol synchronization error (input sent without waiting"
     " for greeting): rejected connection from " CLIENT " input=\"EHLO H=x [192.0.2.1]\"",
     BS_LOG_REFUSED, BS_STAGE_CONNECT, "", ""},
    {"too soon, after a command", "SMTP protocol synchronization error (next input sent too soon:"
     " pipelining was not advertised): rejected \"EHLO from [192.0.2.1]\" " CLIENT " next input=\"x\"",
     BS_LOG_REFUSED, BS_STAGE_OTHER, "", ""},
    {"4.98: too many errors", "SMTP call from (client.example) [127.0.0.3]:56601 I=[127.0.0.1]:49019"
     " Ci=795 dropped: too many unrecognized commands (last was \"X4\")", BS_LOG_REFUSED,
     BS_STAGE_OTHER, "", ""},
    {"4.98: by the server that it was handed on to", NEW " " CLIENT " cut@far.example F=<a@far.example>"
     " rejected after DATA: R=out T=smtp S=264 H=127.0.0.1 [127.0.0.1]:41221 C=\"550 virus\"",
     BS_LOG_REFUSED, BS_STAGE_DATA, "a@far.example", ""},
    {"the same, for now", NEW " " CLIENT " cut@far.example <joe@a.example> F=<> tmp-reject from"
     " cutthrough after DATA: R=out T=smtp H=mx [192.0.2.7]", BS_LOG_PUT_OFF, BS_STAGE_DATA, "", ""},
    {"a warning that looks like one", NEW " " CLIENT " Warning: b@x F=<a@x> rejected after DATA: R=x",
     BS_LOG_OTHER, BS_STAGE_OTHER, "", ""},
    {"a name by DNSSEC, without a blank", " DSH=client.example (x) [127.0.0.3]:9 F=<a@far.example>"
     " rejected RCPT <joe@a.example>: no", BS_LOG_REFUSED, BS_STAGE_RCPT, "a@far.example",
     "joe@a.example"},
};

static void
refusal_test(void **state)
{
    const struct refusal *row = *state;
    struct bs_logline line;
    char text[2000];

    snprintf(text, sizeof text, AT "%s", row->text);
    assert_true(bs_logline_read(&line, bs_span_text(text)));
    assert_int_equal(line.kind, row->kind);
    assert_int_equal(line.stage, row->stage);
    bs_assert_span(line.host, "client.example");
    bs_assert_span(line.ip, "127.0.0.3");
    bs_assert_span(line.address, row->address);
    bs_assert_span(line.recipient, row->recipient);
}

static void
cut_test(void **state)
{
    char text[2000];

    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        snprintf(text, sizeof text, AT "%s", refusals[i].text);
        bs_logcut_test(text);
    }
}

int
main(void)
{
    setenv("TZ", "UTC", 1);
    tzset();
    BS_ROWS(refusals, refusal_test);
    bs_add_test("every truncation", cut_test);
    return bs_run("exim-refusals");
}
