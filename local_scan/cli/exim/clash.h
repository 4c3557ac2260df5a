/* clash: options of Exim that both the administrator and Backstop set.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Before 4.100, Exim refuses an option that is set for the second time. Since then it uses the last
 * one without a warning: an ACL of the administrator's, or one of Backstop's, would no longer run.
 * All of these options but strict_acl_vars have a macro that keeps Backstop from setting them.
 *
 * Does not: evaluate .ifdef. A line that Exim would skip counts, but only with an Exim that does
 * not look for itself. */
#ifndef BS_CLASH_H
#define BS_CLASH_H

#include "fault.h"

/* Sets the fault from `said`, the message of an Exim that refuses the configuration, and returns
 * false. */
bool bs_clash_refused(struct bs_fault *fault, const char *said);

/* Sets the fault and returns false if the main section of the composed configuration includes
 * Backstop and also sets such an option. `dir`: a directory for a temporary file. */
bool bs_clash_none(const char *path, const char *dir, struct bs_fault *fault);

#endif
