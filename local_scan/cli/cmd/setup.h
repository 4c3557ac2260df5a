/* setup: puts the drop-in into Debian's Exim configuration, and takes it out.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Both try the new configuration beside the one in use before they change
 * anything, and undo what they have changed when a later step fails. */
#ifndef BS_SETUP_H
#define BS_SETUP_H

#include "tool.h"

extern const struct bs_tool bs_enable_tool;
extern const struct bs_tool bs_disable_tool;

#endif
