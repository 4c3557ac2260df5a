/* spool: reads a message in Exim's spool, with its envelope.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * There are two files: ID-H has the envelope, facts about the client, and the header, each line
 * with its length and type; ID-D has the body. Header lines that Exim has removed (type "*") are
 * left out. As in mailbox.h, the first octets of the message are kept, in the same buffer. Exim
 * 4.90 to 4.100 write the same format, except for the length of IDs.
 *
 * A file that is not in this format gives EBADMSG. A message that Exim delivers in the meantime
 * gives ENOENT.
 *
 * Does not: lock a message; if it changes meanwhile, its old or its new header is read. */
#ifndef BS_SPOOL_H
#define BS_SPOOL_H

#include "mailbox.h"

/* Is this, judging by its name, a file of a spool? HEADER is the one to open; its other files
 * (ID-D, ID-J, ID-K) and message logs (ID) are PART. */
enum bs_spool_file { BS_SPOOL_NONE, BS_SPOOL_HEADER, BS_SPOOL_PART };
enum bs_spool_file bs_spool_file(const char *path);

/* Reads into `box`'s buffer; nothing has to be closed. `flags` as in mailbox.h. Returns 0 or an
 * errno. */
int bs_spool_read(struct bs_mailbox *box, const char *path, int flags, struct bs_mail *mail_r);

#endif
