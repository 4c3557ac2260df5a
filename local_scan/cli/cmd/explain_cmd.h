/* explain_cmd: one message's verdict told in full, the trail hop by hop.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BS_EXPLAIN_CMD_H
#define BS_EXPLAIN_CMD_H

#include "judge.h"

extern const struct bs_command bs_explain_command;

#endif
