/* named: the recipients and the mail that a report names, besides the header that it returns.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Recipients: Final-Recipient and Original-Recipient (RFC 3464 §2.3, RFC 8098 §3.2) of all groups,
 * X-Failed-Recipients, the author of an automatic reply, and addresses in the text for people, up
 * to the first Received line. Message-IDs: Original-Message-ID (RFC 8098 §3.2.5), In-Reply-To, and
 * the last ones of References, which ends with the mail that is answered. Hosts: the Reporting-MTA,
 * and the one in the report's From.
 *
 * Texts from decoded parts are copied into the struct, and live until it is filled again; others
 * are views of the header. All of it is the reporter's claim.
 *
 * Limits: BS_MAX_NAMED recipients, BS_MAX_NAMED_IDS. If something does not fit, `more` is set, and
 * then a missing one proves nothing. Addresses in the text do not set `more`: the first ones count.
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

/* Looks for a Message-ID field in the undecoded body: for a report from which no header could be
 * read, because the boundary of its parts is wrong, or their type is unknown. */
void bs_named_search(struct bs_named *named, struct bs_span body);

#endif
