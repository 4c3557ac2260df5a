/* reach: can a user of this host connect to a port of another host?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A child becomes that user, waits at most BS_REACH_SECONDS for the connection and as long for
 * a greeting, says QUIT, and ends. Needs root.
 * Does not: send anything else. */
#ifndef BS_REACH_H
#define BS_REACH_H

#include "ip.h"

#define BS_REACH_SECONDS 10

enum bs_reach { BS_REACH_UNKNOWN, BS_REACH_NO, BS_REACH_YES };

/* UNKNOWN: there is no such user, or this process cannot become it. */
enum bs_reach bs_reach_as(const char *user, const struct bs_ip *ip, unsigned port);

#endif
