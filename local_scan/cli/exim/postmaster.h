/* postmaster: mail to postmaster, put into Exim's queue by sendmail(8).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * For findings of a timer. The mail is only queued, so that a delivery does not run within the
 * limits of the caller's unit; the daemon delivers it. Takes at most a minute. The subject (one
 * line) and the text are UTF-8.
 *
 * Does not: know whether the mail arrives. */
#ifndef BS_POSTMASTER_H
#define BS_POSTMASTER_H

#include <stdbool.h>

/* The subject starts with the name of this host. False after a complaint. */
bool bs_postmaster_write(const char *subject, const char *text);

/* The same by another program that takes sendmail's options. */
bool bs_postmaster_write_by(const char *program, const char *subject, const char *text);

/* False if Exim does not deliver postmaster's mail, or delivers it where people do not read it: on
 * Debian /var/mail/mail, unless root's mail is redirected to a person. */
bool bs_postmaster_is_read(void);

#endif
