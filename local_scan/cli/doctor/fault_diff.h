/* fault_diff: the doctor's faults of today beside those of last time.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A file keeps the faults, one a line: the examination, a tab, the text. What was
 * not there last time is new, what is not there any more is gone; a daily reader
 * sees only what has changed. Faults of an examination that could not be made
 * this time stay. Advice is not compared. */
#ifndef BS_FAULT_DIFF_H
#define BS_FAULT_DIFF_H

#include <stdbool.h>

/* What has changed, as text to be freed; NULL: nothing. False, after a complaint,
 * if PATH cannot be read; then everything is new. */
bool bs_fault_diff_since(const char *path, char **text_r);

/* Writes today's faults. False after a complaint. */
bool bs_fault_diff_keep(const char *path);

#endif
