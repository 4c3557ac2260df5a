/* explain: a verdict in words, for a header, a log or a person.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Everything is written into the caller's buffer through text.h. Grammar of header
 * and log: docs/log.md; both are versioned (v=1) and only ever grow at the end.
 *
 * Does not: print, colour, or know where it goes. */
#ifndef BS_EXPLAIN_H
#define BS_EXPLAIN_H

#include "outcome.h"
#include "text.h"

/* "v=1; kind=dsn; origin=foreign; reason=no_own_hop; would=deny;
 * check=bounce_foreign; …", ASCII, folded with "\n " before column 78, without
 * the field's name and the last line end. */
void bs_explain_header(struct bs_text *t, const struct bs_verdict *verdict,
                       const struct bs_outcome *outcome);

/* The words of such a header for $local_scan_data: in one line and without
 * semicolons, so that Exim's ${extract{origin}{$local_scan_data}} works. */
void bs_explain_data(struct bs_text *t, const char *header);

/* The border address and whose it is, as words for header and log; each "" when
 * it is not known. NUL-terminated. */
struct bs_place {
    char border[BS_IP_TEXT];
    char country[4];  /* "DE" */
    char network[16]; /* "AS64500" */
    char listed[160]; /* DNS lists that contain it, with commas */
};

void bs_explain_place(const struct bs_verdict *verdict, struct bs_place *place_r);

/* One event: a check that fired, or BS_CHECK_NONE for a report without any. */
struct bs_event {
    enum bs_check check;
    enum bs_mode mode;
    const char *exempt; /* why the message is not refused, or NULL */
    struct bs_span host, sender, rcpt;
    const struct bs_place *place; /* where the verdict has no trail; else NULL */
    unsigned unanswered;          /* questions that the outside has not answered */
};

/* Its line for the log, "backstop v=1 check=bounce_foreign mode=warn did=pass …",
 * without line end. */
void bs_explain_log(struct bs_text *t, const struct bs_verdict *verdict,
                    const struct bs_event *event);

/* One piece of evidence as a sentence. */
void bs_explain_evidence(struct bs_text *t, const struct bs_evidence *evidence);

/* One finding as a sentence: name, field, offset, octet or code point. */
void bs_explain_finding(struct bs_text *t, const struct bs_finding *finding);

#endif
