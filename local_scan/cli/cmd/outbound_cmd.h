/* outbound_cmd: `backstop outbound`: who sent how much where.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BS_OUTBOUND_CMD_H
#define BS_OUTBOUND_CMD_H

#include "tool.h"

extern const struct bs_tool bs_outbound_tool;

#endif
