/* Tests of local_scan/cli/log/logname.c: an address has one name in all lines. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "logname.h"
#include "table.h"

#define LONG "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define LONG_256 LONG LONG LONG LONG

static const struct row {
    const char *name, *one, *other;
    bool same;
} rows[] = {
    {"the same", "ann@far.example", "ann@far.example", true},
    {"of another case, in brackets", "<ANN@far.example>", "ann@Far.example", true},
    {"another one", "ann@far.example", "bob@far.example", false},
    {"the null sender", "<>", "", true},
    {"not the null sender", "<>", "ann@far.example", false},
    {"signed by SRS", "SRS0=HHH=TT=far.example=ann@x.example",
     "SRS0?HHH?TT?far.example?ann@x.example", true},
    {"in quotes", "\"a b\"@far.example", "?a?b?@far.example", true},
    {"octets that are no ASCII", "m\xc3\xbcller@far.example", "m??ller@far.example", true},
    {"signed by BATV", "prvs=4123abcdef=ann@far.example", "ann@far.example", true},
    {"signed by BATV, in a line of ours", "prvs?4123abcdef?ann@far.example",
     "prvs=5999fedcba=ann@far.example", true},
    {"signed by Barracuda", "btv1==4123abc==ann@far.example", "btv1??999def??ann@far.example",
     true},
    {"signed by Barracuda, or not", "btv1==4123abc==ann@far.example", "ann@far.example", true},
    {"almost signed", "prvs=ann@far.example", "ann@far.example", false},
    {"almost signed by Barracuda", "btv1==ann@far.example", "ann@far.example", false},
    {"signed, and nothing else", "prvs=1=", "", false},
    {"longer than is compared", LONG_256 "1@far.example", LONG_256, true},
};

static void
name_test(void **state)
{
    const struct row *row = *state;
    struct bs_span one = bs_span_text(row->one), other = bs_span_text(row->other);
    struct bs_span host = bs_span_text("192.0.2.7");

    assert_int_equal(bs_logname(one) == bs_logname(other), row->same);
    assert_int_equal(bs_logname_pair(host, one) == bs_logname_pair(host, other), row->same);
    assert_true(bs_logname_pair(host, one) != bs_logname_pair(bs_span_text("192.0.2.8"), one));
}

int
main(void)
{
    BS_ROWS(rows, name_test);
    return bs_run("logname");
}
