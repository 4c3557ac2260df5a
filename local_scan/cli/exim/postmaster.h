/* postmaster: mail to postmaster, put into Exim's queue by sendmail(8).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BS_POSTMASTER_H
#define BS_POSTMASTER_H

#include <stdbool.h>

/* The subject gets the name of this host in front. False: complained. */
bool bs_postmaster_write(const char *subject, const char *text);

#endif
