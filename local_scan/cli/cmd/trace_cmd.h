/* trace_cmd: `backstop trace`: where did a message come from, and whom to tell?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BS_TRACE_CMD_H
#define BS_TRACE_CMD_H

#include "tool.h"

extern const struct bs_tool bs_trace_tool;

#endif
