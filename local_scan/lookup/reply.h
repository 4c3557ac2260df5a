/* reply: turns a name server's reply into an answer.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * c-ares parses the reply; here it becomes an answer: names in MX order, texts in one piece, IPv4
 * addresses in the form of bs_ip.
 *
 * Does not: follow names further, or check who sent the reply (c-ares does). */
#ifndef BS_REPLY_H
#define BS_REPLY_H

#include "found.h"

/* From the status that c-ares gives with a reply: SOME (the reply must be read), NONE (no such
 * name, or no record of that type), UNKNOWN (anything else). */
enum bs_known bs_reply_known(int status);

/* Adds the reply's records of that type (ns_t_a, …). False: it cannot be read. */
bool bs_reply_read(struct bs_span reply, int type, struct bs_found *found);

/* The shortest time to live in it, in seconds, also of a negative reply (RFC 2308 §5); 0 if it
 * cannot be read, or does not give a time. */
unsigned bs_reply_seconds(struct bs_span reply);

#endif
