/* Tests of local_scan/core/span.c. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "table.h"

static const struct find_row {
    const char *name, *in, *what;
    size_t want;
} find_rows[] = {
    {"search finds at the start", "Received: x", "received", 0},
    {"search ignores case", "xRECEIVED", "received", 1},
    {"search fails on a piece", "Receive", "received", 7},
    {"search for nothing is found at once", "abc", "", 0},
    {"search in nothing", "", "a", 0},
    {"search finds at the very end", "aab", "ab", 1},
};

static void
find_test(void **state)
{
    const struct find_row *row = *state;

    assert_int_equal(bs_span_search(bs_span_text(row->in), row->what), row->want);
}

static const struct word_row {
    const char *name, *in, *separators, *first, *rest;
} word_rows[] = {
    {"word between blanks", "  one two", " ", "one", " two"},
    {"word takes all", "one", " ", "one", ""},
    {"only separators", "   ", " ", "", ""},
    {"several separators", ";a;b", ";,", "a", ";b"},
};

static void
word_test(void **state)
{
    const struct word_row *row = *state;
    struct bs_span rest = bs_span_text(row->in);

    bs_assert_span(bs_span_word(&rest, row->separators), row->first);
    bs_assert_span(rest, row->rest);
}

static const struct line_row {
    const char *name, *in;
    bool bare_cr;
    const char *first, *rest;
} line_rows[] = {
    {"LF", "a\nb", false, "a", "b"},
    {"CRLF", "a\r\nb", false, "a", "b"},
    {"bare CR ends a line where told", "a\rb", true, "a", "b"},
    {"bare CR is text elsewhere", "a\rb\nc", false, "a\rb", "c"},
    {"the last line needs no end", "a", false, "a", ""},
    {"an empty line", "\nb", false, "", "b"},
    {"nothing left", "", false, "", ""},
};

static void
line_test(void **state)
{
    const struct line_row *row = *state;
    struct bs_span rest = bs_span_text(row->in), other = rest, line;

    bs_assert_span(bs_span_line(&rest, row->bare_cr), row->first);
    bs_assert_span(rest, row->rest);
    assert_int_equal(bs_span_next_line(&other, &line), row->in[0] != '\0');
}

static const struct number_row {
    const char *name, *in;
    size_t digits;
    long want;
} number_rows[] = {
    {"no digit", "x", 3, -1},
    {"one digit", "7x", 3, 7},
    {"stops at the cap", "1234", 3, 123},
    {"zero", "0", 1, 0},
    {"never overflows", "99999999999999999999", 30, 999999999},
};

static void
number_test(void **state)
{
    const struct number_row *row = *state;

    assert_int_equal(bs_span_number(bs_span_text(row->in), row->digits), row->want);
}

static const struct compare_row {
    const char *name, *a, *b;
    bool is, starts, ends;
} compare_rows[] = {
    {"equal but for case", "Date", "dATE", true, true, true},
    {"a longer one", "Datex", "date", false, true, false},
    {"an end", "my.example", ".EXAMPLE", false, false, true},
    {"empty and text", "", "a", false, false, false},
    {"both empty", "", "", true, true, true},
    {"letters only fold within ASCII", "\xc4", "\xe4", false, false, false},
};

static void
compare_test(void **state)
{
    const struct compare_row *row = *state;
    struct bs_span a = bs_span_text(row->a);

    assert_int_equal(bs_span_is(a, row->b), row->is);
    assert_int_equal(bs_span_starts(a, row->b), row->starts);
    assert_int_equal(bs_span_ends(a, row->b), row->ends);
}

static void
stays_inside(struct bs_span s)
{
    struct bs_span rest = s;

    assert_int_equal(bs_span_at(s, s.n), -1);
    assert_int_equal(bs_span_at(s, (size_t)-1), -1);
    bs_span_search(s, "boundary");
    bs_span_find_any(s, ";");
    bs_span_trim(s);
    assert_int_equal(bs_span_drop(s, s.n + 5).n, 0);
    assert_int_equal(bs_span_take(s, s.n + 5).n, s.n);
    while (rest.n > 0)
        bs_span_line(&rest, bs_span_bare_cr(s));
}

static void
cuts_test(void **state)
{
    (void)state;
    bs_at_every_cut(bs_span_text("Subject: a\r\n b;\rc\n\n--boundary\n 12"), stays_inside);
}

int
main(void)
{
    BS_ROWS(find_rows, find_test);
    BS_ROWS(word_rows, word_test);
    BS_ROWS(line_rows, line_test);
    BS_ROWS(number_rows, number_test);
    BS_ROWS(compare_rows, compare_test);
    bs_add_test("no function reads past the end", cuts_test);
    return bs_run("span");
}
