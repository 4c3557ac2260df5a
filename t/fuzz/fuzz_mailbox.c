/* Fuzz target: the messages of an mbox. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "mailbox.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct bs_mailbox box;
    struct bs_mail mail;
    char path[64];
    int fd = memfd_create("mbox", MFD_CLOEXEC);

    must(fd >= 0 && write(fd, data, size) == (ssize_t)size);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    int opened = bs_mailbox_open(&box, path, 0);
    must(opened == 0 || opened == BS_MAILBOX_PACKED);
    for (unsigned long i = 0; opened == 0 && bs_mailbox_next(&box, &mail) == 1; i++)
        must(mail.index == i && mail.raw.n <= BS_MAILBOX_KEEP && i <= size);
    if (opened == 0)
        bs_mailbox_close(&box);
    close(fd);
    return 0;
}
