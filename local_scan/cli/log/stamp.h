/* stamp: the time at the head of a line of Exim's logs.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * "2026-01-31 12:34:56.789 +0100 [123] ", of which only the first two words are always
 * there; and before it, if Exim logs by syslog, the head that a syslog daemon writes ("Jan
 * 31 12:34:56 mx exim[123]: ", or a time of RFC 3339), and "[1/2] " if Exim splits a long
 * line.
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

/* Takes the head and the blank after it off the line. `when_r` has the time in
 * our zone, and is written to for BS_STAMP_EXIM only. */
enum bs_stamp bs_stamp_take(struct bs_span *line, char when_r[BS_LOG_TIME]);

/* A time in the log's format, and back; -1 if it is not a time. A time outside the calendar
 * is written as the last second of the year 9999. */
void bs_stamp_write(char text_r[BS_LOG_TIME], time_t when);
time_t bs_stamp_read(const char *text);

#endif
