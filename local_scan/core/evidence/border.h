/* border: what DNS and databases say about the owner of an address.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * For people, headers and logs: this decides nothing. What is not known is absent.
 *
 * Views into the table of questions, and into the text of the lists. */
#ifndef BS_BORDER_H
#define BS_BORDER_H

#include "question.h"

struct bs_border {
    struct bs_ip ip;
    struct bs_span country;                  /* "DE" */
    struct bs_span network;                  /* "64500" */
    struct bs_span network_name;             /* "Example Networks" */
    struct bs_span name;                     /* one that leads back to it (reverse.h) */
    bool name_open;                          /* whether there is one is not known */
    struct bs_span listed[BS_MAX_DNS_LISTS]; /* the lists that contain it, without customers'
                                              * keys */
    unsigned listings;
};

/* The lists that contain it. `lists` is the text of a file as in dnslist.h. A list that lists every
 * address is ignored (RFC 5782 §5), and so are those after BS_MAX_DNS_LISTS. Addresses that are not
 * public are not asked about. */
void bs_border_ask(struct bs_border *border_r, struct bs_questions *q, const struct bs_ip *ip,
                   struct bs_span lists);

/* Also its country and network, from databases that may be damaged, or on a disk that is gone:
 * asked last, when everything that matters is known. */
void bs_border_ask_place(struct bs_border *border, struct bs_questions *q);

/* Also its name. Not used while a client waits, because a spammer's PTR may never answer. */
void bs_border_ask_name(struct bs_border *border, struct bs_questions *q);

#endif
