/* verdict: did the mail that this report talks about ever leave our hands?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * There are three answers: ours, foreign, unknown (BS_ORIGIN_NONE: the message is not a report).
 * Only foreign may be refused. The reasons are tried in the order of the enum; docs/design.md has
 * the table with the evidence for each.
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
    BS_REASON_NONE,                 /* the message is not a report */
    BS_REASON_TAG,                  /* ours: a tag under a key of ours */
    BS_REASON_BATV,                 /* ours: returned to a path that we signed */
    BS_REASON_DKIM,                 /* ours: a signature of a domain of ours */
    BS_REASON_TRAIL,                /* ours: a host that we believe names our address */
    BS_REASON_UNPROVED,             /* unknown: the trail says ours, and no tag does */
    BS_REASON_UNTAGGED,             /* foreign: a tag should be there, and is not */
    BS_REASON_NO_ANSWER,            /* unknown: who we are, or a proof, was not answered */
    BS_REASON_NO_IDENTITY,          /* unknown: our addresses are not known */
    BS_REASON_RELAYED_CLAIM,        /* unknown: our address, after strangers */
    BS_REASON_CUT_SHORT,            /* unknown: no end of it is seen, nor our address */
    BS_REASON_OWN_LINE_UNCONFIRMED, /* unknown: our name where only an address would do */
    BS_REASON_NOT_FIRST,            /* unknown: another header before it; here and below, to
                                     * SIGNED_PATH: it would be foreign but for this (ground.h) */
    BS_REASON_WRAPPED,              /* unknown: in a message that another host made of it */
    BS_REASON_NO_HANDOVER,          /* unknown: its first public address is not SMTP's */
    BS_REASON_OTHER_FAMILY,         /* unknown: we are not known in that address family */
    BS_REASON_LINES_DROPPED,        /* unknown: a list or relay may have dropped our lines */
    BS_REASON_LIST_UNREAD,          /* unknown: we do not know all that says who we are */
    BS_REASON_PROOF_SPENT,          /* unknown: a proof of ours, too old or for another */
    BS_REASON_SIGNED_PATH,          /* unknown: to a path that we signed, and no more */
    BS_REASON_PLANTED,              /* foreign: our name, after a stranger's address */
    BS_REASON_NO_OWN_HOP,           /* foreign: public addresses, but not ours */
    BS_REASON_NO_PUBLIC_HOP,        /* unknown: Received lines without a public address */
    BS_REASON_HOP_LIMIT,            /* unknown: not in those that are read, and there are more */
    BS_REASON_NO_RECEIVED,          /* unknown: a header, but no Received line */
    BS_REASON_NOTHING_RETURNED,     /* unknown */
    /* by what is remembered of sent mail (memory.h) */
    BS_REASON_SENT,         /* ours: the address that the report is for sent the mail */
    BS_REASON_PASSED_ON,    /* ours: a stranger's mail, which a forward of ours passed on */
    BS_REASON_WROTE_TO,     /* unknown: that address wrote to the recipient, or there */
    BS_REASON_WROTE_LATELY, /* unknown: no message is named; that address sent some lately */
    BS_REASON_UNSENT,       /* foreign: no such mail has left */
    BS_REASON_NOT_WRITTEN,  /* unknown: no message is named; that address sent nothing */
    BS_REASON_DISPUTED,     /* unknown: the memory says one thing, trail or tag another */
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
const char *bs_reason_name(enum bs_reason reason);     /* "no_own_hop" */
const char *bs_reason_sentence(enum bs_reason reason); /* for people */

#endif
