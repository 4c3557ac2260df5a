/* listed_mx: is a mail server of a domain in a DNS list?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Looks up the hosts of the domain's MX, or the domain itself if it does not have an MX (RFC 5321
 * §5.1), then the public addresses of each, then each address in each list. Asked in rounds
 * (question.h): all addresses in one, all lists in the next. The best host that is listed counts.
 *
 * Limits: BS_MAX_MX_HOSTS, BS_MAX_LINK_ADDRS of a host, BS_MAX_DNS_LISTS. A question that does not
 * fit into the table is unknown, and unknown counts as not listed.
 *
 * Views into the table, and into the text of the lists (dnslist.h).
 *
 * Does not: say whether mail can be sent there. */
#ifndef BS_LISTED_MX_H
#define BS_LISTED_MX_H

#include "question.h"

struct bs_listed_mx {
    struct bs_span host; /* empty: not listed, as far as is known */
    struct bs_span zone;
    struct bs_ip ip;
};

/* Is one listed? */
bool bs_listed_mx_ask(struct bs_listed_mx *listed_r, struct bs_questions *q, struct bs_span domain,
                      struct bs_span lists);

#endif
