/* geo: country and network of an address, with libmaxminddb.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Databases of MaxMind's format: GeoLite2, GeoIP2, DB-IP lite. Only a regular
 * file is opened, when it is first needed. A file that is missing or broken is
 * unknown; an address that is not in it is `none`.
 *
 * The library maps the file and checks each offset in it. If a database is truncated while it is
 * mapped, SIGBUS ends the process; but programs that install new ones (geoipupdate) rename them
 * into place.
 *
 * Does not: trust the database: a country is two capital letters, a network a number, and its name
 * at most BS_GEO_NAME octets. */
#ifndef BS_GEO_H
#define BS_GEO_H

#include "found.h"

#define BS_GEO_NAME 128

/* Files, or NULL or "" for the usual places. They must live until bs_geo_end. */
void bs_geo_start(const char *country_file, const char *network_file);
/* BS_ASK_COUNTRY and BS_ASK_NETWORK. */
void bs_geo_find(const struct bs_question *question, struct bs_found *found_r);
void bs_geo_end(void);

#endif
