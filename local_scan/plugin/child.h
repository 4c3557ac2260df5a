/* child: runs a piece of work in a process of its own, under limits.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The child sees the spooled body as descriptor 0 (/dev/null where `body` is
 * negative) and nothing else that Exim has open, least of all the client's
 * connection. It has all signals at their defaults, little memory, little time,
 * and no files to write (confine.h). What it returns, a frame (frame.h), comes back through
 * a pipe; it may crash, hang or lie.
 *
 * The caller's SIGCHLD disposition, signal mask, alarm and the offset of the
 * body are left as they were. */
#ifndef BS_PLUGIN_CHILD_H
#define BS_PLUGIN_CHILD_H

#include "span.h"

enum bs_child_end {
    BS_CHILD_DONE,   /* it returned something */
    BS_CHILD_NONE,   /* no process or pipe to be had; detail: errno */
    BS_CHILD_SIGNAL, /* detail: its number */
    BS_CHILD_TIMEOUT,
    BS_CHILD_SILENT /* it ended, or closed the pipe, too early */
};

struct bs_child {
    enum bs_child_end end;
    int detail;
    struct bs_span answer; /* static, until the next child; after BS_CHILD_DONE */
};

/* Does the work in the child; returns how many octets of `buffer` to send. */
typedef size_t bs_work(unsigned char *buffer, size_t size);

/* `patience` is in milliseconds. A judgement takes about one where it has nothing to ask; the
 * client waits ten minutes for the reply (RFC 5321 §4.5.3.2.6). */
struct bs_child bs_child_run(int body, unsigned patience, bs_work *work);

const char *bs_child_end_name(enum bs_child_end end);

#endif
