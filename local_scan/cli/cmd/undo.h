/* undo: takes the last change of a mode back.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BS_UNDO_H
#define BS_UNDO_H

#include "tool.h"

extern const struct bs_tool bs_undo_tool;

#endif
