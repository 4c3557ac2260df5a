/* verdict: did the mail that this report talks about ever leave our hands?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Three answers, never two: ours, foreign, unknown (none: the message is no
 * report). Only foreign may be refused. The reasons are tried in the order of
 * the enum; docs/design.md has the table with the evidence for each.
 *
 * `bs_verdict_judge` runs all stages of the core over one message: report,
 * returned header, trail, verdict, checks. Header octets are not part of it
 * (octets.h): in Exim they are looked at elsewhere. The verdict's spans point
 * into the message or the scratch space. */
#ifndef BS_VERDICT_H
#define BS_VERDICT_H

#include "finding.h"
#include "policy.h"
#include "report.h"
#include "returned.h"
#include "trail.h"

enum bs_origin { BS_ORIGIN_NONE, BS_ORIGIN_OURS, BS_ORIGIN_FOREIGN, BS_ORIGIN_UNKNOWN, BS_ORIGINS };

enum bs_reason {
    BS_REASON_NONE,                 /* none: no report */
    BS_REASON_TRAIL,                /* ours */
    BS_REASON_NO_IDENTITY,          /* unknown: none of our addresses is known */
    BS_REASON_RELAYED_CLAIM,        /* unknown: our address, behind strangers */
    BS_REASON_CUT_SHORT,            /* unknown: no end of it is seen, nor our address */
    BS_REASON_OWN_LINE_UNCONFIRMED, /* unknown: our name where only an address would do */
    BS_REASON_PLANTED,              /* foreign: our name, behind a stranger's address */
    BS_REASON_NO_OWN_HOP,           /* foreign: public addresses, none of them ours */
    BS_REASON_NO_PUBLIC_HOP,        /* unknown: Received lines without a public address */
    BS_REASON_NO_RECEIVED,          /* unknown: a header, but no Received line */
    BS_REASON_NOTHING_RETURNED,     /* unknown */
    BS_REASONS
};

/* One thing that speaks for the verdict. `text` is static and may hold one %s,
 * which stands for `subject` (an address or a name out of the message). */
struct bs_evidence {
    const char *text;
    struct bs_span subject;
    unsigned hop; /* 1 = topmost returned Received line; 0 = none meant */
};

struct bs_verdict {
    struct bs_report report;
    struct bs_returned returned;
    struct bs_trail trail;
    enum bs_origin origin;
    enum bs_reason reason;
    struct bs_evidence evidence[BS_MAX_EVIDENCE];
    unsigned evidences;
    unsigned border;     /* hop whose peer is the border address; 0 = none */
    enum bs_check check; /* the one that this verdict belongs to, or none */
    struct bs_findings findings;
};

void bs_verdict_judge(struct bs_verdict *verdict_r, const struct bs_message *message,
                      const struct bs_policy *policy, struct bs_scratch *scratch);

const char *bs_origin_name(enum bs_origin origin);
const char *bs_reason_name(enum bs_reason reason);     /* "no_own_hop" */
const char *bs_reason_sentence(enum bs_reason reason); /* for people */

#endif
