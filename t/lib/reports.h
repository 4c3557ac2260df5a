/* reports: pieces of reports, and the kind that the core finds.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BS_TEST_REPORTS_H
#define BS_TEST_REPORTS_H

#include "report.h"

#define DAEMON       "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example.net\n"
#define POST         "Return-Path: <postmaster@example.net>\nFrom: postmaster@example.net\n"
#define MULTI        "Content-Type: multipart/mixed; boundary=B\n"
#define PART(type)   "--B\nContent-Type: " type "\n\n"
#define EXCHANGE     "MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@a.example\n"
#define HEADER       "Received: from a by b\nFrom: c@d.example\nSubject: x\nMessage-ID: <1@d.example>\n"
#define RETURNED     PART("message/rfc822") "Received: from a by b\nSubject: x\n\nhello\n--B--\n"

static struct bs_scratch scratch;

static inline struct bs_report
recognise(struct bs_span in)
{
    struct bs_message message;
    struct bs_report report;

    bs_message_split(&message, in);
    bs_report_recognise(&report, &message, &scratch);
    return report;
}

#endif
