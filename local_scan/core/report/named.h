/* named: the recipients and the mail that a report names, besides the header that it returns.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Recipients: Final-Recipient and Original-Recipient (RFC 3464 §2.3, RFC 8098 §3.2) of all
 * groups, X-Failed-Recipients, of an answer its author, and addresses in the text for
 * people, up to the first Received line. Message-IDs: Original-Message-ID (RFC 8098 §3.2.5),
 * In-Reply-To, and the last ones of References, for the mail that is answered is at the end.
 * Hosts: the Reporting-MTA, and what the report's From has.
 *
 * Texts out of decoded parts are copied into the struct, and live until it is filled again;
 * others are views of the header. All of it is the reporter's claim.
 *
 * Limits: BS_MAX_NAMED recipients, BS_MAX_NAMED_IDS; what does not fit sets `more`, and
 * then the absence of one says nothing; but for addresses in the text, of which the first count.
 *
 * Does not: read the returned header (returned.h), or say what became of the mail (fate.h). */
#ifndef BS_NAMED_H
#define BS_NAMED_H

#include "report.h"

struct bs_named {
    struct bs_span recipient[BS_MAX_NAMED];
    unsigned recipients;
    struct bs_span id[BS_MAX_NAMED_IDS]; /* with their <> */
    unsigned ids;
    struct bs_span loose;                /* of bs_named_search */
    struct bs_span to[BS_MAX_RECIPIENTS]; /* its own recipients by its header, if the envelope is not known */
    unsigned tos;
    struct bs_span mta;  /* of Reporting-MTA; or absent */
    struct bs_span from; /* the value of From */
    bool more;
    unsigned char text[BS_MAX_NAMED_TEXT];
    size_t used;
};

void bs_named_clear(struct bs_named *named);

/* `scratch->parts` has the parts of the message (bs_report_recognise); its other
 * buffers are written to. Not for a message of kind ordinary. */
void bs_named_read(struct bs_named *named_r, const struct bs_report *report,
                   const struct bs_message *message, struct bs_scratch *scratch);

/* Looks for a field Message-ID in the body as it came: for a report from which no header could
 * be read, because a boundary of its parts is wrong, or their type unknown. */
void bs_named_search(struct bs_named *named, struct bs_span body);

#endif
