/* reply: what a name server's reply says.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * c-ares takes replies apart; here they become answers: names in MX order,
 * texts in one piece, addresses with the IPv4 ones as bs_ip has them.
 *
 * Does not: follow names further, or check who sent the reply (c-ares has). */
#ifndef BS_REPLY_H
#define BS_REPLY_H

#include "found.h"

/* By the status that c-ares gives with a reply: SOME (it has to be read), NONE
 * (no such name, or nothing of that kind under it), UNKNOWN (anything else). */
enum bs_known bs_reply_known(int status);

/* Adds what the reply has of that type (ns_t_a, …). False: it cannot be read. */
bool bs_reply_read(struct bs_span reply, int type, struct bs_found *found);

/* The shortest time to live in it, in seconds, negative replies (RFC 2308 §5)
 * too; 0 if it cannot be read, or gives no time. */
unsigned bs_reply_seconds(struct bs_span reply);

#endif
