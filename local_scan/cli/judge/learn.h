/* learn: fills the memory of sent mail from Exim's main logs.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Mail that left or was passed on according to the logs (sentlog.h) goes into the store
 * (sentstore.h). The memory is then complete up to a minute ago; from the first line read now, or
 * from an earlier call, unless there is a gap in between.
 *
 * Digests from before the last call are not written again. But lines of the two days before it are
 * read, because the line of a delivery does not name the sender.
 *
 * Does not: judge. */
#ifndef BS_LEARN_H
#define BS_LEARN_H

#include "fault.h"

struct bs_learned {
    unsigned long kept; /* digests */
    long long since;    /* seconds since 1970 */
};

/* False if nothing was learned; then nothing is lost, either. Complains about parts of the logs
 * that could not be read. */
bool bs_learn(struct bs_learned *learned_r, bool only_new, struct bs_fault *fault);

/* For `enable`: makes the store, and fills the memory. Failures are only complained about, because
 * checks that need either do nothing without it. */
void bs_learn_start(void);

#endif
