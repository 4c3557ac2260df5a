/* mode: shows the modes of checks, and changes one.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BS_MODE_H
#define BS_MODE_H

#include "tool.h"

extern const struct bs_tool bs_mode_tool;

#endif
