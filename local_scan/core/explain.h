/* explain: a verdict, said to a header, a log, a program or a person.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * All of it goes into the caller's buffer through text.h. Grammar of header
 * and log: docs/says.md; both are versioned (v=1) and only ever grow at the
 * end.
 *
 * Does not: print, colour, or know where it goes. */
#ifndef BS_EXPLAIN_H
#define BS_EXPLAIN_H

#include "octets.h"
#include "text.h"
#include "verdict.h"

/* What happened to the message as a whole: the checks that fired, worst mode
 * first. Filled by bs_outcome_of from verdict, findings and modes. */
struct bs_outcome {
    enum bs_check fired[BS_CHECKS];
    enum bs_mode mode[BS_CHECKS];
    unsigned count;
};

void bs_outcome_of(struct bs_outcome *outcome_r, const struct bs_verdict *verdict,
                   const struct bs_policy *policy);

/* "v=1; kind=dsn; origin=foreign; reason=no_own_hop; would=deny;
 * check=bounce_foreign; …", ASCII, folded with "\n " before column 78, without
 * the field's name and the last line end. */
void bs_explain_header(struct bs_text *t, const struct bs_verdict *verdict,
                       const struct bs_outcome *outcome);

/* One JSON object, no line end. `path` as given by the user. */
void bs_explain_json(struct bs_text *t, const struct bs_verdict *verdict,
                     enum bs_octet_class octets, const struct bs_outcome *outcome,
                     struct bs_span path, unsigned long index);

/* One piece of evidence as a sentence. */
void bs_explain_evidence(struct bs_text *t, const struct bs_evidence *evidence);

/* One finding as a sentence: name, field, offset, octet or code point. */
void bs_explain_finding(struct bs_text *t, const struct bs_finding *finding);

#endif
