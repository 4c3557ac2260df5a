/* abuse: the contacts for complaints about mail from an address.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * By the DNS: TXT records at the reversed address in a zone that collects abuse contacts (setting
 * abuse_zone), each with one or more mailboxes, separated by commas or blanks. Strangers write
 * these records, and they are put into a header: anything that is not clearly a mailbox is dropped.
 *
 * Does not: know whether the mailbox is read. */
#ifndef BS_ABUSE_H
#define BS_ABUSE_H

#include "question.h"

#define BS_MAX_CONTACTS 4 /* registries have one or two */

struct bs_contacts {
    enum bs_known known;                     /* also unknown if no zone is given */
    struct bs_span address[BS_MAX_CONTACTS]; /* in the table of questions */
    unsigned count;
};

void bs_abuse_ask(struct bs_contacts *contacts_r, struct bs_questions *q, const struct bs_ip *ip,
                  struct bs_span zone);

/* A dot-atom, '@', and a host name (RFC 5321 §4.1.2), nothing else. */
bool bs_abuse_is_mailbox(struct bs_span text);

#endif
