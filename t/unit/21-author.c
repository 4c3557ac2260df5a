/* Tests of author.c. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "author.h"
#include "table.h"
#include "text.h"

#include <string.h>

#define CODED  "=?utf-8?b?ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg?= "
#define BLANKS CODED CODED CODED

static const struct row {
    const char *name, *from, *want; /* the addresses, with a blank between them */
} rows[] = {
    {"bare", "games@ours.example", "games@ours.example"},
    {"in brackets", "Games <Games@Ours.example>", "games@ours.example"},
    {"two", "joe@far.example,\n Games <games@ours.example>", "joe@far.example games@ours.example"},
    {"a group", "All: joe@far.example, games@ours.example;", "joe@far.example games@ours.example"},
    {"a route", "<@far.example,@b.example:games@ours.example>", "games@ours.example"},
    {"a local part in quotes", "<\"games\"@ours.example>", "games@ours.example"},
    {"an at sign in a local part", "<\"a@b\"@ours.example>", "a@b@ours.example"},
    {"blanks and comments", "games @ (x@y.example) ours . (c) example", "games@ours.example"},
    {"an address in the name", "\"games@ours.example\" <joe@far.example>", "joe@far.example"},
    {"an address in a comment", "(games@ours.example) joe@far.example (a@b.example)", "joe@far.example"},
    {"an unquoted comma in the name", "Doe, Joe <joe@far.example>", "joe@far.example"},
    {"no domain", "Joe", ""},
    {"no address", "\"Joe\" <>, (x), ;", ""},
    {"nothing", "", ""},

    /* not RFC 5322, but shown */
    {"an at sign in the name", "Games @ Ours <games@ours.example>", "games@ours.example"},
    {"brackets in the name", "[Games] <games@ours.example>", "games@ours.example"},
    {"a parenthesis in the name", "G) <games@ours.example>", "games@ours.example"},
    {"a control in the name", "G\x01 <games@ours.example>", "games@ours.example"},
    {"open quotes", "\"Games <games@ours.example>", "games@ours.example"},
    {"open brackets", "Games <games@ours.example", "games@ours.example"},
    {"two brackets", "Games <<games@ours.example>>", "games@ours.example"},
    {"words after it", "Games <games@ours.example>x", "games@ours.example"},
    {"another one after the brackets", "<a@far.example> games@ours.example",
     "a@far.example games@ours.example"},
    {"… and one more", "A <a@far.example> games@ours.example, b@far.example",
     "a@far.example games@ours.example b@far.example"},
    {"after empty brackets", "Games <> games@ours.example", "games@ours.example"},
    {"a comment after the brackets", "<a@far.example> (games@ours.example)", "a@far.example"},
    {"bare, words after it", "games@ours.example Games", "games@ours.example"},
    {"bare, another after it", "a@far.example games@ours.example", "a@far.example games@ours.example"},
    {"two in brackets", "<a@far.example, games@ours.example>", "a@far.example games@ours.example"},
    {"a dot after it", "games@ours.example.", "games@ours.example"},
    {"a dot after it, in brackets", "<games@ours.example.>", "games@ours.example"},
    {"empty brackets after it", "games@ours.example <>", "games@ours.example"},
    {"another in brackets after it", "<a@far.example> <games@ours.example>", "a@far.example games@ours.example"},
    {"an open comment before it", "(Games <games@ours.example>", "games@ours.example"},
    {"other signs after it", "games@ours.example'`|!", "games@ours.example"},
    {"nothing but signs after the at sign", "games@'.", ""},
    {"brackets without a whole address after it", "games@ours.example <@far.example>", "games@ours.example"},
    {"… in code", "=?utf-8?q?games=40ours.example?= <x@>, b@far.example", "games@ours.example b@far.example"},
    {"an encoded word alone", "=?utf-8?q?games=40ours.example?=", "games@ours.example"},
    {"an encoded word before it", "=?utf-8?q?a=40b.example?= <games@ours.example>", "games@ours.example"},
    {"an encoded word in brackets", "Games <=?utf-8?q?games=40ours.example?=>", "games@ours.example"},
    {"… that is not an address", "=?utf-8?q?games=40ours.example?= <=?utf-8?q?x?=>", "games@ours.example"},
    {"the domain in an encoded word", "games@=?utf-8?q?ours.example?=", "games@ours.example"},
    {"after many blanks in code", BLANKS BLANKS BLANKS BLANKS "games@ours.example x", "games@ours.example"},
    {"an address literal", "games@[192.0.2.1]", "games@[192.0.2.1]"},
    {"only quotes", "\"games@ours.example\"", "games@ours.example"},
};

static void
list(struct bs_text *t, struct bs_span value)
{
    struct bs_author_addresses it = {.value = value};
    struct bs_address buffer;
    struct bs_span address;

    while ((address = bs_author_address(&it, &buffer)).n > 0) {
        bs_text_put(t, t->n > 0 ? " " : "");
        bs_text_put_span(t, address);
    }
}

static void
parse(struct bs_span value)
{
    char line[512];
    struct bs_text t = bs_text_in(line, sizeof line);

    list(&t, value);
}

static void
test_row(void **state)
{
    const struct row *row = *state;
    char line[512];
    struct bs_text t = bs_text_in(line, sizeof line);

    list(&t, bs_span_text(row->from));
    assert_string_equal(line, row->want);
    bs_at_every_cut(bs_span_text(row->from), parse);
}

/* For proofs: absent if another reader takes another one for the first. */
static const struct row first_rows[] = {
    {"bare", "joe@ours.example", "joe@ours.example"},
    {"in capitals, with a name", "\"Doe, Joe\" <JOE@ours.example>", "joe@ours.example"},
    {"an unquoted comma in the name", "Doe, Joe <joe@ours.example>", "joe@ours.example"},
    {"two", "joe@ours.example, ann@ours.example", "joe@ours.example"},
    {"comments and blanks", "joe (a) @ ours . (b) example", "joe@ours.example"},
    {"a group", "Team: joe@ours.example, ann@ours.example;", "joe@ours.example"},
    {"a bracket that was not open", "ann@ours.example> <joe@ours.example>", ""},
    {"a word that is coded", "=?utf-8?q?joe=40ours.example?=>\"ann\"@ours.example", ""},
    {"none", "Joe", ""},
};

static void
first_test(void **state)
{
    const struct row *row = *state;
    struct bs_address buffer;

    bs_assert_span(bs_author_first(bs_span_text(row->from), &buffer), row->want);
}

int
main(void)
{
    BS_ROWS(rows, test_row);
    BS_ROWS(first_rows, first_test);
    return bs_run("author");
}
