/* status: what each check is set to, and how often it fired.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BS_STATUS_H
#define BS_STATUS_H

#include "tool.h"

extern const struct bs_tool bs_status_tool;

#endif
