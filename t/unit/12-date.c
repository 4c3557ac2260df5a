/* Tests of local_scan/core/date.c. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "date.h"
#include "table.h"

#define ZONE "a time zone that does not exist"
#define TIME "a time of day that does not exist"
#define DAY  "a day that the month does not have"
#define YEAR "a year that cannot be"

static void
use_date(struct bs_span in)
{
    struct bs_date date = bs_date_read(in);

    assert_int_equal(date.why != NULL, date.form == BS_DATE_IMPOSSIBLE);
}

static const struct valid_row {
    const char *name, *in;
    long long at;
} valid_rows[] = {
    {"RFC 5322", "Sun, 22 Nov 2026 06:41:28 +0000", 1795329688},
    {"west", "Sat, 21 Nov 2026 22:41:28 -0800", 1795329688},
    {"east, half an hour", "Sun, 22 Nov 2026 12:11:28 +0530", 1795329688},
    {"-0000", "Sun, 22 Nov 2026 06:41:28 -0000", 1795329688},
    {"a comment behind", "Sun, 22 Nov 2026 06:41:28 +0000 (UTC)", 1795329688},
    {"a broken comment behind", "Sun, 22 Nov 2026 06:41:28 +0000 (Foo (Bar", 1795329688},
    {"no day's name", "22 Nov 2026 06:41:28 +0000", 1795329688},
    {"no comma", "Sun 22 Nov 2026 06:41:28 +0000", 1795329688},
    {"a wrong day's name", "Mon, 22 Nov 2026 06:41:28 +0000", 1795329688},
    {"a long day's name", "Sunday, 22 November 2026 06:41:28 +0000", 1795329688},
    {"dashes", "Sun, 22-Nov-2026 06:41:28 +0000", 1795329688},
    {"small letters", "sun, 22 nov 2026 06:41:28 gmt", 1795329688},
    {"no seconds", "Sun, 22 Nov 2026 06:41 +0000", 1795329660},
    {"parts of a second", "Sun, 22 Nov 2026 06:41:28.123 +0000", 1795329688},
    {"one digit", "Sun, 1 Nov 2026 6:01:08 +0000", 1793512868},
    {"a fold", "Sun,\r\n\t22 Nov 2026\r\n 06:41:28 +0000", 1795329688},
    {"comments everywhere",
     "(a)Sun(b(c)),(\\)) 22 (d)Nov(e) 2026 06(f) : 41 : (g) 28 (h) +0000 (i)", 1795329688},
    {"leap second", "Sat, 31 Dec 2016 23:59:60 +0000", 1483228800},
    {"leap day", "Thu, 29 Feb 2024 12:00:00 +0000", 1709208000},
    {"leap day of 2000", "Tue, 29 Feb 2000 00:00:00 +0000", 951782400},
    {"the epoch", "Thu, 1 Jan 1970 00:00:00 +0000", 0},
    {"before it", "Mon, 1 Jan 1900 00:00:00 +0000", -2208988800},
    {"the last moment", "Fri, 31 Dec 9999 23:59:59 +0000", 253402300799},
    {"year of two digits, this century", "22 Nov 26 06:41:28 +0000", 1795329688},
    {"year of two digits, the last one", "21 Nov 97 09:55:06 -0600", 880127706},
    {"year of three digits", "22 Nov 126 06:41:28 +0000", 1795329688},

    {"GMT", "Sun, 22 Nov 2026 06:41:28 GMT", 1795329688},
    {"EST", "Sun, 22 Nov 2026 01:41:28 EST", 1795329688},
    {"PDT", "Sat, 21 Nov 2026 23:41:28 PDT", 1795329688},
    {"military zone, as good as none", "Sun, 22 Nov 2026 06:41:28 A", 1795329688},
    {"zone that nobody knows", "Sun, 22 Nov 2026 06:41:28 MEZ", 1795329688},
    {"no zone", "Sun, 22 Nov 2026 06:41:28", 1795329688},
    {"name and offset", "Sun, 22 Nov 2026 07:41:28 GMT+0100", 1795329688},
    {"offset of ISO 8601", "Sun, 22 Nov 2026 07:41:28 +01:00", 1795329688},
    {"farthest east", "Sun, 22 Nov 2026 20:41:28 +1400", 1795329688},
    {"farthest west", "Sat, 21 Nov 2026 18:41:28 -1200", 1795329688},

    {"asctime", "Sun Nov 22 06:41:28 2026", 1795329688},
    {"asctime, blank before the day", "Sun Nov  1 06:41:28 2026", 1793515288},
    {"date(1)", "Sun Nov 22 01:41:28 EST 2026", 1795329688},
    {"asctime, zone behind", "Sun Nov 22 07:41:28 2026 +0100", 1795329688},
};

static void
valid_test(void **state)
{
    const struct valid_row *row = *state;
    struct bs_date date = bs_date_read(bs_span_text(row->in));

    assert_int_equal(date.form, BS_DATE_VALID);
    assert_int_equal(date.at, row->at);
    bs_at_every_cut(bs_span_text(row->in), use_date);
}

static const struct no_date_row {
    const char *name, *in, *why; /* absent: unknown */
} no_date_rows[] = {
    {"two signs", "Sun, 22 Nov 2026 06:41:28 --800", ZONE},
    {"two signs and four digits", "Sun, 22 Nov 2026 06:41:28 +-0800", ZONE},
    {"+2500", "Sun, 22 Nov 2026 06:41:28 +2500", ZONE},
    {"+9999", "Sun, 22 Nov 2026 06:41:28 +9999", ZONE},
    {"+1401", "Sun, 22 Nov 2026 06:41:28 +1401", ZONE},
    {"-1300", "Sun, 22 Nov 2026 06:41:28 -1300", ZONE},
    {"sixty minutes", "Sun, 22 Nov 2026 06:41:28 +0060", ZONE},
    {"asctime with a bad zone", "Sun Nov 22 06:41:28 2026 --800", ZONE},
    {"31 June", "Tue, 31 Jun 2026 06:41:28 +0000", DAY},
    {"32 November", "Sun, 32 Nov 2026 06:41:28 +0000", DAY},
    {"day 0", "Sun, 00 Nov 2026 06:41:28 +0000", DAY},
    {"29 February", "Sun, 29 Feb 2026 06:41:28 +0000", DAY},
    {"29 February of a century", "Thu, 29 Feb 2100 06:41:28 +0000", DAY},
    {"hour 25", "Sun, 22 Nov 2026 25:10:00 +0000", TIME},
    {"24:00", "Sun, 22 Nov 2026 24:00:00 +0000", TIME},
    {"minute 60", "Sun, 22 Nov 2026 06:60:00 +0000", TIME},
    {"second 61", "Sun, 22 Nov 2026 06:41:61 +0000", TIME},
    {"year 0", "Sun, 22 Nov 0000 06:41:28 +0000", YEAR},
    {"year 1601", "Mon, 01 Jan 1601 00:00:00 +0000", YEAR},
    {"year 19126", "Sun, 22 Nov 19126 06:41:28 +0000", YEAR},
    {"year 10000", "Sun, 22 Nov 10000 06:41:28 +0000", YEAR},

    {"nothing", "", NULL},
    {"blanks", " \t\r\n ", NULL},
    {"an open comment", "(Sun, 22 Nov 2026 06:41:28 +0000", NULL},
    {"a word", "yesterday", NULL},
    {"ISO 8601", "2026-11-22T06:41:28Z", NULL},
    {"numbers", "22/11/2026 06:41:28", NULL},
    {"a month of another language", "Dom, 22 avr 2026 06:41:28 +0000", NULL},
    {"no time", "Sun, 22 Nov 2026", NULL},
    {"no minutes", "Sun, 22 Nov 2026 06", NULL},
    {"a colon without seconds", "Sun, 22 Nov 2026 06:41: +0000", NULL},
    {"afternoon", "Sun, 22 Nov 2026 06:41:28 PM", NULL},
    {"a day of three digits", "Sun, 322 Nov 2026 06:41:28 +0000", NULL},
    {"a year of one digit", "Sun, 22 Nov 6 06:41:28 +0000", NULL},
    {"a year of six digits", "Sun, 22 Nov 202600 06:41:28 +0000", NULL},
    {"a year of twenty digits", "Sun, 22 Nov 20260000000000000000 06:41:28 +0000", NULL},
    {"a zone of three digits", "Sun, 22 Nov 2026 06:41:28 -800", NULL},
    {"a zone of five digits", "Sun, 22 Nov 2026 06:41:28 +00000", NULL},
    {"a sign alone", "Sun, 22 Nov 2026 06:41:28 +", NULL},
    {"31 June without a time", "Tue, 31 Jun 2026", NULL},
};

