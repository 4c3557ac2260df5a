/* stamp: the time at the start of a line of Exim's logs.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * "2026-01-31 12:34:56.789 +0100 [123] ", of which only the first two words are always there. If
 * Exim logs by syslog, the prefix of the syslog daemon comes first, with a time like
 * "Jan 31 12:34:56" or in the form of RFC 3339, and "[1/2] " if Exim splits a long line.
 *
 * Does not: read lines without Exim's own time (syslog_timestamp = false). */
#ifndef BS_STAMP_H
#define BS_STAMP_H

#include "span.h"

#include <time.h>

#define BS_LOG_TIME 20 /* "2026-01-31 12:34:56" and its NUL */

enum bs_stamp {
    BS_STAMP_FOREIGN, /* not the start of a line of Exim's */
    BS_STAMP_REST,    /* the second and further parts of a line that was split for syslog */
    BS_STAMP_EXIM
};

/* Cuts all of this, and the blank after it, off the line. For BS_STAMP_EXIM, `when_r` gets the time
 * in our zone. */
enum bs_stamp bs_stamp_take(struct bs_span *line, char when_r[BS_LOG_TIME]);

/* A time in the log's format, and back; -1 if it is not a time. A time outside the calendar
 * is written as the last second of the year 9999. */
void bs_stamp_write(char text_r[BS_LOG_TIME], time_t when);
time_t bs_stamp_read(const char *text);

#endif
