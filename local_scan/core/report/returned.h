/* returned: the header that a report gives back.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Looks in message/rfc822, text/rfc822-headers, message/global and
 * message/global-headers parts first, encoded or not; then in the free text of
 * old systems (qmail, Exim, Sendmail, Exchange …); in encoded text, in HTML,
 * and in text quoted with '>'. The first block with a Received field wins,
 * else the first block that is a header at all.
 *
 * Folds that lost their indent (GMX, Yahoo, some Office 365) are repaired, and quoting is removed,
 * in a copy in `scratch`; other headers are views of the message. Limits: BS_MAX_DECODED,
 * BS_MAX_PARTS. Linear time.
 *
 * In free text, spam that is returned with its body may contain a header of its own making. `later`
 * says that the header with Received fields was not the first one in the text, or is in a second
 * returned part: it can keep a report from being refused, but it cannot make anything ours.
 *
 * A filter at a host on the way may put a report into a message of its own (SpamAssassin's
 * report_safe, disclaimers, "forward as attachment"). The returned part is then the report, and its
 * header is not that of the mail that left: so the header that this report returns is used, and
 * `wrapped` says so.
 *
 * Some reporters cut a header off at some length (Stalwart), within a field, or before a field that
 * all mail has (RFC 5322 §3.6): then `torn` is set. Zoho returns it with each line indented.
 *
 * Does not: decide what can be believed. */
#ifndef BS_RETURNED_H
#define BS_RETURNED_H

#include "scratch.h"

enum bs_returned_where {
    BS_RETURNED_NOTHING,
    BS_RETURNED_PART,
    BS_RETURNED_TEXT,
    BS_RETURNED_ENCODED,
    BS_RETURNED_HTML,
    BS_RETURNED_QUOTED
};

struct bs_returned {
    enum bs_returned_where where;
    struct bs_span header;    /* in the message or in scratch */
    unsigned received;        /* its Received fields */
    bool later;               /* another header comes before it: not `ours` by it */
    struct bs_span first;     /* that one, if `later`; empty if it could not be kept */
    bool wrapped;             /* it is what a report returns that another host wrapped */
    bool cut;                 /* it goes on beyond a limit */
    bool torn;                /* its end is not there: its last field is not whole, or it is
                               * bare and not ended by an empty line */
    bool bare;                /* it has no From, or no Date */
    unsigned long long names; /* 1 << id of each field in it; 0: not known */
    struct bs_span from;      /* the value of its From, if these are known */
    struct bs_span rest;      /* what a stray line parts from it, to the next empty line */
};

/* `scratch->parts` has the parts of the message (bs_mime_parts). What is found
 * may lie in `scratch`. */
void bs_returned_find(struct bs_returned *returned_r, struct bs_scratch *scratch);

/* False for text in which letters may have been changed, or which a person may have quoted. */
bool bs_returned_is_faithful(const struct bs_returned *returned);

const char *bs_returned_name(enum bs_returned_where where); /* "part", "text", … */

#endif
