/* postmaster: mail to postmaster, put into Exim's queue by sendmail(8).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BS_POSTMASTER_H
#define BS_POSTMASTER_H

#include <stdbool.h>

/* The subject gets the name of this host in front. False: complained. */
bool bs_postmaster_write(const char *subject, const char *text);

/* False: Exim delivers it where no person reads, or not at all; on Debian that is
 * /var/mail/mail, unless root's mail was given to somebody. */
bool bs_postmaster_is_read(void);

#endif
