/* checkname: a check as people name it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BS_CHECKNAME_H
#define BS_CHECKNAME_H

#include "check.h"

/* NULL: there is none; complained, with the check whose name is nearest. */
const struct bs_about *bs_check_named(const char *name);

#endif
