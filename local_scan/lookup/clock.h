/* clock: milliseconds that are never set back, and an identifier of this boot.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BS_CLOCK_H
#define BS_CLOCK_H

#include <fcntl.h>
#include <time.h>
#include <unistd.h>

static inline long long
bs_clock_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (long long)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Differs after each boot; "" if it is not known. */
#define BS_CLOCK_BOOT 40

static inline void
bs_clock_boot(char boot_r[BS_CLOCK_BOOT])
{
    int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? 0 : read(fd, boot_r, BS_CLOCK_BOOT - 1);

    boot_r[n > 0 ? n : 0] = '\0';
    if (fd >= 0)
        close(fd);
}

#endif
