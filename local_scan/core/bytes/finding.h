/* finding: everything that can be said against a message's form, in one table.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A finding names the field, the offset in its value and the octet or code
 * point. It belongs to at most one check (check.h); one without a check is
 * only reported. A set keeps the first BS_MAX_FINDINGS, and of each kind and
 * field only the first; when it is full, a new kind takes the place of one that
 * occurs more than once, so that a hostile message cannot crowd out another
 * kind. `total` goes on counting. */
#ifndef BS_FINDING_H
#define BS_FINDING_H

#include "check.h"
#include "bounds.h"
#include "span.h"

enum bs_finding_id {
    BS_FIND_8BIT,    /* octet that is neither ASCII nor part of UTF-8 */
    BS_FIND_UTF8,    /* valid UTF-8 where ASCII is due */
    BS_FIND_CONTROL, /* C0 or C1 control other than tab */
    BS_FIND_NUL,
    BS_FIND_BIDI,         /* U+202A..202E, U+2066..2069, U+200E/F, U+061C */
    BS_FIND_INVISIBLE,    /* zero width, soft hyphen, tags, variation … */
    BS_FIND_SCRIPTS,      /* Latin and Cyrillic or Greek in one word of a name */
    BS_FIND_NAME_ADDRESS, /* a display name that is another address */
    BS_FIND_ENCODED_WORD, /* malformed RFC 2047 word */
    BS_FIND_DUPLICATE,    /* repeated singleton, RFC 5322 §3.6 */
    BS_FIND_MISSING,      /* no Date or no From */
    BS_FIND_LONG_LINE,    /* over 998 octets, RFC 5322 §2.1.1 */
    BS_FIND_BARE_CR,
    BS_FIND_NO_FIELD,       /* a line that is not a field ends the header */
    BS_FIND_HEADER_LIMIT,   /* header larger than is read (octets or fields) */
    BS_FIND_MIME_LIMIT,     /* deeper or more parts than are read */
    BS_FIND_BODY_LIMIT,     /* report whose body is longer than is read */
    BS_FIND_RETURNED_LIMIT, /* returned header longer than is read */
    BS_FIND_HOP_LIMIT,      /* more returned Received fields than are read */
    BS_FIND_RECEIVED_SELF,  /* from here on: forged.h */
    BS_FIND_RECEIVED_BY_US,
    BS_FIND_RECEIVED_DATE,
    BS_FIND_RECEIVED_FUTURE,
    BS_FIND_DATE_IMPOSSIBLE,
    BS_FIND_DATE_FUTURE,
    BS_FIND_DATE_PAST,
    BS_FINDINGS
};

/* What a finding's code is. */
enum bs_code { BS_CODE_NONE, BS_CODE_OCTET, BS_CODE_POINT, BS_CODE_LINE };

struct bs_finding {
    enum bs_finding_id id;
    struct bs_span field; /* its name; absent: the message as a whole */
    size_t offset;        /* octets from the field's colon; from the header's
                           * start where the field is absent */
    unsigned long code;   /* octet, code point, or which of several such fields, from the top; 0 if
                           * not applicable */
};

struct bs_findings {
    struct bs_finding item[BS_MAX_FINDINGS];
    unsigned count;
    unsigned long total;
};

void bs_finding_add(struct bs_findings *set, struct bs_finding finding);
bool bs_finding_has(const struct bs_findings *set, enum bs_finding_id id);
const struct bs_finding *bs_finding_of(const struct bs_findings *set,
                                       enum bs_check check); /* or NULL */

const char *bs_finding_name(enum bs_finding_id id);     /* "bidi" */
const char *bs_finding_sentence(enum bs_finding_id id); /* for people */
enum bs_check bs_finding_check(enum bs_finding_id id);  /* BS_CHECK_NONE */
enum bs_code bs_finding_code(enum bs_finding_id id);

#endif
