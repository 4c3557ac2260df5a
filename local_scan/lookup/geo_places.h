/* geo_places: where databases of countries and networks are, unless the settings
 * name another place.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Used by geo.c, which opens them, and by `backstop doctor`, which checks their
 * age. */
#ifndef BS_GEO_PLACES_H
#define BS_GEO_PLACES_H

#include <stddef.h>

/* Small ones first: the file is mapped whole, and the plugin's child has little
 * room. */
static const char *const bs_geo_usual_country[] = {
    "/var/lib/GeoIP/GeoLite2-Country.mmdb",
    "/var/lib/GeoIP/GeoIP2-Country.mmdb",
    "/var/lib/GeoIP/dbip-country-lite.mmdb",
    "/usr/share/GeoIP/GeoLite2-Country.mmdb",
    "/usr/share/GeoIP/GeoIP2-Country.mmdb",
    "/usr/share/GeoIP/dbip-country-lite.mmdb",
    "/var/lib/GeoIP/GeoLite2-City.mmdb",
    "/var/lib/GeoIP/dbip-city-lite.mmdb",
    "/usr/share/GeoIP/GeoLite2-City.mmdb",
    "/usr/share/GeoIP/dbip-city-lite.mmdb",
    NULL,
};
static const char *const bs_geo_usual_network[] = {
    "/var/lib/GeoIP/GeoLite2-ASN.mmdb",
    "/var/lib/GeoIP/dbip-asn-lite.mmdb",
    "/usr/share/GeoIP/GeoLite2-ASN.mmdb",
    "/usr/share/GeoIP/dbip-asn-lite.mmdb",
    NULL,
};

#endif
