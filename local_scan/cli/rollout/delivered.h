/* delivered: the hosts to which each of our users' mail was delivered, and when.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A bounce is most likely genuine, whatever a check finds, if its host got mail from that user
 * shortly before. Hosts count by network (/24, /48), because large sites answer from a different
 * address than the one that accepted the mail.
 *
 * Keeps the last time for 65,536 pairs, 2 MiB; when they are full, the older
 * half goes, so that with more mail the window gets shorter.
 *
 * Does not: know what was in the mail. */
#ifndef BS_DELIVERED_H
#define BS_DELIVERED_H

#include "span.h"
#include "map.h"

#include <time.h>

#define BS_DELIVERED_SHORTLY (4 * 3600) /* an hour of retries, and some queueing */

/* `user`: as bs_logname names it. */
void bs_delivered_add(struct bs_map *all, struct bs_span host, uint64_t user, time_t when);
/* Was there a delivery shortly before that time? */
bool bs_delivered_before(const struct bs_map *all, struct bs_span host, uint64_t user, time_t when);

#endif
