/* fault: what is wrong and what to do about it, in words for people.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The caller provides the storage; the texts are cut to the size of its members. The caller also
 * decides where to show it: bs_terminal_complain, or a line of the doctor. */
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
