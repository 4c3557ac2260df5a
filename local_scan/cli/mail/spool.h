/* spool: a message in Exim's spool, with its envelope.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Two files: ID-H has the envelope, what is known of the client, and the header,
 * each line with its length and type; ID-D has the body. Header lines that Exim
 * has taken out (type "*") are left out here. As in mailbox.h, the first octets
 * of the message are kept, in the same buffer. Exim 4.90 to 4.100 write the same
 * format, except for the length of IDs.
 *
 * A file that only looks like one gives EBADMSG. A message that Exim delivers
 * meanwhile has gone (ENOENT).
 *
 * Does not: lock a message; reading one that changes gives its old or its new header. */
#ifndef BS_SPOOL_H
#define BS_SPOOL_H

#include "mailbox.h"

/* Is this, by its name, one of a spool? HEADER is the one to open; what belongs
 * to it (ID-D, ID-J, ID-K) and logs of messages (ID) are PART. */
enum bs_spool_file { BS_SPOOL_NONE, BS_SPOOL_HEADER, BS_SPOOL_PART };
enum bs_spool_file bs_spool_file(const char *path);

/* Into `box`'s buffer; nothing is to be closed. `flags` as in mailbox.h. Returns
 * 0 or an errno. */
int bs_spool_read(struct bs_mailbox *box, const char *path, int flags, struct bs_mail *mail_r);

#endif
