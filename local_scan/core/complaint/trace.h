/* trace: where did this message really come from?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Follows the Received lines of a header from the top, as SpamCop does. The
 * topmost line was written by the host that handed the mail to us, and is
 * believed. From there on:
 *
 *   peer of a believed line      the line below is believed if it
 *   one of ours, a relay, or     is by a name of ours, fits the line above,
 *   a private address            or gives no public name at all
 *   a stranger                   fits a name that the DNS has for that address,
 *                                and the host looks like a mail server
 *   not known for sure           is not believed
 *
 * The source is the last stranger's address that a believed line has seen. A spammer writes lines
 * below the genuine one that blame somebody else, and they fit: so a stranger's HELO word links
 * nothing here, and a host whose name is made from its address (a line of a customer) is the source
 * and not a relay. If the trail ends too early by mistake, the source is the relay's network, which
 * can also act on a complaint; if it ends too late, a victim is blamed.
 *
 * Works for the header of a bounce and for that of the returned mail, whose topmost line is the
 * reporting system's.
 *
 * Does not: find out about the source (border.h), or where to complain
 * (abuse.h). */
#ifndef BS_TRACE_H
#define BS_TRACE_H

#include "own.h"
#include "trail.h"

enum bs_believed {
    BS_BELIEVED_NOT,
    BS_BELIEVED_TOP,   /* the host that handed the mail over */
    BS_BELIEVED_OURS,  /* by a host of ours */
    BS_BELIEVED_RELAY, /* by relay_hosts, or by the server of a mailbox that was fetched */
    BS_BELIEVED_LINK   /* by a stranger's server, and it fits */
};

struct bs_trace {
    struct bs_trail trail;
    enum bs_believed believed[BS_MAX_HOPS];
    unsigned source;   /* the hop whose peer it is, from 1; 0: it is not known */
    struct bs_ip ip;   /* its address, where source > 0 */
    unsigned doubted;  /* the first hop that is not believed, from 1; 0: all are */
    const char *why;   /* static: why not; without a source, why there is no source */
    bool hinted;       /* X-Originating-IP: what a webmail says of its user, */
    struct bs_ip hint; /* or what a spammer wrote: a hint and no more */
};

/* One round; call again after each that was answered. */
void bs_trace_run(struct bs_trace *trace_r, struct bs_span header, const struct bs_owned *owned,
                  struct bs_questions *q);

const char *bs_believed_name(enum bs_believed believed); /* "ours", "link", … */

#endif
