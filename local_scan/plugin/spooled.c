/* spooled: the body of a message that Exim is still receiving. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "spooled.h"

#include "text.h"

#include <fcntl.h>
#include <unistd.h>

#define MAX_FD   64 /* Exim has a dozen open */
#define MAX_PATH 512

/* ".../input/ID-D" */
static bool
is_body(struct bs_span path, struct bs_span id)
{
    struct bs_span name = bs_span_drop(path, path.n > id.n + 2 ? path.n - id.n - 2 : path.n);

    return name.n > 0 && bs_span_at(path, path.n - name.n - 1) == '/' &&
           bs_span_equal(bs_span_take(name, id.n), id) &&
           bs_span_is(bs_span_drop(name, id.n), "-D");
}

int
bs_spooled_open(struct bs_span id)
{
    unsigned char target[MAX_PATH];
    char path[32];

    for (unsigned fd = 0; fd < MAX_FD && id.n > 0; fd++) {
        struct bs_text t = bs_text_in(path, sizeof path);
        bs_text_put(&t, "/proc/self/fd/");
        bs_text_number(&t, fd);
        ssize_t n = readlink(path, (char *)target, sizeof target);
        if (n <= 0 || !is_body(bs_span_of(target, (size_t)n), id))
            continue;
        int body = open(path, O_RDONLY | O_CLOEXEC);
        /* its first line is its own name */
        if (body >= 0 && lseek(body, (off_t)id.n + 3, SEEK_SET) >= 0)
            return body;
        if (body >= 0)
            close(body);
    }
    return -1;
}
