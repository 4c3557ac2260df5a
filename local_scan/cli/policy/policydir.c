/* policydir: where the policy is, and its files. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policydir.h"

#include "terminal.h"

#include <stdio.h>

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

bool
bs_policy_file(struct bs_file *file_r, const char *dir, const char *name)
{
    char path[BS_PATH_SIZE];

    snprintf(path, sizeof path, "%s/%s", dir, name);
    int problem = bs_file_read(file_r, path);
    if (problem != 0)
        bs_terminal_complain_errno(path, problem);
    return problem == 0;
}

struct bs_span
bs_policy_text(struct bs_file *file_r, const char *dir, const char *name)
{
    bs_policy_file(file_r, dir, name);
    return bs_file_span(file_r);
}
