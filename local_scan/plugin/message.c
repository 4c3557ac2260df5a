/* message: Exim's header list and the spooled body, as octets, in a child. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "message.h"

#include "exim.h"

#include "bounds.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BODY 0 /* the descriptor that a child has it under */

static unsigned char header_buffer[BS_MAX_HEADER + 1];
static unsigned char body_buffer[BS_MAX_BODY];

/* Exim's lines each end with LF. A line is copied completely or not at all. Exim also keeps lines
 * as fields whose name is empty, or has other octets or a fold in it. For the core, such a line
 * would end the header, and hide what follows: so it is left out. */
struct bs_span
bs_message_header(void)
{
    const void *place = NULL;
    struct bs_span line;
    size_t n = 0;

    while (bs_exim_header_next(&place, &line)) {
        if (line.n > BS_MAX_HEADER - n)
            break;
        if (bs_field_name(line) == 0)
            continue;
        memcpy(header_buffer + n, line.p, line.n); /* bounds: n + line.n <= BS_MAX_HEADER */
        n += line.n;
    }
    return bs_span_of(header_buffer, n);
}

/* If the body could not be opened anew (child.c), its offset is shared with Exim, which continues to
 * read there when it delivers: so it is only queried, never moved. Exim's header has a constant for
 * it, but that differs between releases of one API. */
static struct bs_span
read_body(void)
{
    off_t start = lseek(BODY, 0, SEEK_CUR);
    size_t n = 0;

    while (start >= 0 && n < sizeof body_buffer) {
        ssize_t got = pread(BODY, body_buffer + n, sizeof body_buffer - n, start + (off_t)n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        n += (size_t)got;
    }
    return bs_span_of(body_buffer, n);
}

static bool
body_goes_on(size_t n)
{
    struct stat st;
    off_t start = lseek(BODY, 0, SEEK_CUR);

    return start >= 0 && fstat(BODY, &st) == 0 && st.st_size - start > (off_t)n;
}

void
bs_message_read(struct bs_message *message_r, struct bs_span sender)
{
    bs_message_split(message_r, bs_message_header());
    message_r->body = read_body();
    message_r->truncated = body_goes_on(message_r->body.n);
    message_r->sender = sender;
    message_r->sender_known = true;
}
