/* Fuzz target: a whole message, judged and told. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "explain.h"
#include "fuzz.h"
#include "weigh.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct bs_scratch scratch;
    static struct bs_inquiry inquiry;
    static struct bs_verdict v;
    static struct bs_policy policy;
    struct bs_message message;
    struct bs_outcome outcome;
    struct bs_text text;
    char buffer[700];

    bs_policy_defaults(&policy);
    must(bs_policy_add(&policy, BS_LIST_OWN_NETS, bs_span_text("198.51.100.7")));
    bs_message_split(&message, bs_span_of(data, size));
    bs_verdict_read(&v, &message, &scratch);
    bs_questions_start(&inquiry.questions, true);
    bs_weigh_verdict(&v, &policy, &(struct bs_delivery){.now = 1700000000}, &inquiry);
    must(v.origin != BS_ORIGIN_OURS || (v.trail.hops > 0 && !v.returned.later));
    bs_outcome_of(&outcome, &v, &policy);
    bs_text_start(&text, buffer, sizeof buffer);
    bs_explain_header(&text, &v, &outcome);
    must(text.n < sizeof buffer && buffer[text.n] == '\0');
    return 0;
}
