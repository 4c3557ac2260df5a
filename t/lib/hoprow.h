/* hoprow: a Received line, and what must be read from it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * BS_SEEN is the peer that the server saw, BS_EVIL the address that an attacker wants to be taken
 * for. */
#ifndef BS_T_HOPROW_H
#define BS_T_HOPROW_H

#include "received.h"
#include "table.h"

#define BS_SEEN "203.0.113.5"
#define BS_EVIL "198.51.100.7"

/* If a row leaves out `peer`, it is BS_SEEN; other texts left out are empty. */
struct bs_hop_row {
    const char *name, *in;
    enum bs_peer known;
    const char *peer, *helo, *by, *by_ip, *with, *id;
};

/* For BS_ROWS: reads the line, and every cut of it. */
void bs_hop_row_test(void **row);

/* For bs_at_every_cut: the reading ends, within its limits. */
void bs_hop_read_any(struct bs_span in);

#endif
