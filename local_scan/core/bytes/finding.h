/* finding: what can be said against a message's form (findings.def).
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
#define FINDING(id, ...) BS_FIND_##id,
#include "findings.def"
#undef FINDING
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
