/* stamp: the time at the start of a line of Exim's logs. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stamp.h"

#include <stdio.h>

#define TIME_N   (BS_LOG_TIME - 1)
#define MINUTE_N 16 /* "2026-01-31 12:34" */

/* In a form, 0 is a digit and A a letter. */
static bool
has_form(struct bs_span text, const char *form)
{
    for (size_t i = 0; form[i]; i++) {
        int c = bs_span_at(text, i);
        bool good = form[i] == '0'   ? bs_is_digit(c) || (c == ' ' && i == 4)
                    : form[i] == 'A' ? bs_is_alnum(c) && !bs_is_digit(c)
                                     : c == form[i];
        if (!good)
            return false;
    }
    return true;
}

/* " +0100": minutes east of Greenwich. */
static bool
read_zone(struct bs_span text, int *minutes_r)
{
    int sign = bs_span_at(text, 1);
    long zone = bs_span_number(bs_span_drop(text, 2), 4);

    if (bs_span_at(text, 0) != ' ' || (sign != '+' && sign != '-') || zone < 0)
        return false;
    *minutes_r = (int)(zone / 100 * 60 + zone % 100) * (sign == '-' ? -1 : 1);
    return true;
}

/* Converts a time of that zone to our zone; the result is kept, because most lines are of the same
 * minute as the line before. */
static void
make_local(char when[BS_LOG_TIME], int zone)
{
    static char from[MINUTE_N], to[MINUTE_N + 1];
    static int from_zone;
    struct tm tm = {0};

    if (from_zone != zone || memcmp(from, when, MINUTE_N) != 0) {
        sscanf(when, "%4d-%2d-%2d %2d:%2d", &tm.tm_year, &tm.tm_mon, &tm.tm_mday, &tm.tm_hour,
               &tm.tm_min);
        tm.tm_year -= 1900;
        tm.tm_mon--;
        time_t there = timegm(&tm), time = there - (time_t)zone * 60;
        /* the year 26; with 32 bits, after 2038 */
        if (there == (time_t)-1 || localtime_r(&time, &tm) == NULL ||
            strftime(to, sizeof to, "%Y-%m-%d %H:%M", &tm) != MINUTE_N)
            memcpy(to, when, MINUTE_N);
        memcpy(from, when, MINUTE_N);
        from_zone = zone;
    }
    memcpy(when, to, MINUTE_N);
}

/* The time that a syslog daemon writes: of RFC 3164, or of RFC 3339, which ends
 * at its blank. 0: neither. */
static size_t
syslog_time_length(struct bs_span line)
{
    static const char old[] = "AAA 00 00:00:00 ";

    if (has_form(line, old))
        return sizeof old - 1;
    return has_form(line, "0000-00-00T00:00:00") ? bs_span_find(line, ' ') + 1 : 0;
}

/* "Jan 31 12:34:56 mx exim[123]: ". The names of host and program have no
 * blanks, so nothing that a client says can be part of it. */
static struct bs_span
without_syslog(struct bs_span line)
{
    size_t n = syslog_time_length(line);
    struct bs_span rest = bs_span_drop(line, n);

    if (n == 0)
        return line;
    rest = bs_span_drop(rest, bs_span_find(rest, ' ') + 1);
    n = bs_span_find(rest, ' ');
    return bs_span_ends(bs_span_take(rest, n), ":") ? bs_span_drop(rest, n + 1) : line;
}

/* "[2/3] ", or "[2\3] " if the line was split at a line end of its own: the
 * number of the part, else 1. */
static long
take_part(struct bs_span *rest)
{
    struct bs_span inside = bs_span_take(bs_span_drop(*rest, 1), bs_span_find(*rest, ']') - 1);
    size_t digits = 0;

    while (bs_is_digit(bs_span_at(inside, digits)))
        digits++;
    int c = bs_span_at(inside, digits);
    if (bs_span_at(*rest, 0) != '[' || digits == 0 || digits > 3 || (c != '/' && c != '\\'))
        return 1;
    *rest = bs_span_drop(*rest, inside.n + 3);
    return bs_span_number(inside, digits);
}

enum bs_stamp
bs_stamp_take(struct bs_span *line, char when_r[BS_LOG_TIME])
{
    struct bs_span rest = without_syslog(*line);
    int zone;

    if (rest.p != line->p && take_part(&rest) > 1)
        return BS_STAMP_REST;
    if (!has_form(rest, "0000-00-00 00:00:00"))
        return BS_STAMP_FOREIGN;
    char when[BS_LOG_TIME] = "";
    memcpy(when, rest.p, TIME_N); /* bounds: the form has as many */
    rest = bs_span_drop(rest, TIME_N);
    if (bs_span_at(rest, 0) == '.')
        rest = bs_span_drop(rest, bs_span_find(rest, ' '));
    if (read_zone(rest, &zone)) {
        make_local(when, zone);
        rest = bs_span_drop(rest, 6);
    }
    if (bs_span_at(rest, 1) == '[' && bs_is_digit(bs_span_at(rest, 2)))
        rest = bs_span_drop(rest, bs_span_find(rest, ']') + 1);
    if (bs_span_at(rest, 0) != ' ')
        return BS_STAMP_FOREIGN;
    memcpy(when_r, when, BS_LOG_TIME);
    *line = bs_span_drop(rest, 1);
    return BS_STAMP_EXIM;
}

void
bs_stamp_write(char text_r[BS_LOG_TIME], time_t when)
{
    struct tm tm;

    if (localtime_r(&when, &tm) == NULL ||
        strftime(text_r, BS_LOG_TIME, "%Y-%m-%d %H:%M:%S", &tm) == 0)
        snprintf(text_r, BS_LOG_TIME, "9999-12-31 23:59:59");
}

time_t
bs_stamp_read(const char *text)
{
    struct tm tm = {.tm_isdst = -1};
    const char *end = strptime(text, "%Y-%m-%d %H:%M:%S", &tm);

    return end && *end == '\0' ? mktime(&tm) : (time_t)-1;
}
