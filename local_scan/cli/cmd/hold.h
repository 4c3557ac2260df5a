/* hold: blocks a user, and tells postmaster and him; called by the ACLs.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BS_HOLD_H
#define BS_HOLD_H

#include "tool.h"

extern const struct bs_tool bs_hold_tool;

#endif
