/* 54-counting: different things, frequent things and messages under way, in
 * bounded memory.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "table.h"

#include "distinct.h"
#include "hash.h"
#include "inflight.h"
#include "top.h"

#include <stdio.h>
#include <stdlib.h>

static struct bs_span
name_of(unsigned long number, char text[32])
{
    return bs_span_of(text, (size_t)snprintf(text, 32, "host%lu.example", number));
}

static const struct distinct {
    const char *name;
    unsigned limit;
    unsigned long things;
    unsigned count;
    bool more;
} distincts[] = {
    {"none", 96, 0, 0, false},
    {"one", 96, 1, 1, false},
    {"a table that has grown", 96, 60, 60, false},
    {"the last that is exact", 96, 96, 96, false},
    {"the first that is not", 96, 97, 96, true},
    {"a million, at least 96", 96, 1000000, 96, true},
    {"a limit that is not that of a table", 100, 101, 100, true},
    {"many that are exact", 12288, 12288, 12288, false},
    {"a million, at least 12,288", 12288, 1000000, 12288, true},
};

static void
distinct_test(void **state)
{
    const struct distinct *row = *state;
    struct bs_distinct set = {0};
    char text[32];

    for (unsigned round = 0; round < 2; round++)
        for (unsigned long i = 0; i < row->things; i++)
            bs_distinct_add(&set, row->limit, bs_hash(name_of(i, text)));
    assert_int_equal(set.count, row->count);
    assert_int_equal(set.more, row->more);
    bs_distinct_free(&set);
}

static void
hash_test(void **state)
{
    (void)state;
    assert_true(bs_hash(bs_span_text("MX.Example")) == bs_hash(bs_span_text("mx.example")));
    assert_true(bs_hash(bs_span_text("")) != bs_hash(bs_span_text("a")));
    assert_true(bs_hash_exact(bs_span_text("A")) != bs_hash_exact(bs_span_text("a")));
}

static void
top_exact_test(void **state)
{
    struct bs_top *top = bs_top_new(4);
    struct bs_top_row rows[8];

    (void)state;
    assert_int_equal(bs_top_list(top, rows, 8), 0);
    bs_top_add(top, bs_span_text("b"), 2);
    bs_top_add(top, bs_span_text("a"), 2);
    bs_top_add(top, bs_span_text("c"), 5);
    bs_top_add(top, bs_span_text("C"), 1);
    assert_int_equal(bs_top_list(top, rows, 8), 3);
    assert_string_equal(rows[0].name, "c");
    assert_int_equal(rows[0].count, 6);
    assert_true(rows[0].exact);
    assert_string_equal(rows[1].name, "a");
    assert_string_equal(rows[2].name, "b");
    assert_int_equal(bs_top_list(top, rows, 1), 1);
    bs_top_free(top);
}

/* One in ten is the same; the others come once each. */
static void
top_full_test(void **state)
{
    struct bs_top *top = bs_top_new(32);
    struct bs_top_row rows[1];
    char text[32];

    (void)state;
    for (unsigned long i = 0; i < 10000; i++) {
        bs_top_add(top, name_of(i, text), 1);
        if (i % 9 == 0)
            bs_top_add(top, bs_span_text("often"), 1);
    }
    assert_int_equal(bs_top_list(top, rows, 1), 1);
    assert_string_equal(rows[0].name, "often");
    assert_true(rows[0].count > 1000 && rows[0].count <= 1112);
    bs_top_free(top);
}

static void
inflight_test(void **state)
{
    struct bs_inflight all = {0};
    char text[32];

    (void)state;
    assert_null(bs_inflight_find(&all, bs_span_text("x")));
    bs_inflight_end(&all, bs_span_text("x"));
    for (unsigned long i = 0; i < 20000; i++)
        bs_inflight_add(&all, name_of(i, text))->size = i;
    for (unsigned long i = 0; i < 20000; i += 2)
        bs_inflight_end(&all, name_of(i, text));
    for (unsigned long i = 0; i < 20000; i++) {
        struct bs_transit *message = bs_inflight_find(&all, name_of(i, text));

        assert_int_equal(message != NULL, i % 2);
        if (message)
            assert_int_equal(message->size, i);
    }
    assert_int_equal(all.map.used, 10000);
    assert_int_equal(all.forgotten, 0);
    bs_inflight_free(&all);
}

/* Exim counts in base 62: within a second such ids follow each other. */
static void
inflight_case_test(void **state)
{
    struct bs_inflight all = {0};
    struct bs_span one = bs_span_text("1xUwMK-0008RI-0A"), other = bs_span_text("1xUwMK-0008RI-0a");

    (void)state;
    bs_inflight_add(&all, one)->size = 1;
    bs_inflight_add(&all, other)->size = 2;
    assert_int_equal(bs_inflight_find(&all, one)->size, 1);
    bs_inflight_end(&all, other);
    assert_non_null(bs_inflight_find(&all, one));
    bs_inflight_free(&all);
}

static void
forget_test(void **state)
{
    struct bs_inflight all = {0};
    char text[32];

    (void)state;
    for (unsigned long i = 0; i < 1000000; i++)
        bs_inflight_add(&all, name_of(i, text));
    assert_true(all.map.slots <= 256 * 1024);
    assert_int_equal(all.map.used + all.forgotten, 1000000);
    assert_null(bs_inflight_find(&all, name_of(0, text)));
    assert_non_null(bs_inflight_find(&all, name_of(999999, text)));
    assert_non_null(bs_inflight_find(&all, name_of(930000, text)));
    bs_inflight_free(&all);
}

int
main(void)
{
    BS_ROWS(distincts, distinct_test);
    bs_add_test("hashes and case", hash_test);
    bs_add_test("top: all fit", top_exact_test);
    bs_add_test("top: more than fit", top_full_test);
    bs_add_test("inflight: come and go", inflight_test);
    bs_add_test("inflight: ids that differ by case", inflight_case_test);
    bs_add_test("inflight: a million that never end", forget_test);
    return bs_run("counting");
}
