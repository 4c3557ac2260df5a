/* unlock: lifts all that holds a user back, or lists who is held.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BS_UNLOCK_H
#define BS_UNLOCK_H

#include "tool.h"

extern const struct bs_tool bs_unlock_tool;

#endif
