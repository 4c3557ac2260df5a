/* listed: are the mail servers of a domain in a DNS list? For the ACLs.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Looked up in a child, within one deadline, as the settings of the policy directory `dir` say
 * (absent: the usual one). `lists` is the text of a file of lists. If something is not answered, or
 * goes wrong, the servers count as not listed. A child that fails is logged.
 *
 * Does not: remember an answer (acl/outgoing does, for a domain). */
#ifndef BS_PLUGIN_LISTED_H
#define BS_PLUGIN_LISTED_H

#include "span.h"

/* "zone=list.example mx=mail.far.example border=192.0.2.1", or "". */
#define BS_LISTED_TEXT 640
void bs_listed_find(struct bs_span domain, struct bs_span lists, struct bs_span dir,
                    char text_r[BS_LISTED_TEXT]);

#endif
