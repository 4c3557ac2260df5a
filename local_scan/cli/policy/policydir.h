/* policydir: where the policy is (the option --policy), and its files.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BS_POLICYDIR_H
#define BS_POLICYDIR_H

#include "file.h"
#include "options.h"
#include "paths.h"

extern const struct bs_option bs_policy_options[];

const char *bs_policy_dir(void);
bool bs_policy_dir_given(void); /* by --policy */

/* A policy file; without one, an empty text. False, and a complaint, where it cannot
 * be read. */
bool bs_policy_file(struct bs_file *file_r, const char *dir, const char *name);

/* The text of a policy file; it lives as long as `file_r`. Empty where there is no
 * such file, and where it cannot be read: that is complained about. */
struct bs_span bs_policy_text(struct bs_file *file_r, const char *dir, const char *name);

#endif
