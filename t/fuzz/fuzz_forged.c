/* Fuzz target: Received lines that cannot be true, and dates. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "forged.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct bs_policy policy;
    struct bs_span in = bs_span_of(data, size);
    struct bs_findings findings = {.count = 0};
    struct bs_forged forged;
    struct bs_field field;

    bs_policy_defaults(&policy);
    bs_policy_add(&policy, BS_LIST_OWN_NETS, bs_span_text("198.51.100.0/24"));
    bs_forged_start(&forged, &findings, 1795329688, bs_span_text("mx.ours.example"), NULL);
    struct bs_fields it = bs_fields_of(in);
    while (bs_fields_next(&it, &field) == 1)
        bs_forged_field(&forged, &field);
    bs_forged_end(&forged, &policy);
    must(forged.lines <= BS_MAX_HOPS && findings.count <= 6);
    for (unsigned i = 0; i < forged.claims; i++)
        must_lie_in(forged.claim[i].by, in);
    for (unsigned i = 0; i < findings.count; i++)
        must(findings.item[i].code <= forged.lines);
    return 0;
}
