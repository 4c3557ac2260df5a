/* clash: options of Exim that an administrator sets and that Backstop sets, too.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Before 4.100, Exim refuses an option that is set for the second time. Since then the last one
 * counts, without a word: an ACL of the administrator's, or one of Backstop's, would no longer
 * run. Each of these options has a macro that keeps Backstop from setting it.
 *
 * Does not: evaluate .ifdef. A line that Exim would skip counts, but only with an Exim that does
 * not look for itself. */
#ifndef BS_CLASH_H
#define BS_CLASH_H

#include "fault.h"
#include "span.h"

/* `said`: what an Exim says that refuses the configuration. */
bool bs_clash_refused(struct bs_fault *fault, const char *said);

/* Sets the fault, and returns false, if such an option stands in the main section of the composed
 * configuration beside the line that includes Backstop. DIR is a place for a file. */
bool bs_clash_none(const char *path, const char *dir, struct bs_fault *fault);

#endif
