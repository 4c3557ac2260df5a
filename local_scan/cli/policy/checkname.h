/* checkname: finds a check by the name that a person typed.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Names are those of checks.def; for a similar word, the complaint suggests the name, but the word
 * is never accepted instead. */
#ifndef BS_CHECKNAME_H
#define BS_CHECKNAME_H

#include "check.h"

#define BS_CHECK_REMEDY 512
/* "did you mean helo_own? 'backstop mode' lists them" */
void bs_check_remedy(struct bs_span name, char text_r[BS_CHECK_REMEDY]);

/* "write one of: off warn defer deny", the modes that this check has. */
void bs_check_modes(const struct bs_about *check, char text_r[BS_CHECK_REMEDY]);

/* NULL if no check has that name, after a complaint that names the nearest one. */
const struct bs_about *bs_check_named(const char *name);

#endif
