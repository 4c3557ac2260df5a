/* mention: the addresses that a text names, in any form.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * For the question whether an address was mentioned at all, in a Received line or
 * beside it, no matter who wrote it. If "192.0.2.1" is the start of a longer
 * name, it is not a mention. Time is linear in the text.
 *
 * Does not: know what the address is there for (received.h). */
#ifndef BS_MENTION_H
#define BS_MENTION_H

#include "ip.h"

/* Is one that is `wanted` anywhere in the value? */
bool bs_mention_find(struct bs_span value, bool (*wanted)(const struct bs_ip *, const void *),
                     const void *arg);

#endif
