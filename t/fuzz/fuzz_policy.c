/* Fuzz target: the text of policy files. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct bs_policy policy;
    struct bs_span in = bs_span_of(data, size);
    struct bs_ip ip = {{0}};

    bs_policy_defaults(&policy);
    bs_policy_read_modes(&policy, in);
    for (enum bs_list list = 0; list < BS_LISTS; list++) {
        bs_policy_read_list(&policy, list, in);
        must(policy.list[list].count <= BS_MAX_ENTRIES);
        bs_policy_has_ip(&policy, list, &ip);
        bs_policy_has_host(&policy, list, in);
        bs_policy_has_address(&policy, list, in);
    }
    for (enum bs_check check = 0; check < BS_CHECKS; check++)
        must(policy.mode[check] < BS_MODES);
    return 0;
}
