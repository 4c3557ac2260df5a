/* learn: fills the memory of sent mail from Exim's main logs.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the logs say has left or was passed on (sentlog.h) goes into the store (sentstore.h). The
 * memory is then complete from the first line that was read, or that was read before without
 * a hole since, to a minute ago.
 *
 * Only what is new: digests of what is older than the last time are not written again, but the
 * lines of two days before are read, for a delivery does not say whose mail it is.
 *
 * Does not: judge. */
#ifndef BS_LEARN_H
#define BS_LEARN_H

#include "fault.h"

#include <stdbool.h>

struct bs_learned {
    unsigned long kept; /* digests */
    long long since;    /* seconds since 1970 */
};

/* False: nothing has been learned, and nothing is lost by that. What could not be read of the
 * logs is complained about. */
bool bs_learn(struct bs_learned *learned_r, bool only_new, struct bs_fault *fault);

/* For `enable`: makes the store, and fills the memory from the first minute. What needs one
 * does nothing without, so what goes wrong is only complained about. */
void bs_learn_start(void);

#endif
