/* original: which message does a bounce or an automatic reply of ours return or answer? For the
 * ACLs.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Bounces, warnings and automatic replies that Exim makes are handed to a new process of Exim,
 * whose command line names the message in the queue ("-E1tGfxY-000000003Ab-1x2C"); no variable
 * does. A program that replies for a user (Sieve, vacation, procmail) runs while Exim is delivering
 * the message, so the message is still in the queue, and In-Reply-To names its Message-ID
 * (RFC 3834 §3.1.5).
 *
 * `reply_to` is the value of In-Reply-To, `input` the directory of the queue, split or not. At most
 * BS_ORIGINAL_QUEUE messages are read, and of each the first BS_MAX_HEADER octets.
 *
 * Returns the id, in a static buffer; "" if absent, if several messages in the queue have that
 * Message-ID but did not come from the same host with the same proof, or if the queue cannot be read
 * or is longer.
 *
 * Does not: check who has started the process; look into named queues. */
#ifndef BS_PLUGIN_ORIGINAL_H
#define BS_PLUGIN_ORIGINAL_H

#include "span.h"

#define BS_ORIGINAL_QUEUE 4096

const char *bs_original_find(struct bs_span reply_to, struct bs_span input);

#endif
