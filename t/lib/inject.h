/* inject: makes the plugin's child fail on demand, for t/plugin/71-failures.t.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Compiled with -DBS_FAULTS into a plugin of its own, never into the product.
 * The message says which fault it wants, in a field X-Fault; see inject.c. */
#ifndef BS_T_INJECT_H
#define BS_T_INJECT_H

#include "span.h"

/* Runs in the child, before anything is judged. */
void bs_fault_run(struct bs_span header);

#endif
