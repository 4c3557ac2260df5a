/* reverse: the names of an address that lead back to it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The owner of an address can give it any name in a PTR record. Only a name
 * whose own A or AAAA records have the address is confirmed by both sides, and
 * says whose host that is.
 *
 * Views into the table of questions. Limit: BS_MAX_REVERSE_NAMES; an address with more names is
 * unknown, but the names found so far are there. */
#ifndef BS_REVERSE_H
#define BS_REVERSE_H

#include "question.h"

struct bs_reverse {
    enum bs_known known; /* of all names; NONE: no name leads back */
    bool pointed;        /* there are PTR records, confirmed or not */
    struct bs_span name[BS_MAX_REVERSE_NAMES]; /* those that lead back; valid even if `known` is
                                                * UNKNOWN */
    unsigned names;
};

struct bs_reverse bs_reverse_ask(struct bs_questions *q, const struct bs_ip *ip);

/* SOME: the name has that address; NONE: it has other addresses, or has no address. */
enum bs_known bs_reverse_leads_to(struct bs_questions *q, struct bs_span name,
                                  const struct bs_ip *ip);

#endif
