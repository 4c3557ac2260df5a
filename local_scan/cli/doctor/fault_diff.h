/* fault_diff: compares the doctor's faults with those of its last run.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A file keeps the faults, one per line: the examination, a tab, the text. A fault that was not
 * there last time is new, one that is not there any more is gone; so a daily mail only has what
 * changed. If an examination could not be made this time, its faults stay. Advice is not
 * compared. */
#ifndef BS_FAULT_DIFF_H
#define BS_FAULT_DIFF_H

#include <stdbool.h>

/* What has changed, as text to be freed; NULL: nothing. False, after a complaint,
 * if PATH cannot be read; then everything is new. */
bool bs_fault_diff_since(const char *path, char **text_r);

/* Writes today's faults. False after a complaint. */
bool bs_fault_diff_keep(const char *path);

#endif
