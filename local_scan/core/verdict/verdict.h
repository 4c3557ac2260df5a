/* verdict: did the mail that this report talks about ever leave our hands?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * There are three answers: ours, foreign, unknown (BS_ORIGIN_NONE: the message is not a report).
 * Only foreign may be refused. reasons.def has the reasons for each.
 *
 * `bs_verdict_read` runs the stages that need only the message: report, returned header, trail.
 * weigh.h then decides. Header octets are not part of the verdict (octets.h): in Exim they are
 * examined elsewhere. The verdict's spans point into the message or the scratch space. */
#ifndef BS_VERDICT_H
#define BS_VERDICT_H

#include "border.h"
#include "fate.h"
#include "finding.h"
#include "memory.h"
#include "named.h"
#include "own.h"
#include "policy.h"
#include "proof.h"
#include "report.h"
#include "returned.h"
#include "trail.h"

enum bs_origin { BS_ORIGIN_NONE, BS_ORIGIN_OURS, BS_ORIGIN_FOREIGN, BS_ORIGIN_UNKNOWN, BS_ORIGINS };

enum bs_reason {
#define REASON(origin, id, ...) BS_REASON_##id,
#include "reasons.def"
#undef REASON
    BS_REASONS
};

/* One piece of evidence for the verdict. `text` is static and may contain one %s, for `subject` (an
 * address or a name from the message). */
struct bs_evidence {
    const char *text;
    struct bs_span subject;
    unsigned hop; /* 1 = topmost returned Received line; 0 = not about a line */
};

struct bs_verdict {
    struct bs_report report;
    struct bs_fate fate;
    struct bs_named named;
    struct bs_returned returned;
    struct bs_trail trail;
    struct bs_proof proof;
    enum bs_recall recall;  /* what the memory says */
    struct bs_border where; /* whose the border address is */
    enum bs_origin origin;
    enum bs_reason reason;
    bool stranger; /* unknown, but by all that is known, the trail is a stranger's */
    struct bs_evidence evidence[BS_MAX_EVIDENCE];
    unsigned evidences;
    struct bs_span passed_on; /* if an author of the returned mail has the domain of the address
                               * that the report is to: that address */
    unsigned border;     /* hop whose peer is the border address; 0 = absent */
    enum bs_check check; /* the one that this verdict belongs to, if any */
    struct bs_findings findings;
};

/* `names`: also fills `named`, which is only needed if there is a memory; else it is empty. */
void bs_verdict_read(struct bs_verdict *verdict_r, const struct bs_message *message,
                     struct bs_scratch *scratch, bool names);

/* Removes the conclusion; what was read from the message stays. */
void bs_verdict_clear(struct bs_verdict *verdict);

/* The address from which the returned mail came in, according to the reporter, or to
 * the host that wrote the border line. */
bool bs_verdict_border(const struct bs_verdict *verdict, struct bs_ip *ip_r);

const char *bs_origin_name(enum bs_origin origin);
enum bs_origin bs_reason_origin(enum bs_reason reason);
const char *bs_reason_name(enum bs_reason reason);     /* "no_own_hop" */
const char *bs_reason_sentence(enum bs_reason reason); /* for people */

#endif
