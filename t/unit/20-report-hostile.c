/* Tests of local_scan/core/report.c and clues.c: forged bounces with marks of other mail, and
 * messages that must not take quadratic time. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "table.h"

#include "reports.h"

#include <stdlib.h>
#include <string.h>

/* No check applies to journals and complaints, so a forged bounce may have their marks. */
static const struct row {
    const char *name;
    enum bs_kind kind;
    const char *in;
} rows[] = {
    {"a bounce with a journal's field", BS_KIND_BOUNCE,
     DAEMON "X-MS-Journal-Report:\nSubject: x\n" MULTI
            "\n" PART("text/plain") "user unknown\n" RETURNED},
    {"a postmaster's bounce with a journal's field", BS_KIND_BOUNCE,
     "Return-Path: <>\nFrom: postmaster@mx.example.net\nX-MS-Exchange-Generated-Message-Source: "
     "Journal Agent\nSubject: Undeliverable: x\n" MULTI "\n" PART("text/plain") "x\n" RETURNED},
    {"a journal of a mail about a bounce", BS_KIND_ORDINARY,
     "Return-Path: <>\nFrom: " EXCHANGE "X-MS-Journal-Report:\nSubject: Undeliverable: x\n" MULTI
     "\n" PART("text/plain") "Sender: a@b.example\nSubject: 550 5.1.1 user unknown\n" RETURNED},
    {"a journal in other words", BS_KIND_ORDINARY,
     "Return-Path: <>\nFrom: " EXCHANGE "X-MS-Journal-Report:\nSubject: x\n" MULTI
     "\n" PART("text/plain") "Absender: a@b.example\n" RETURNED},
    {"a postmaster's bounce with the field of X-ARF", BS_KIND_BOUNCE,
     POST "X-XARF: PLAIN\nSubject: Undeliverable: x\n" MULTI
          "\n" PART("text/plain") "user unknown\n" RETURNED},
    {"… without parts", BS_KIND_BOUNCE,
     "Return-Path: <>\nFrom: a@example.net\nX-ARF: YES\nSubject: x\n\nNi.\n\n" HEADER},
    {"a bounce with a part of X-ARF", BS_KIND_BOUNCE,
     DAEMON "Subject: x\n" MULTI "\n" PART("text/plain") "user unknown\n" PART(
         "text/plain") "Reported-From: a@b.example\nReport-Type: spam\n" RETURNED},
};

/* A megabyte of each after a suspect header; quadratic time would take minutes. */
static const struct flood {
    const char *name;
    const char *head;
    const char *piece;
} floods[] = {
    {"one line", DAEMON "\n", "delivery "},
    {"blanks", DAEMON "\n", " "},
    {"empty lines", DAEMON "\n", "\n"},
    {"half phrases", POST "\n", "this is the mail system "},
    {"open tags", POST "Content-Type: text/html\n\n", "<a@"},
    {"parts", DAEMON MULTI "\n", "--B\n\n"},
    {"nested parts", DAEMON MULTI "\n", "--B\nContent-Type: multipart/mixed; boundary=B\n\n"},
    {"a long subject", DAEMON "Subject: ", "[=?utf-8?q?"},
    {"many fields", DAEMON, "Subject: [[[\n"},
};

static void
kind_test(void **state)
{
    const struct row *row = *state;

    assert_string_equal(bs_kind_name(recognise(bs_span_text(row->in)).kind),
                        bs_kind_name(row->kind));
}

static void
flood_test(void **state)
{
    const struct flood *flood = *state;
    size_t head = strlen(flood->head), length = strlen(flood->piece), size = 1 << 20, i;
    char *in = calloc(1, size);

    assert_non_null(in);
    memcpy(in, flood->head, head);
    for (i = head; i < size; i++)
        in[i] = flood->piece[(i - head) % length];
    for (i = 0; i < 20; i++)
        recognise(bs_span_of(in, size));
    free(in);
}

int
main(void)
{
    BS_ROWS(rows, kind_test);
    BS_ROWS(floods, flood_test);
    return bs_run("report, hostile");
}
