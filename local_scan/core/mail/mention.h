/* mention: the IP addresses that a text names, in any form.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Answers whether an address occurs at all, in a Received line or beside it, no matter who wrote
 * it. "192.0.2.1" at the start of a longer name does not count. Time is linear in the text.
 *
 * Does not: know what the address is there for (received.h). */
#ifndef BS_MENTION_H
#define BS_MENTION_H

#include "ip.h"

/* Does the value name an address that `wanted` accepts? */
bool bs_mention_find(struct bs_span value, bool (*wanted)(const struct bs_ip *, const void *),
                     const void *arg);

#endif
