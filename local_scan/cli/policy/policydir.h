/* policydir: where the policy is (the option --policy), and its files.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The caller owns what is read, and frees it with bs_file_free, also after a failure. A file may
 * have BS_FILE_MAX octets; the plugin reads less (BS_MAX_POLICY_FILE).
 *
 * Does not: know what is in a file; policyfile.h does. */
#ifndef BS_POLICYDIR_H
#define BS_POLICYDIR_H

#include "file.h"
#include "options.h"
#include "paths.h"
#include "settings.h"

extern const struct bs_option bs_policydir_options[];  /* the directory must exist */
extern const struct bs_option bs_policydir_if_there[]; /* the caller finds out */

const char *bs_policydir(void);
bool bs_policydir_given(void); /* by --policy */

void bs_policydir_path(const char *name, char path_r[BS_PATH_SIZE]);

/* A policy file; one that is missing is empty. Returns 0 or an errno. */
int bs_policydir_read(struct bs_file *file_r, const char *name);

/* The same for callers that continue without it: false, after a complaint, if it cannot be read. */
bool bs_policydir_file(struct bs_file *file_r, const char *name);

/* Its text, which lives as long as `file_r`; empty, after a complaint, if it cannot be read. */
struct bs_span bs_policydir_text(struct bs_file *file_r, const char *name);

/* Has one of these two complained, or was a file only read in part (bs_policydir_cut)? Then the
 * policy is not the one that the administrator wrote. */
bool bs_policydir_unread(void);
void bs_policydir_cut(void);

/* Is it known not to have an entry? */
bool bs_policydir_is_empty(const char *name);

/* Why the directory cannot be entered; 0 if it can, or is missing. */
int bs_policydir_problem(void);

/* May the caller change files there? If not, complains about this one. */
bool bs_policydir_may_write(const char *name);

/* Is this setting that word? */
bool bs_policydir_says(enum bs_setting_key setting, const char *value);

/* Has the plugin seen this list of the policy in use, and is it missing now? For each list that it
 * has seen, the plugin leaves an empty file in BS_POLICYDIR_MARKS. */
#define BS_POLICYDIR_MARKS BS_STATE_DIR "/lists"
bool bs_policydir_gone(const char *name);

#endif
