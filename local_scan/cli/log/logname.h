/* logname: one name for an address, in lines of Exim and of Backstop.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A line of Backstop has "?" for what may not be in a word (docs/log.md), so the sender that is
 * "SRS0=HHH=TT=far.example=ann@fwd.example" in Exim's own lines has other octets there. What
 * BATV adds to an address ("prvs=4123abcdef=ann@far.example", "btv1==4123==ann@far.example") is
 * left out, because it changes from day to day.
 *
 * Does not: withstand an attacker who searches for collisions (hash.h). */
#ifndef BS_LOGNAME_H
#define BS_LOGNAME_H

#include "span.h"

#include <stdint.h>

/* With or without <>, of any case. */
uint64_t bs_logname(struct bs_span address);

/* For mail that has no id yet: of its host and sender. */
uint64_t bs_logname_pair(struct bs_span host, struct bs_span from);

#endif
