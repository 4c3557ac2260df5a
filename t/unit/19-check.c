/* Tests of local_scan/core/check.c and of the tables of finding.c. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"
#include "finding.h"
#include "table.h"

#include <stdio.h>
#include <string.h>

/* Names and built-in modes are a promise to everyone who has them in files. */
static const struct check_row {
    const char *name;
    enum bs_check check;
    enum bs_mode mode;
} check_rows[] = {
    {"bounce_foreign", BS_CHECK_BOUNCE_FOREIGN, BS_MODE_WARN},
    {"bounce_untagged", BS_CHECK_BOUNCE_UNTAGGED, BS_MODE_WARN},
    {"bounce_unsent", BS_CHECK_BOUNCE_UNSENT, BS_MODE_WARN},
    {"bounce_stranger", BS_CHECK_BOUNCE_STRANGER, BS_MODE_OFF},
    {"bounce_unknown", BS_CHECK_BOUNCE_UNKNOWN, BS_MODE_OFF},
    {"header_8bit", BS_CHECK_HEADER_8BIT, BS_MODE_WARN},
    {"header_utf8", BS_CHECK_HEADER_UTF8, BS_MODE_OFF},
    {"header_control", BS_CHECK_HEADER_CONTROL, BS_MODE_WARN},
    {"header_bidi", BS_CHECK_HEADER_BIDI, BS_MODE_WARN},
    {"header_spoof", BS_CHECK_HEADER_SPOOF, BS_MODE_WARN},
    {"header_encoded_word", BS_CHECK_HEADER_ENCODED_WORD, BS_MODE_WARN},
    {"header_duplicate", BS_CHECK_HEADER_DUPLICATE, BS_MODE_WARN},
    {"header_missing", BS_CHECK_HEADER_MISSING, BS_MODE_WARN},
    {"received_forged", BS_CHECK_RECEIVED_FORGED, BS_MODE_WARN},
    {"date_bogus", BS_CHECK_DATE_BOGUS, BS_MODE_WARN},
};

static void
test_check(void **state)
{
    const struct check_row *row = *state;

    assert_string_equal(bs_check_name(row->check), row->name);
    assert_int_equal(bs_check_read(bs_span_text(row->name)), row->check);
    assert_int_equal(bs_check_default(row->check), row->mode);
}

static void
test_all_checks(void **state)
{
    (void)state;
    assert_int_equal(sizeof check_rows / sizeof *check_rows, BS_CHECKS);
    for (enum bs_check check = 0; check < BS_CHECKS; check++)
        assert_true(bs_check_default(check) <= BS_MODE_WARN);
    assert_string_equal(bs_check_name(BS_CHECK_NONE), "none");
    assert_int_equal(bs_check_default(BS_CHECK_NONE), BS_MODE_OFF);
    assert_int_equal(bs_check_read(bs_span_text("none")), BS_CHECK_NONE);
    assert_int_equal(bs_check_read(bs_span_text("")), BS_CHECK_NONE);
}

/* Those of the envelope, then those of the body; all have short words that fit
 * into a table, and by default they never refuse mail. */
static void
test_about(void **state)
{
    const struct bs_about *about;
    unsigned n = 0, body = 0;

    (void)state;
    for (; (about = bs_check_about(n)) != NULL; n++) {
        assert_true(about->mode <= BS_MODE_WARN);
        assert_true(strlen(about->name) >= 4 && strlen(about->name) <= 20);
        assert_true(strlen(about->meaning) >= 10 && strlen(about->meaning) <= 46);
        for (unsigned i = 0; i < n; i++)
            assert_string_not_equal(bs_check_about(i)->name, about->name);
        enum bs_check check = bs_check_read(bs_span_text(about->name));
        assert_int_equal(check == BS_CHECK_NONE, about->area != BS_AREA_BODY);
        if (about->area == BS_AREA_BODY)
            assert_int_equal(check, body++);
        else
            assert_int_equal(body, 0);
    }
    assert_int_equal(body, BS_CHECKS);
    assert_true(n > BS_CHECKS);
    assert_null(bs_check_about(n + 1));
}

/* One ASCII line that ends in a full stop, after an enhanced status code that
 * says "permanent" (RFC 3463). Short enough for a line of SMTP, RFC 5321
 * §4.5.3.1.5, with room for what the plugin adds. */
static void
test_refusals(void **state)
{
    (void)state;
    for (enum bs_check check = 0; check <= BS_CHECKS; check++) {
        const char *refusal = bs_check_refusal(check);
        unsigned subject, detail;
        int code = 0;

        assert_int_equal(sscanf(refusal, "5.%1u.%1u %n", &subject, &detail, &code), 2);
        assert_int_equal(code, 6);
        size_t n = strlen(refusal);
        assert_true(n < 400);
        assert_int_equal(refusal[n - 1], '.');
        for (size_t i = 0; i < n; i++)
            assert_true(refusal[i] >= ' ' && refusal[i] <= '~');
    }
}

