/* clock: milliseconds that nobody sets back.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BS_CLOCK_H
#define BS_CLOCK_H

#include <time.h>

static inline long long
bs_clock_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (long long)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

#endif
