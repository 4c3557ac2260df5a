/* report: what kind of message is this?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Kinds: see enum bs_kind (content.h). A person who forwards or quotes a bounce writes an
 * ordinary message, and so does a list that mails about itself; a bounce that
 * a list passes on to its owner stays a bounce.
 *
 * Two steps. suspect.h looks at the envelope and the header only.
 * `bs_report_recognise` then reads the body of a suspect, and never calls anything
 * a report that the first step would not have suspected.
 *
 * Structure takes precedence over words: mail from the null sender whose text contains a header
 * with Received lines is a bounce in any language, and mail from the null sender with the fields of
 * a mailbox rule, or of an answer, is an automatic reply.
 *
 * Does not: decide where the message came from (verdict.h). */
#ifndef BS_REPORT_H
#define BS_REPORT_H

#include "content.h"
#include "scratch.h"
#include "suspect.h"

struct bs_report {
    enum bs_kind kind;
    const char *clue; /* static text: what gave it away, "multipart/report" */
    bool global;      /* RFC 6533: UTF-8 in its header is right */
    bool relisted;    /* a mailing list passed it on to its owner: List-* fields
                       * and an envelope sender that is not null */
    bool doubtful;    /* by its words alone, or its looks alone: a person or a ticket
                       * system may have written it */
    bool by_others;   /* neither From nor a field is a mail system's: doubtful unless it returns
                       * mail in our name */
    bool bare;        /* by words that any program writes: doubtful if it returns nothing */
    bool mime_limit;  /* parts beyond the limits were not looked at */
};

/* Afterwards `scratch->parts` has the parts of a message whose kind is not
 * ordinary. Nothing in *report_r points into `scratch`. */
void bs_report_recognise(struct bs_report *report_r, const struct bs_message *message,
                         struct bs_scratch *scratch);

/* The text for people, in UTF-8, of the message whose parts are in `scratch`: its
 * first BS_CLUES_WINDOW octets. Lies in the message or in `scratch`. */
struct bs_span bs_report_prose(struct bs_scratch *scratch);

const char *bs_kind_name(enum bs_kind kind);

#endif