static const struct mode_row {
    const char *name;
    enum bs_mode mode;
} mode_rows[] = {{"off", BS_MODE_OFF},   {"learn", BS_MODE_LEARN}, {"warn", BS_MODE_WARN},
                 {"hold", BS_MODE_HOLD}, {"drop", BS_MODE_DROP},   {"defer", BS_MODE_DEFER},
                 {"deny", BS_MODE_DENY}};

static void
test_mode(void **state)
{
    const struct mode_row *row = *state;
    enum bs_mode got = BS_MODES;

    assert_string_equal(bs_mode_name(row->mode), row->name);
    assert_true(bs_mode_read(bs_span_text(row->name), &got));
    assert_int_equal(got, row->mode);
    assert_false(bs_mode_read(bs_span_text("accept"), &got));
    assert_int_equal(got, row->mode);
    assert_int_equal(bs_mode_fits(got, bs_span_text("greylist")),
                     got != BS_MODE_HOLD && got != BS_MODE_DROP);
    assert_int_equal(bs_mode_fits(got, bs_span_text("out_rate")),
                     got != BS_MODE_LEARN && got != BS_MODE_DROP);
    assert_int_equal(bs_mode_fits(got, bs_span_text("own_bounce")),
                     got == BS_MODE_OFF || got == BS_MODE_WARN || got == BS_MODE_HOLD ||
                         got == BS_MODE_DROP);
    assert_int_equal(bs_mode_fits(got, bs_span_text("dnsbl")),
                     got != BS_MODE_LEARN && got != BS_MODE_HOLD && got != BS_MODE_DROP);
}

static const struct finding_row {
    const char *name;
    enum bs_finding_id id;
    enum bs_check check;
} finding_rows[] = {
    {"8bit", BS_FIND_8BIT, BS_CHECK_HEADER_8BIT},
    {"utf8", BS_FIND_UTF8, BS_CHECK_HEADER_UTF8},
    {"control", BS_FIND_CONTROL, BS_CHECK_HEADER_CONTROL},
    {"nul", BS_FIND_NUL, BS_CHECK_HEADER_CONTROL},
    {"bidi", BS_FIND_BIDI, BS_CHECK_HEADER_BIDI},
    {"invisible", BS_FIND_INVISIBLE, BS_CHECK_HEADER_BIDI},
    {"scripts", BS_FIND_SCRIPTS, BS_CHECK_HEADER_SPOOF},
    {"name_address", BS_FIND_NAME_ADDRESS, BS_CHECK_HEADER_SPOOF},
    {"encoded_word", BS_FIND_ENCODED_WORD, BS_CHECK_HEADER_ENCODED_WORD},
    {"duplicate", BS_FIND_DUPLICATE, BS_CHECK_HEADER_DUPLICATE},
    {"missing", BS_FIND_MISSING, BS_CHECK_HEADER_MISSING},
    {"long_line", BS_FIND_LONG_LINE, BS_CHECK_NONE},
    {"bare_cr", BS_FIND_BARE_CR, BS_CHECK_NONE},
    {"no_field", BS_FIND_NO_FIELD, BS_CHECK_NONE},
    {"header_limit", BS_FIND_HEADER_LIMIT, BS_CHECK_NONE},
    {"mime_limit", BS_FIND_MIME_LIMIT, BS_CHECK_NONE},
    {"body_limit", BS_FIND_BODY_LIMIT, BS_CHECK_NONE},
    {"returned_limit", BS_FIND_RETURNED_LIMIT, BS_CHECK_NONE},
    {"hop_limit", BS_FIND_HOP_LIMIT, BS_CHECK_NONE},
    {"received_self", BS_FIND_RECEIVED_SELF, BS_CHECK_RECEIVED_FORGED},
    {"received_by_us", BS_FIND_RECEIVED_BY_US, BS_CHECK_RECEIVED_FORGED},
    {"received_date", BS_FIND_RECEIVED_DATE, BS_CHECK_RECEIVED_FORGED},
    {"received_future", BS_FIND_RECEIVED_FUTURE, BS_CHECK_RECEIVED_FORGED},
    {"date_impossible", BS_FIND_DATE_IMPOSSIBLE, BS_CHECK_DATE_BOGUS},
    {"date_future", BS_FIND_DATE_FUTURE, BS_CHECK_DATE_BOGUS},
    {"date_past", BS_FIND_DATE_PAST, BS_CHECK_DATE_BOGUS},
};

static void
test_finding(void **state)
{
    const struct finding_row *row = *state;

    assert_string_equal(bs_finding_name(row->id), row->name);
    assert_int_equal(bs_finding_check(row->id), row->check);
    assert_true(strlen(bs_finding_sentence(row->id)) > 5);
}

static void
test_all_findings(void **state)
{
    (void)state;
    assert_int_equal(sizeof finding_rows / sizeof *finding_rows, BS_FINDINGS);
}

int
main(void)
{
    BS_ROWS(check_rows, test_check);
    bs_add_test("every check", test_all_checks);
    bs_add_test("about all checks", test_about);
    bs_add_test("refusals", test_refusals);
    BS_ROWS(mode_rows, test_mode);
    BS_ROWS(finding_rows, test_finding);
    bs_add_test("every finding", test_all_findings);
    return bs_run("check");
}
