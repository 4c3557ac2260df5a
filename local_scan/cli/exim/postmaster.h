/* postmaster: mail to postmaster, put into Exim's queue by sendmail(8).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BS_POSTMASTER_H
#define BS_POSTMASTER_H

#include <stdbool.h>

/* The subject starts with the name of this host. False after a complaint. */
bool bs_postmaster_write(const char *subject, const char *text);

/* The same by another program that takes sendmail's options. */
bool bs_postmaster_write_by(const char *program, const char *subject, const char *text);

/* False if Exim delivers it where people do not read it, or not at all; on Debian that is
 * /var/mail/mail, unless root's mail is redirected to a person. */
bool bs_postmaster_is_read(void);

#endif
