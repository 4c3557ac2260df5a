/* Fuzz target: a whole message, judged and explained. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "explain.h"
#include "fuzz.h"
#include "weigh.h"

/* A memory that has answered no to all, and then the verdict once more. */
static void
weigh_with_memory(struct bs_verdict *v, const struct bs_policy *policy, struct bs_inquiry *inquiry)
{
    static struct bs_memory memory;
    struct bs_delivery delivery = {.now = 1700000000, .memory = &memory};
    struct bs_hmac_key key;

    bs_hmac_key(&key, bs_span_text("secret"));
    bs_memory_ask(&memory, &key,
                  &(struct bs_memory_about){.named = &v->named,
                                            .returned = &v->returned,
                                            .policy = policy,
                                            .to = &delivery.to,
                                            .now = delivery.now});
    for (unsigned i = 0; i < memory.questions; i++)
        memory.question[i].known = BS_KNOWN_NONE;
    memory.since = 1;
    memory.until = delivery.now;
    bs_weigh_verdict(v, policy, &delivery, inquiry);
    must(v->recall != BS_RECALL_SENT && v->recall != BS_RECALL_WROTE_TO);
    must(v->reason != BS_REASON_NOT_WRITTEN || (!memory.has_id && !memory.more));
    must(v->reason != BS_REASON_UNSENT || (memory.has_id && memory.in_our_name && !memory.more));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct bs_scratch scratch;
    static struct bs_inquiry inquiry;
    static struct bs_verdict v;
    static struct bs_policy policy;
    struct bs_message message;
    struct bs_outcome outcome;
    char buffer[700];

    bs_policy_defaults(&policy);
    must(bs_policy_add(&policy, BS_LIST_OWN_NETS, bs_span_text("198.51.100.7")));
    must(bs_policy_add(&policy, BS_LIST_OWN_DOMAINS, bs_span_text("ours.example")));
    bs_message_split(&message, bs_span_of(data, size));
    bs_verdict_read(&v, &message, &scratch, true);
    bs_questions_start(&inquiry.questions, true);
    bs_weigh_verdict(&v, &policy, &(struct bs_delivery){.now = 1700000000}, &inquiry);
    must(v.origin != BS_ORIGIN_OURS || (v.trail.hops > 0 && !v.returned.later));
    bs_outcome_of(&outcome, &v, &policy);
    struct bs_text text = bs_text_in(buffer, sizeof buffer);
    bs_explain_header(&text, &v, &outcome);
    must(text.n < sizeof buffer && buffer[text.n] == '\0');
    if (v.report.kind != BS_KIND_ORDINARY)
        weigh_with_memory(&v, &policy, &inquiry);
    return 0;
}
