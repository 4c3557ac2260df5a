/* policydir: where the policy is: the option --policy. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policydir.h"

#include <stddef.h>

static const char *given;

const struct bs_option bs_policy_options[] = {
    BS_TEXT("policy", "DIR", &given, "where the policy files are; else " BS_POLICY_DIR),
    BS_END,
};

const char *
bs_policy_dir(void)
{
    return given ? given : BS_POLICY_DIR;
}

bool
bs_policy_dir_given(void)
{
    return given != NULL;
}
