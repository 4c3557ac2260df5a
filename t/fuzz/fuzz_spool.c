/* Fuzz target: a message in Exim's spool. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "spool.h"
#include "fuzz.h"

#define ID "1xUwMK-0008RI-08"

static char directory[] = "/tmp/fuzz-spool-XXXXXX", header[64], body[64];

static void
tidy_up(void)
{
    unlink(header);
    unlink(body);
    rmdir(directory);
}

/* A name that leads to memory. */
static int
make(char *path, size_t size, char letter)
{
    char memory[64];
    int fd = memfd_create("spool", MFD_CLOEXEC);

    snprintf(path, size, "%s/" ID "-%c", directory, letter);
    snprintf(memory, sizeof memory, "/proc/self/fd/%d", fd);
    must(fd >= 0 && symlink(memory, path) == 0);
    return fd;
}

static void
fill(int fd, const uint8_t *data, size_t size)
{
    must(ftruncate(fd, 0) == 0 && pwrite(fd, data, size, 0) == (ssize_t)size);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct bs_mailbox box;
    static int head = -1, rest;
    struct bs_mail mail;

    if (head < 0) {
        must(mkdtemp(directory) != NULL);
        head = make(header, sizeof header, 'H');
        rest = make(body, sizeof body, 'D');
        atexit(tidy_up);
    }
    fill(head, data, size);
    fill(rest, data, size);
    int problem = bs_spool_read(&box, header, 0, &mail);
    must(problem == 0 || problem == EBADMSG);
    must(mail.recipients <= BS_MAX_RECIPIENTS);
    if (problem == 0) {
        must_lie_in(mail.raw, bs_span_of(box.buffer, sizeof box.buffer));
        must(mail.envelope && mail.raw.n <= 2 * size);
    }
    return 0;
}