static void
no_date_test(void **state)
{
    const struct no_date_row *row = *state;
    struct bs_date date = bs_date_read(bs_span_text(row->in));

    assert_int_equal(date.form, row->why ? BS_DATE_IMPOSSIBLE : BS_DATE_UNKNOWN);
    assert_int_equal(date.at, 0);
    if (row->why)
        assert_string_equal(date.why, row->why);
    bs_at_every_cut(bs_span_text(row->in), use_date);
}

static const struct text_row {
    const char *name;
    long long at;
    const char *want;
} text_rows[] = {
    {"today", 1795329688, "Sun, 22 Nov 2026 06:41:28 +0000"},
    {"the epoch", 0, "Thu, 01 Jan 1970 00:00:00 +0000"},
    {"a second before", -1, "Wed, 31 Dec 1969 23:59:59 +0000"},
    {"leap day", 951782400, "Tue, 29 Feb 2000 00:00:00 +0000"},
    {"day after it", 951868800, "Wed, 01 Mar 2000 00:00:00 +0000"},
    {"end of a leap year", 1735689599, "Tue, 31 Dec 2024 23:59:59 +0000"},
    {"32 bits are over", 2147483648, "Tue, 19 Jan 2038 03:14:08 +0000"},
    {"the first", -62167219200, "Sat, 01 Jan 0000 00:00:00 +0000"},
    {"the last", 253402300799, "Fri, 31 Dec 9999 23:59:59 +0000"},
    {"too early", INT64_MIN, "Sat, 01 Jan 0000 00:00:00 +0000"},
    {"too late", INT64_MAX, "Fri, 31 Dec 9999 23:59:59 +0000"},
};

static void
text_test(void **state)
{
    const struct text_row *row = *state;
    char buffer[BS_DATE_TEXT];

    bs_date_text(row->at, buffer);
    assert_string_equal(buffer, row->want);
}

/* Every day of four hundred years, after which the calendar repeats, comes
 * back as it was written. */
static void
calendar_test(void **state)
{
    char buffer[BS_DATE_TEXT];

    (void)state;
    for (long long day = 0; day < 146097; day++) {
        bs_date_text(day * 86400 + 41, buffer);
        struct bs_date date = bs_date_read(bs_span_text(buffer));
        assert_int_equal(date.form, BS_DATE_VALID);
        assert_int_equal(date.at, day * 86400 + 41);
    }
}

int
main(void)
{
    BS_ROWS(valid_rows, valid_test);
    BS_ROWS(no_date_rows, no_date_test);
    BS_ROWS(text_rows, text_test);
    bs_add_test("every day", calendar_test);
    return bs_run("date");
}
