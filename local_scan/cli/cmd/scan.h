/* scan: a verdict for each message, as a line or two for people, or as JSON.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BS_SCAN_H
#define BS_SCAN_H

#include "judge.h"

extern const struct bs_command bs_scan_command;

#endif
