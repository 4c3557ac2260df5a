/* judge: a suspected report, judged in a child.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Before the fork the caller fills the job; the child puts the message together
 * from Exim's header list and the spooled body, completes the policy by the
 * own_ lists and this host's identity, lets the core judge, and says it. */
#ifndef BS_PLUGIN_JUDGE_H
#define BS_PLUGIN_JUDGE_H

#include "child.h"
#include "exim.h"
#include "frame.h"
#include "load.h"

#include "lookup.h"

struct bs_job {
    int body; /* descriptor of the spooled body */
    struct bs_span sender;
    struct bs_span host;           /* the client's address, or absent */
    struct bs_span client;         /* its confirmed name, or absent */
    struct bs_load *load;          /* with modes, settings, all that the parent has read */
    struct bs_lookup_cache *cache; /* shared by all children of this process, or NULL */
    unsigned patience;             /* milliseconds */
    struct bs_findings findings;   /* of the header */
    struct bs_span setting[BS_SETTINGS_OF_JOB];
};

/* The result counts after BS_CHILD_DONE only. */
struct bs_child bs_judge_run(const struct bs_job *job, struct bs_result *result_r);

/* Adds the header's findings; those about UTF-8 do not count in a report of RFC
 * 6533 (`global`). */
void bs_judge_add_findings(struct bs_findings *to, const struct bs_findings *from, bool global);

#endif
