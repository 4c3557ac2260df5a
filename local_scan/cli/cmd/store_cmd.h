/* store_cmd: makes, shows and purges the store.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BS_STORE_CMD_H
#define BS_STORE_CMD_H

#include "tool.h"

extern const struct bs_tool bs_store_tool;

#endif
