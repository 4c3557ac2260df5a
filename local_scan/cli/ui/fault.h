/* fault: what is wrong, and what to do, in words for people.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BS_FAULT_H
#define BS_FAULT_H

#include <stdbool.h>

struct bs_fault {
    char what[600];
    char remedy[400];
};

/* Returns false, so that a function that fails can end with it. */
bool bs_fault_set(struct bs_fault *fault, const char *remedy, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
