/* mailfault: why there is no message in a file, in words for people.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Complains on standard error. `problem` is that of bs_mailbox_open or _next; 0: the file could be
 * read, and has no message. */
#ifndef BS_MAILFAULT_H
#define BS_MAILFAULT_H

void bs_mailfault_complain(const char *path, int problem);

/* There is no message of that number (bs_mailbox_number). */
void bs_mailfault_number(const char *path, unsigned long number, unsigned long last);

#endif
