/* replay: past mail through the policy as it is, or as it would be.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BS_REPLAY_H
#define BS_REPLAY_H

#include "judge.h"

extern const struct bs_command bs_replay_command;

#endif
