/* learn: fills the memory of sent mail from Exim's main logs.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the logs say has left or was passed on (sentlog.h) goes into the store (sentstore.h). The
 * memory is then complete from the first line that was read, now or earlier without a gap since,
 * to a minute ago.
 *
 * Digests from before the last call are not written again, but the lines of the two days before
 * it are read, because a delivery does not say whose mail it is.
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

/* False if nothing has been learned, which loses nothing. Parts of the logs that could not be
 * read are complained about. */
bool bs_learn(struct bs_learned *learned_r, bool only_new, struct bs_fault *fault);

/* For `enable`: makes the store, and fills the memory from the first minute. Checks that need
 * one do nothing without it, so failures are only complained about. */
void bs_learn_start(void);

#endif
