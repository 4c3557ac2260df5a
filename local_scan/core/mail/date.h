/* date: the dates of header fields (RFC 5322 §3.3, with §4.3), as a moment.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reads the forms that occur in mail: with or without the day's name and seconds, years of two
 * digits, comments, named zones, asctime order as some scripts write it. A field that names an
 * impossible moment (31 June, 25:10, a zone of --800 or +2500) is `impossible`; a field that is not
 * understood at all is unknown, which is not evidence against it. A zone that is missing or has no
 * known name counts as +0000 (RFC 5322 §4.3): such a moment is at most 14 hours off.
 *
 * Does not: know what time it is, or compare the day's name with the date. */
#ifndef BS_DATE_H
#define BS_DATE_H

#include "span.h"

#define BS_DAY 86400ll /* seconds */

enum bs_date_form { BS_DATE_UNKNOWN, BS_DATE_VALID, BS_DATE_IMPOSSIBLE };

struct bs_date {
    enum bs_date_form form;
    long long at;    /* seconds since 1970-01-01 00:00 UTC; 0 unless valid */
    const char *why; /* static, where impossible: "a time zone that does not exist" */
};

struct bs_date bs_date_read(struct bs_span value);

/* "Sun, 22 Nov 2026 06:41:28 +0000" for people and headers we write. The buffer
 * has BS_DATE_TEXT octets. Moments outside the years 0 to 9999 become the first
 * or the last of these. */
#define BS_DATE_TEXT 40
void bs_date_text(long long at, char *buffer);

#endif
