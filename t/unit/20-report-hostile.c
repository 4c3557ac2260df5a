/* Tests of local_scan/core/report.c and clues.c: hostile messages take linear time. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "table.h"

#include "report.h"

#include <stdlib.h>
#include <string.h>

#define DAEMON "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example.net\n"
#define POST   "Return-Path: <postmaster@example.net>\nFrom: postmaster@example.net\n"
#define MULTI  DAEMON "Content-Type: multipart/mixed; boundary=B\n"

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
    {"parts", MULTI "\n", "--B\n\n"},
    {"nested parts", MULTI "\n", "--B\nContent-Type: multipart/mixed; boundary=B\n\n"},
    {"a long subject", DAEMON "Subject: ", "[=?utf-8?q?"},
    {"many fields", DAEMON, "Subject: [[[\n"},
};

static struct bs_scratch scratch;

static void
flood_test(void **state)
{
    const struct flood *flood = *state;
    size_t head = strlen(flood->head), length = strlen(flood->piece), size = 1 << 20, i;
    char *in = calloc(1, size);
    struct bs_message message;
    struct bs_report report;

    assert_non_null(in);
    memcpy(in, flood->head, head);
    for (i = head; i < size; i++)
        in[i] = flood->piece[(i - head) % length];
    for (i = 0; i < 20; i++) {
        bs_message_split(&message, bs_span_of(in, size));
        bs_report_recognise(&report, &message, &scratch);
    }
    free(in);
}

int
main(void)
{
    BS_ROWS(floods, flood_test);
    return bs_run("report, hostile");
}
