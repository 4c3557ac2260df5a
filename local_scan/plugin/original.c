/* original: which message does a bounce of Exim's return? */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "original.h"

#include "eximid.h"
#include "text.h"

#include <fcntl.h>
#include <unistd.h>

#define MAX_COMMAND 4096 /* Exim's own has a dozen words */

static char id[BS_EXIMID_NEW + 1];

static size_t
read_command(unsigned char *buffer, size_t size)
{
    int fd = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return 0;
    ssize_t n = read(fd, buffer, size);
    close(fd);
    return n > 0 ? (size_t)n : 0;
}

const char *
bs_original_find(void)
{
    unsigned char command[MAX_COMMAND];
    struct bs_span rest = bs_span_of(command, read_command(command, sizeof command));
    struct bs_text t = bs_text_in(id, sizeof id);

    while (rest.n > 0) {
        struct bs_span word = bs_span_take(rest, bs_span_find(rest, '\0'));
        rest = bs_span_drop(rest, word.n + 1);
        if (bs_span_starts(word, "-E") && bs_is_exim_id(bs_span_drop(word, 2))) {
            bs_text_put_span(&t, bs_span_drop(word, 2));
            break;
        }
    }
    return id;
}
