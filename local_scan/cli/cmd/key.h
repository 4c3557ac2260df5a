/* key: shows the keys of tags and signed return paths, makes and rolls them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BS_KEY_H
#define BS_KEY_H

#include "tool.h"

extern const struct bs_tool bs_key_tool;

#endif
