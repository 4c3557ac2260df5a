/* octets: are the octets of a header legal, and do they hide anything?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Push interface, one field at a time, so that it runs over Exim's header list
 * in place: no copy, no allocation. A field's value is everything after its colon. The class
 * of the whole header is the worst of its fields: ascii < utf8 < 8bit.
 *
 * Bidi controls, invisible characters and malformed words are looked for in From, Reply-To, Sender,
 * To, Cc and Subject only; the characters raw and inside RFC 2047 words of UTF-8 (hidden.h says
 * which ones count). Names that imitate another sender's are looked for in From, Reply-To and
 * Sender (spoof.h). Valid UTF-8 is not a finding if the session used SMTPUTF8 (RFC 6531) or the
 * message is a report of RFC 6533.
 *
 * Exim turns NUL into '?', and bare CR and bare LF into folds, before the plugin sees the header:
 * these findings occur only with raw files.
 *
 * Does not: judge body octets, or know modes. */
#ifndef BS_OCTETS_H
#define BS_OCTETS_H

#include "field.h"
#include "finding.h"

/* Fields that may occur only once come first in enum bs_name. */
#define BS_OCTETS_ONCE (BS_NAME_CONTENT_TRANSFER_ENCODING + 1)

enum bs_octet_class { BS_OCTETS_ASCII, BS_OCTETS_UTF8, BS_OCTETS_8BIT };

struct bs_octets {
    struct bs_findings *findings;
    enum bs_octet_class octet_class;
    bool utf8_allowed;
    bool bare_cr;                         /* CR ends the lines of this header */
    bool cut;                             /* the header goes on: no field counts as missing */
    unsigned char seen[BS_OCTETS_ONCE];   /* 1: a field was met; 2: again, with another value */
    struct bs_span first[BS_OCTETS_ONCE]; /* its first value: the header must stay where it is */
};

void bs_octets_start(struct bs_octets *o, struct bs_findings *findings, bool utf8_allowed);
void bs_octets_field(struct bs_octets *o, const struct bs_field *field);
void bs_octets_end(struct bs_octets *o); /* repeated and missing fields */

/* All of that for a message; adds findings for the limits of its header, and one when a line that
 * is not a field ended it. */
enum bs_octet_class bs_octets_message(const struct bs_message *message,
                                      struct bs_findings *findings, bool utf8_allowed);

const char *bs_octets_name(enum bs_octet_class c); /* ascii, utf8, 8bit */

#endif
