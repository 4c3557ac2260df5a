/* dnslist: the files of DNS lists, dnsbl_zones and null_zones.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 *   zen.spamhaus.org=127.0.0.2,127.0.0.3
 *
 * A line names a list, and the codes that count as a hit. A line without codes is not used, nor is
 * one with a code of 127.255.255.x, which means that you may not query the list. The ACLs read the
 * same files in the same way (acl/dnsbl).
 *
 * Views into the text. */
#ifndef BS_DNSLIST_H
#define BS_DNSLIST_H

#include "question.h"

struct bs_dnslist {
    struct bs_span zone;
    struct bs_span codes;
};

/* One entry; false when it is not of that form. */
bool bs_dnslist_read(struct bs_dnslist *list_r, struct bs_span entry);

/* The next list of a file that can be used. False at the end. */
bool bs_dnslist_next(struct bs_dnslist *list_r, struct bs_span *rest);

/* Is it one that no longer exists? Some of those list the whole world. */
bool bs_dnslist_ended(const struct bs_dnslist *list);

bool bs_dnslist_counts(const struct bs_dnslist *list, const struct bs_ip *code);

/* Is the address listed? SOME: with a code that counts, by a list that does not list every
 * address. */
enum bs_known bs_dnslist_ask(const struct bs_dnslist *list, struct bs_questions *q,
                             const struct bs_ip *ip);

/* The zone without a customer's key before it, which others must not see. A key is recognised by
 * its length and its digits; one that has only letters, and is as short as the name of a list,
 * stays. */
struct bs_span bs_dnslist_name(const struct bs_dnslist *list);

#endif
