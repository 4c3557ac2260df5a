/* Fuzz target: the text of policy files. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "compiled.h"
#include "policy.h"
#include "fuzz.h"

#include <string.h>

/* Each file has its reader. No octet of a file may end a line of the text. */
static void
compile_all(struct bs_span in)
{
    static struct bs_compiled compiled;
    unsigned lines = 1;
    bool of_state;

    bs_compiled_start(&compiled);
    for (unsigned i = 0; bs_compiled_source(i, &of_state); i++, lines++)
        bs_compiled_add(&compiled, i, in, BS_SOURCE_FINE);
    for (const char *c = bs_compiled_end(&compiled, "v=1"); *c; c++)
        if (*c == '\n')
            lines--;
    must(lines < 64); /* not below zero */
    must(strlen(bs_compiled_keys(&compiled)) <= BS_COMPILED_KEYS);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct bs_policy policy;
    struct bs_span in = bs_span_of(data, size);
    struct bs_span name = bs_span_take(in, BS_MAX_ADDRESS); /* each entry is compared with it */
    struct bs_ip ip = {{0}};

    bs_policy_defaults(&policy);
    bs_policy_read_modes(&policy, in);
    for (enum bs_list list = 0; list < BS_LISTS; list++) {
        bs_policy_read_list(&policy, list, in);
        must(policy.list[list].count <= BS_MAX_ENTRIES);
        bs_policy_has_ip(&policy, list, &ip);
        bs_policy_has_host(&policy, list, name);
        bs_policy_has_address(&policy, list, name);
    }
    for (enum bs_check check = 0; check < BS_CHECKS; check++)
        must(policy.mode[check] < BS_MODES);
    compile_all(in);
    return 0;
}
