/* date: the dates of header fields, as a moment. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "date.h"

#include "field.h"
#include "text.h"

/* RFC 5322 §3.3: "any numeric year 1900 or later". The grammar has no upper
 * end; five digits are the "19126" of a script that puts "19" before the years
 * since 1900. */
#define FIRST_YEAR 1900
#define LAST_YEAR  9999

/* From Kiribati (+1400) to the International Date Line (-1200); RFC 5322 §3.3
 * would bear 99 hours and 59 minutes. */
#define ZONE_EAST (14 * 60)
#define ZONE_WEST (12 * 60)

static const char *const day_names[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", NULL};
static const char *const month_names[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul",
                                          "Aug", "Sep", "Oct", "Nov", "Dec", NULL};

/* What is read so far. A number that cannot be is noted in `why`, and reading
 * goes on: only a date that is understood as a whole can be impossible. */
struct reader {
    struct bs_span rest;
    long day, month, year; /* month: 0 to 11 */
    long hour, minute, second;
    long zone; /* minutes east */
    const char *why;
};

static void
deny(struct reader *r, bool possible, const char *why)
{
    if (!possible && !r->why)
        r->why = why;
}

/* Blanks, folds and comments may come between any two words (§4.3); a comma
 * follows the day's name, and occurs elsewhere in what scripts write. */
static void
skip_gap(struct bs_span *rest)
{
    for (;;) {
        int c = bs_span_at(*rest, 0);

        if (c == '(')
            *rest = bs_span_drop(*rest, bs_field_comment(*rest));
        else if (bs_is_white(c) || c == ',')
            *rest = bs_span_drop(*rest, 1);
        else
            return;
    }
}

static bool
take_octet(struct bs_span *rest, int octet)
{
    skip_gap(rest);
    if (bs_span_at(*rest, 0) != octet)
        return false;
    *rest = bs_span_drop(*rest, 1);
    return true;
}

static size_t
count_digits(struct bs_span s)
{
    size_t n = 0;

    while (bs_is_digit(bs_span_at(s, n)))
        n++;
    return n;
}

/* A number of 1 to `most` digits; *digits_r of them, unless NULL. */
static bool
take_number(struct bs_span *rest, size_t most, long *number_r, size_t *digits_r)
{
    size_t digits;

    skip_gap(rest);
    digits = count_digits(*rest);
    if (digits == 0 || digits > most)
        return false;
    *number_r = bs_span_number(*rest, digits);
    *rest = bs_span_drop(*rest, digits);
    if (digits_r)
        *digits_r = digits;
    return true;
}

static struct bs_span
letters(struct bs_span s)
{
    size_t n = 0;

    while (bs_is_alnum(bs_span_at(s, n)) && !bs_is_digit(bs_span_at(s, n)))
        n++;
    return bs_span_take(s, n);
}

/* The row of a word that starts like one of the names, for "Tues" and
 * "September"; -1 and nothing taken if not found. */
static long
take_name(struct bs_span *rest, const char *const *names)
{
    struct bs_span word;

    skip_gap(rest);
    word = letters(*rest);
    for (long i = 0; names[i]; i++) {
        if (!bs_span_starts(word, names[i]))
            continue;
        *rest = bs_span_drop(*rest, word.n);
        return i;
    }
    return -1;
}

static bool
take_month(struct reader *r)
{
    r->month = take_name(&r->rest, month_names);
    return r->month >= 0;
}

static bool
take_day(struct reader *r)
{
    return take_number(&r->rest, 2, &r->day, NULL);
}

/* RFC 5322 §4.3: of two digits, 00 to 49 are of this century; three count from
 * 1900, as programs did that were not ready for the year 2000. */
static bool
take_year(struct reader *r)
{
    size_t digits;

    if (!take_number(&r->rest, 5, &r->year, &digits) || digits < 2)
        return false;
    if (digits == 2 && r->year < 50)
        r->year += 2000;
    else if (digits < 4)
        r->year += 1900;
    deny(r, r->year >= FIRST_YEAR && r->year <= LAST_YEAR, "a year that cannot be");
    return true;
}

/* Seconds may be missing (§3.3), and some programs write parts of them. */
static bool
take_time(struct reader *r)
{
    if (!take_number(&r->rest, 2, &r->hour, NULL) || !take_octet(&r->rest, ':') ||
        !take_number(&r->rest, 2, &r->minute, NULL))
        return false;
    if (take_octet(&r->rest, ':') && !take_number(&r->rest, 2, &r->second, NULL))
        return false;
    if (bs_span_at(r->rest, 0) == '.')
        r->rest = bs_span_drop(r->rest, 1 + count_digits(bs_span_drop(r->rest, 1)));
    /* A leap second is a second 60. */
    deny(r, r->hour < 24 && r->minute < 60 && r->second <= 60, "a time of day that does not exist");
    return true;
}

/* A zone of digits, its sign first. */
static bool
take_offset(struct reader *r)
{
    int sign = bs_span_at(r->rest, 0), next = bs_span_at(r->rest, 1);
    struct bs_span digits = bs_span_drop(r->rest, 1);
    size_t count = count_digits(digits);
    long hours, minutes;

    deny(r, next != '+' && next != '-', "a time zone that does not exist");
    if (next == '+' || next == '-')
        return true;
    /* "+01:00", of programs that think in ISO 8601 */
    hours = bs_span_number(digits, 2);
    if (count == 2 && bs_span_at(digits, 2) == ':')
        digits = bs_span_drop(digits, 3);
    else if (count == 4)
        digits = bs_span_drop(digits, 2);
    else
        return false;
    if (count_digits(digits) != 2)
        return false;
    minutes = bs_span_number(digits, 2);
    r->zone = hours * 60 + minutes;
    deny(r, minutes < 60 && r->zone <= (sign == '-' ? ZONE_WEST : ZONE_EAST),
         "a time zone that does not exist");
    if (sign == '-')
        r->zone = -r->zone;
    r->rest = bs_span_drop(digits, 2);
    return true;
}

/* RFC 5322 §4.3: these names mean something; all others, the military letters
 * too, are as good as +0000. */
static long
zone_of(struct bs_span name)
{
    static const struct {
        const char *name;
        int hours;
    } zones[] = {
        {"EST", -5}, {"EDT", -4}, {"CST", -6}, {"CDT", -5},
        {"MST", -7}, {"MDT", -6}, {"PST", -8}, {"PDT", -7},
    };

    for (size_t i = 0; i < BS_COUNT(zones); i++)
        if (bs_span_is(name, zones[i].name))
            return zones[i].hours * 60;
    return 0;
}

/* A zone, if there is one: digits, a name, or both ("GMT+0100"). */
static bool
take_zone(struct reader *r)
{
    struct bs_span name;
    int c;

    skip_gap(&r->rest);
    name = letters(r->rest);
    if (name.n > 0) {
        /* Half a day would be wrong. */
        if (bs_span_is(name, "AM") || bs_span_is(name, "PM"))
            return false;
        r->zone = zone_of(name);
        r->rest = bs_span_drop(r->rest, name.n);
    }
    c = bs_span_at(r->rest, 0);
    return (c != '+' && c != '-') || take_offset(r);
}

/* "22 Nov 2026 06:41:28 +0000", "22-Nov-2026 06:41". */
static bool
read_mail_order(struct reader *r)
{
    if (!take_day(r))
        return false;
    take_octet(&r->rest, '-');
    if (!take_month(r))
        return false;
    take_octet(&r->rest, '-');
    return take_year(r) && take_time(r) && take_zone(r);
}

/* "Nov 22 06:41:28 2026", of asctime(3) and date(1), with or without a zone
 * before or after the year; the month is taken. */
static bool
read_asctime_order(struct reader *r)
{
    return take_day(r) && take_time(r) && take_zone(r) && take_year(r) && take_zone(r);
}

static bool
is_leap(long year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static long
days_in(long month, long year)
{
    static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return days[month] + (month == 1 && is_leap(year));
}

/* Days from 0 January of the year 0 of our calendar to the first of this
 * January. */
static long long
days_before_year(long long year)
{
    return year * 365 + (year + 3) / 4 - (year + 99) / 100 + (year + 399) / 400;
}

#define DAYS_BEFORE_1970 719528LL

static long long
moment_of(const struct reader *r)
{
    long long days = days_before_year(r->year) - DAYS_BEFORE_1970 + r->day - 1;

    for (long month = 0; month < r->month; month++)
        days += days_in(month, r->year);
    return days * BS_DAY + r->hour * 3600 + (r->minute - r->zone) * 60 + r->second;
}

struct bs_date
bs_date_read(struct bs_span value)
{
    struct reader r = {.rest = value};

    take_name(&r.rest, day_names);
    if (!(take_month(&r) ? read_asctime_order(&r) : read_mail_order(&r)))
        return (struct bs_date){.form = BS_DATE_UNKNOWN};
    deny(&r, r.day > 0 && r.day <= days_in(r.month, r.year), "a day that the month does not have");
    if (r.why)
        return (struct bs_date){.form = BS_DATE_IMPOSSIBLE, .why = r.why};
    return (struct bs_date){.form = BS_DATE_VALID, .at = moment_of(&r)};
}

static void
put_digits(struct bs_text *text, long long number, long long unit)
{
    for (; unit > 0; unit /= 10)
        bs_text_number(text, (unsigned long long)(number / unit % 10));
}

static void
put_time(struct bs_text *text, long long seconds)
{
    put_digits(text, seconds / 3600, 10);
    bs_text_put(text, ":");
    put_digits(text, seconds / 60 % 60, 10);
    bs_text_put(text, ":");
    put_digits(text, seconds % 60, 10);
}

void
bs_date_text(long long at, char *buffer)
{
    const long long last = (days_before_year(LAST_YEAR + 1) - DAYS_BEFORE_1970) * BS_DAY - 1;
    const long long first = (days_before_year(0) - DAYS_BEFORE_1970) * BS_DAY;
    long long days, year;
    long month = 0;
    struct bs_text text = bs_text_in(buffer, BS_DATE_TEXT);

    at = at < first ? first : at > last ? last : at;
    at -= first;
    days = at / BS_DAY;
    year = days / 366;
    while (days_before_year(year + 1) <= days)
        year++;
    /* 1 January 0 was a Saturday. */
    bs_text_put(&text, day_names[(days + 6) % 7]);
    days -= days_before_year(year);
    for (; days >= days_in(month, (long)year); month++)
        days -= days_in(month, (long)year);
    bs_text_put(&text, ", ");
    put_digits(&text, days + 1, 10);
    bs_text_put(&text, " ");
    bs_text_put(&text, month_names[month]);
    bs_text_put(&text, " ");
    put_digits(&text, year, 1000);
    bs_text_put(&text, " ");
    put_time(&text, at % BS_DAY);
    bs_text_put(&text, " +0000");
}
