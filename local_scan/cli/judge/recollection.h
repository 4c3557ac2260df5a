/* recollection: what the memory of sent mail says about the mail that a report returns.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The plugin asks the same questions when the report comes in (plugin/remember.h). Here they are
 * asked afterwards, for a person who has the report, or a Message-ID.
 *
 * Does not: judge the report, or read a log (sent.h). */
#ifndef BS_RECOLLECTION_H
#define BS_RECOLLECTION_H

#include "memory.h"
#include "verdict.h"

struct bs_recollection {
    bool asked; /* else `text` says why not */
    enum bs_recall recall;
    char text[1200]; /* one or two sentences; empty if there is nothing to say */
};

/* The message and the scratch space of the verdict must still be there. */
void bs_recollect_report(struct bs_recollection *recollection_r, const struct bs_verdict *verdict);

/* Has mail with this Message-ID left through this server? Not answered without a memory, or if `id`
 * is not a Message-ID. */
void bs_recollect_id(struct bs_recollection *recollection_r, struct bs_span id);

#endif
