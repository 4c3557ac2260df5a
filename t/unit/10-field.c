/* Tests of local_scan/core/field.c. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "table.h"

#include "field.h"
#include "bounds.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* fields: "name=value|name=value", folds as they are */
static const struct fields_row {
    const char *name, *in, *fields;
    size_t end;
    bool junk;
} fields_rows[] = {
    {"one field", "A: b\n\nbody", "A= b", 6, false},
    {"two fields, CRLF", "A: b\r\nC: d\r\n\r\nx", "A= b|C= d", 14, false},
    {"bare CR throughout", "A: b\rC: d\r\rx", "A= b|C= d", 11, false},
    {"a fold stays in the value", "A: b\n\tc\nD:e\n", "A= b\n\tc|D=e", 12, false},
    {"a line of blanks is a fold", "A: b\n \nD:e\n", "A= b\n |D=e", 11, false},
    {"blanks before the colon", "A \t: b\n", "A= b", 7, false},
    {"an empty value", "A:\nB:\n", "A=|B=", 6, false},
    {"no line end at the end", "A: b", "A= b", 4, false},
    {"a line that is no field ends it", "A: b\nno field\nC: d\n", "A= b", 5, true},
    {"a fold before any field", " x\nA: b\n", "", 0, true},
    {"a name with a blank inside", "A b: c\n", "", 0, true},
    {"8-bit octets are no name", "\xc4: c\n", "", 0, true},
    {"a colon alone", ": c\n", "", 0, true},
    {"nothing", "", "", 0, false},
    {"an empty line at once", "\nA: b\n", "", 1, false},
    {"bare CR inside a line is kept", "A: b\rc\nD: e\n", "A= b\rc|D= e", 12, false},
};

static void
list_fields(struct bs_fields *it, char *out, size_t size)
{
    struct bs_field field;
    size_t n = 0;

    *out = '\0';
    while (bs_fields_next(it, &field) == 1)
        n += (size_t)snprintf(out + n, size - n, "%s%.*s=%.*s", n ? "|" : "", (int)field.name.n,
                              (const char *)field.name.p, (int)field.value.n,
                              (const char *)field.value.p);
}

static void
fields_test(void **state)
{
    const struct fields_row *row = *state;
    char got[256];
    struct bs_fields it = bs_fields_of(bs_span_text(row->in));

    list_fields(&it, got, sizeof got);
    assert_string_equal(got, row->fields);
    assert_int_equal(it.offset, row->end);
    assert_int_equal(it.junk, row->junk);
    assert_int_equal(bs_fields_next(&it, &(struct bs_field){.offset = 0}), 0);
}

static const struct unfold_row {
    const char *name, *in, *want;
} unfold_rows[] = {
    {"LF fold", "a\n b", "a b"},
    {"CRLF and many blanks", "a\r\n\t  b", "a b"},
    {"no fold", "a b", "a b"},
    {"cut at the buffer's size", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa"},
};

static void
unfold_test(void **state)
{
    const struct unfold_row *row = *state;
    unsigned char buffer[16];

    bs_assert_span(bs_value_unfold(bs_span_text(row->in), buffer, sizeof buffer), row->want);
}

static const struct split_row {
    const char *name, *in, *header, *body;
    const char *sender; /* NULL: not known */
} split_rows[] = {
    {"header and body", "A: b\n\nc\n", "A: b\n\n", "c\n", NULL},
    {"mbox line, mark and empty lines in front", "\xef\xbb\xbf\n\nFrom x y\nA: b\n\nc", "A: b\n\n",
     "c", NULL},
    {"quoted mbox line", ">From x\nA: b\n\nc", "A: b\n\n", "c", NULL},
    {"a blank before the colon makes no mbox line", "From : b\n\nc", "From : b\n\n", "c", NULL},
    {"null reverse-path", "Return-Path: <>\n\n", "Return-Path: <>\n\n", "", ""},
    {"reverse-path", "Return-path: <a@b.example>\n\n", "Return-path: <a@b.example>\n\n", "",
     "a@b.example"},
    {"reverse-path without brackets", "Return-Path: a@b.example\n", "Return-Path: a@b.example\n",
     "", "a@b.example"},
    {"a header that a line of text ends", "A: b\ntext\n", "A: b\n", "text\n", NULL},
    {"body only", "text\n", "", "text\n", NULL},
    {"nothing", "", "", "", NULL},
};

static void
split_test(void **state)
{
    const struct split_row *row = *state;
    struct bs_message message;

    bs_message_split(&message, bs_span_text(row->in));
    bs_assert_span(message.header, row->header);
    bs_assert_span(message.body, row->body);
    assert_int_equal(message.sender_known, row->sender != NULL);
    if (row->sender)
        bs_assert_span(message.sender, row->sender);
}

/* By the index the fields are those that are read. */
static void
compare_index(struct bs_span raw)
{
    static struct bs_index index;
    struct bs_message message;
    struct bs_field a, b;

    bs_message_split_indexed(&message, &index, raw);
    struct bs_fields read = bs_fields_of(message.header);
    struct bs_fields indexed = bs_message_fields(&message);
    while (bs_fields_next(&read, &a) == 1) {
        assert_int_equal(bs_fields_next(&indexed, &b), 1);
        assert_int_equal(a.id, b.id);
        assert_int_equal(a.offset, b.offset);
        assert_true(a.name.p == b.name.p && a.name.n == b.name.n);
        assert_true(a.value.p == b.value.p && a.value.n == b.value.n);
        assert_true(a.whole.p == b.whole.p && a.whole.n == b.whole.n);
    }
    assert_int_equal(bs_fields_next(&indexed, &b), 0);
    assert_int_equal(read.limit, indexed.limit);
}

static void
limit_test(void **state)
{
    size_t n = 0, fields = BS_MAX_FIELDS + 10;
    char *text = malloc(fields * 5 + 5);
    struct bs_message message;
    struct bs_field field;

    (void)state;
    for (size_t i = 0; i < fields; i++, n += 5)
        memcpy(text + n, "A: b\n", 5);
    memcpy(text + n, "\nbody", 5);
    bs_message_split(&message, bs_span_of(text, n + 5));
    bs_assert_span(message.body, "body");
    struct bs_fields it = bs_fields_of(message.header);
    while (bs_fields_next(&it, &field) == 1)
        ;
    assert_int_equal(it.count, BS_MAX_FIELDS);
    assert_true(it.limit);
    compare_index(bs_span_of(text, n + 5));
    free(text);
}

static void
read_all(struct bs_span in)
{
    struct bs_message message;
    struct bs_field field;
    unsigned char buffer[64];

    bs_message_split(&message, in);
    assert_true(message.header.n + message.body.n <= in.n);
    struct bs_fields it = bs_fields_of(in);
    while (bs_fields_next(&it, &field) == 1)
        bs_value_unfold(field.value, buffer, sizeof buffer);
    compare_index(in);
}

static void
cuts_test(void **state)
{
    (void)state;
    bs_at_every_cut(bs_span_text("From x\r\nReturn-Path: <a@b>\r\nSubject:\r\n x\r\nA :b\r\n\r\nB"),
                    read_all);
    bs_at_every_cut(bs_span_text("A: b\r c\rD : e\r\rbody\r"), read_all);
}

int
main(void)
{
    BS_ROWS(fields_rows, fields_test);
    BS_ROWS(unfold_rows, unfold_test);
    BS_ROWS(split_rows, split_test);
    bs_add_test("more fields than the limit", limit_test);
    bs_add_test("every truncation", cuts_test);
    return bs_run("field");
}
