/* Fuzz target: a message with its users masked does not show them in its header. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mask.h"
#include "fuzz.h"

#define SIZE (2 * BS_MAX_COMPLAINT)

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct bs_mask mask;
    static struct bs_policy policy;
    static unsigned char copy[SIZE];
    struct bs_span raw = bs_span_of(data, size);
    struct bs_message message;
    struct bs_masked masked;
    struct bs_field field;
    struct bs_cut cut;

    bs_policy_defaults(&policy);
    bs_policy_add(&policy, BS_LIST_OWN_DOMAINS, bs_span_text("ours.example"));
    bs_message_split(&message, raw);
    bs_mask_users(&mask, &policy, message.header);
    bs_mask_message(&masked, &mask, raw, copy, SIZE);
    must(masked.text.n <= SIZE);
    struct bs_fields it = bs_fields_of(masked.text);
    while (bs_fields_next(&it, &field) == 1)
        must(!bs_users_next(&mask.users, field.whole, 0, BS_USERS_AGAIN, &cut));
    return 0;
}
