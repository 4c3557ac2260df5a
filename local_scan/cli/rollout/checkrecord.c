/* checkrecord: how often a check fired, and how often it was wrong. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "checkrecord.h"

#include <stdio.h>

const char *
bs_against_name(enum bs_against why)
{
    static const char *const names[BS_AGAINST] = {
        [BS_AGAINST_GENUINE] = "genuine",
        [BS_AGAINST_EXEMPT] = "exempt",
        [BS_AGAINST_CORRESPONDENT] = "correspondent",
        [BS_AGAINST_AUTHENTICATED] = "authenticated",
        [BS_AGAINST_DELIVERED] = "delivered",
    };

    return names[why];
}

const char *
bs_against_tell(enum bs_against why)
{
    static const char *const told[BS_AGAINST] = {
        [BS_AGAINST_GENUINE] = "a bounce of our own mail",
        [BS_AGAINST_EXEMPT] = "now exempt",
        [BS_AGAINST_CORRESPONDENT] = "one of our users wrote to that sender",
        [BS_AGAINST_AUTHENTICATED] = "signed by a domain that our users wrote to (DKIM)",
        [BS_AGAINST_DELIVERED] = "that host received mail from this user shortly before",
    };

    return told[why];
}

static bool
has_example(const struct bs_check_record *evidence, const struct bs_example *like)
{
    for (unsigned i = 0; i < evidence->examples; i++) {
        const struct bs_example *example = &evidence->example[i];
        if (example->why == like->why && strcmp(example->host, like->host) == 0 &&
            strcmp(example->from, like->from) == 0)
            return true;
    }
    return false;
}

/* Keeps one example per host and sender, so that one pair does not crowd out the others. */
static void
keep_example(struct bs_check_record *evidence, enum bs_against why, const char *when,
             struct bs_span host, struct bs_span from)
{
    struct bs_example example = {.why = why};

    snprintf(example.when, sizeof example.when, "%s", when);
    bs_logline_copy(example.host, sizeof example.host, host);
    bs_logline_copy(example.from, sizeof example.from, from);
    if (evidence->examples < BS_EVIDENCE_EXAMPLES && !has_example(evidence, &example))
        evidence->example[evidence->examples++] = example; /* bounds: < max */
}

void
bs_checkrecord_against(struct bs_check_record *evidence, enum bs_against why, unsigned long hits,
                       const char *when, struct bs_span host, struct bs_span from)
{
    if (hits == 0)
        return;
    evidence->against += hits;
    evidence->by[why] += hits;
    if (why != BS_AGAINST_EXEMPT) {
        bs_several_add(&evidence->hosts_against, host);
        bs_several_add(&evidence->senders_against, from);
    }
    keep_example(evidence, why, when, host, from);
}
