/* policydir: where the policy is: the option --policy.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BS_POLICYDIR_H
#define BS_POLICYDIR_H

#include "options.h"
#include "paths.h"

extern const struct bs_option bs_policy_options[];

const char *bs_policy_dir(void);
bool bs_policy_dir_given(void); /* by --policy */

#endif
