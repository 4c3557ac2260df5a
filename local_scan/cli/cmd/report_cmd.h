/* report_cmd: `backstop report`: what was found in logs, for people and
 * programs.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BS_REPORT_CMD_H
#define BS_REPORT_CMD_H

#include "tool.h"

extern const struct bs_tool bs_report_tool;

#endif
