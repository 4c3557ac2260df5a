/* child: runs a piece of work in a process of its own, under limits.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The child sees the spooled body as descriptor 0, for reading only (/dev/null where `body` is
 * BS_CHILD_NO_BODY), and nothing else that Exim has open, least of all the client's
 * connection. It has all signals at their defaults, little memory, little time,
 * and no files to write (confine.h). What it returns, a frame (frame.h), comes back through
 * a socket; it may crash, hang or lie. Before that it may send two frames that its parent
 * answers: a question, for the parent alone can ask Exim, and an early result.
 *
 * The caller's SIGCHLD disposition, signal mask, alarm and the offset of the
 * body are left as they were. */
#ifndef BS_PLUGIN_CHILD_H
#define BS_PLUGIN_CHILD_H

#include "span.h"

struct bs_result; /* frame.h */

enum bs_child_end {
    BS_CHILD_DONE,   /* it returned something */
    BS_CHILD_NONE,   /* no process or socket to be had; detail: errno */
    BS_CHILD_SIGNAL, /* detail: its number */
    BS_CHILD_TIMEOUT,
    BS_CHILD_SILENT /* it ended too early, or what it returned is not a result */
};

struct bs_child {
    enum bs_child_end end;
    int detail;
};

/* Does the work in the child; returns how many octets of `buffer` to send. */
typedef size_t bs_work(unsigned char *buffer, size_t size);

/* In the parent: answers a frame for which bs_frame_is_question holds, and which is otherwise
 * as the child likes. Returns how many octets it wrote; 0 ends the child. */
#define BS_CHILD_REPLY 128
typedef size_t bs_asked(struct bs_span question, unsigned char *reply, size_t size);

/* In the child: sends a question, and waits for a reply of just that size. False: no reply
 * came, and no other answer can come. */
bool bs_child_ask(struct bs_span question, void *reply_r, size_t size);

/* `asked` NULL: it may ask nothing. `patience` is in milliseconds, without what the parent
 * takes to answer. A judgement takes about one where it has nothing to ask; the
 * client waits ten minutes for the reply (RFC 5321 §4.5.3.2.6). `result_r` is what the child
 * returned, after BS_CHILD_DONE. */
#define BS_CHILD_NO_BODY (-1)
struct bs_child bs_child_run(int body, unsigned patience, bs_work *work, bs_asked *asked,
                             struct bs_result *result_r);

const char *bs_child_end_name(enum bs_child_end end);

#endif
