/* doctor: is everything in order?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BS_DOCTOR_H
#define BS_DOCTOR_H

#include "tool.h"

extern const struct bs_tool bs_doctor_tool;

#endif
