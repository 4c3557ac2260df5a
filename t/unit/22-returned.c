/* Tests of local_scan/core/returned.c. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "table.h"

#include "returned.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REPORT "Content-Type: multipart/report; boundary=B\n\n--B\n\nIt failed.\n"
#define HEADER "Received: from a by b\nReceived: from c by a\nMessage-ID: <1@x>\nFrom: x@x\n"

static const struct returned_row {
    const char *name, *in, *where;
    unsigned received;
    const char *starts; /* of the header found */
    bool later;
} returned_rows[] = {
    {"message/rfc822", REPORT "--B\nContent-Type: message/rfc822\n\n" HEADER "\nbody\n--B--\n",
     "part", 2, "Received: from a", false},
    {"text/rfc822-headers", REPORT "--B\nContent-Type: text/rfc822-headers\n\n" HEADER "--B--\n",
     "part", 2, "Received: from a", false},
    {"message/global-headers",
     REPORT "--B\nContent-Type: message/global-headers\n\n" HEADER "--B--\n", "part", 2,
     "Received: from a", false},
    {"a From field with a blank before its colon is not a From line",
     REPORT "--B\nContent-Type: message/rfc822\n\nFrom : x\n" HEADER "--B--", "part", 2, "From : x",
     false},
    {"a From line in front",
     REPORT "--B\nContent-Type: message/rfc822\n\n\nFrom x y\n" HEADER "--B--", "part", 2,
     "Received: from a", false},
    {"in base64",
     REPORT "--B\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n"
            "UmVjZWl2ZWQ6IGZyb20gYSBieSBiCkZyb206IHhAeAo=\n--B--\n",
     "part", 1, "Received: from a by b", false},
    {"in quoted-printable",
     REPORT "--B\nContent-Type: message/rfc822\nContent-Transfer-Encoding: quoted-printable\n\n"
            "Received: from a=20by =\nb\nFrom: x\n--B--\n",
     "part", 1, "Received: from a by b", false},
    {"the part with Received goes first",
     REPORT "--B\nContent-Type: text/rfc822-headers\n\nFrom: y@y\n"
            "--B\nContent-Type: message/rfc822\n\n" HEADER "--B--",
     "part", 2, "Received: from a", true},
    {"a header without Received",
     REPORT "--B\nContent-Type: message/rfc822\n\nFrom: y@y\nSubject: x\n\nhello\n--B--", "part", 0,
     "From: y@y", false},
    {"an empty part returns nothing", REPORT "--B\nContent-Type: message/rfc822\n\n--B--",
     "nothing", 0, NULL, false},
    {"in free text",
     "Subject: failure\n\nHi. It failed.\n\n--- Below this line\n\n"
     "Return-Path: <x@x>\n" HEADER "\nbody\n",
     "text", 2, "Return-Path", false},
    {"in free text, CRLF",
     "A: b\r\n\r\nIt failed.\r\n\r\nReceived: from a by b\r\nFrom: x\r\nTo: y\r\n\r\nbody\r\n",
     "text", 1, "Received: from a by b\r\n", false},
    {"in free text, bare CR",
     "A: b\r\rIt failed.\r\rReceived: from a by b\rFrom: x\rTo: y\r\rbody\r", "text", 1,
     "Received: from a by b\r", false},
    {"only a few words that look like fields", "A: b\n\nTo: x\nSubject: y\n\nbody\n", "nothing", 0,
     NULL, false},
    {"quoted",
     "A: b\n\nIt failed.\n\n> Received: from a by b\n>    with SMTP\n> From: x\n> To: y\n>\n> hi\n",
     "quoted", 1, "Received: from a by b", false},
    {"in HTML",
     "Content-Type: text/html\n\n<p>It failed.</p><p>Received: from a (&#91;192.0.2.1&#93;) by "
     "b<br>"
     "From: x<br>To: y&lt;y@y&gt;<br></p><p>body</p>",
     "html", 1, "Received: from a ([192.0.2.1]) by b", false},
    {"free text in base64",
     "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n"
     "SXQgZmFpbGVkLgoKUmVjZWl2ZWQ6IGZyb20gYSBieSBiCkZyb206IHgKVG86IHkKCmhpCg==\n",
     "encoded", 1, "Received: from a by b", false},
    {"folds that lost their indent",
     "A: b\n\nIt failed.\n\nReceived: from a\nby b with SMTP;\n1 Jan 2024 00:00:00 +0000\n"
     "Received: from c\nby a\nMessage-ID: <1@x>\nFrom: x\n\nhi\n",
     "text", 2, "Received: from a\n by b with SMTP;\n 1 Jan", false},
    {"a block behind another header",
     "A: b\n\nMessage-ID: <2@y>\nFrom: y\nTo: z\n\nspam\n\n" HEADER "\nmore\n", "text", 2,
     "Received: from a", true},
    {"a multipart whose boundary never comes",
     "Content-Type: multipart/report; boundary=B\n\nIt failed.\n\n" HEADER "\nx", "text", 2,
     "Received: from a", false},
    {"nothing", "A: b\n\nIt failed.\n", "nothing", 0, NULL, false},
    {"no body", "A: b\n", "nothing", 0, NULL, false},
};

static struct bs_scratch scratch;

/* What is known of the fields is what reading them again would show. */
static void
check_names(const struct bs_returned *got)
{
    unsigned long long names = 0;
    struct bs_field field;
    struct bs_fields it = bs_fields_of(got->header);

    while (bs_fields_next(&it, &field) == 1)
        names |= 1ull << field.id;
    if (got->names == 0)
        return;
    assert_true(got->names == names);
    struct bs_span from = bs_field_get(got->header, "From");
    assert_true(from.p == got->from.p && from.n == got->from.n);
}

static void
returned_test(void **state)
{
    const struct returned_row *row = *state;
    struct bs_message message;
    struct bs_returned got;

    bs_message_split(&message, bs_span_text(row->in));
    bs_mime_parts(&scratch.parts, &message);
    bs_returned_find(&got, &scratch);
    assert_string_equal(bs_returned_name(got.where), row->where);
    assert_int_equal(got.received, row->received);
    assert_int_equal(got.later, row->later);
    check_names(&got);
    if (row->starts)
        assert_true(bs_span_starts(got.header, row->starts));
}

static void
find(struct bs_span in)
{
    struct bs_message message;
    struct bs_returned got;

    bs_message_split(&message, in);
    bs_mime_parts(&scratch.parts, &message);
    bs_returned_find(&got, &scratch);
    check_names(&got);
}

static void
cuts_test(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof returned_rows / sizeof *returned_rows; i++)
        bs_at_every_cut(bs_span_text(returned_rows[i].in), find);
}

/* Each line starts a header that a torn fold ends: repair must not start again
 * at each of them. Quadratic time would be minutes here. */
static void
torn_test(void **state)
{
    static const char line[] = "To: x\njunk\n";
    size_t n = BS_MAX_BODY / (sizeof line - 1) * (sizeof line - 1);
    char *text = malloc(n + 6);

    (void)state;
    memcpy(text, "A: b\n\n", 6);
    for (size_t i = 0; i < n; i++)
        text[6 + i] = line[i % (sizeof line - 1)];
    find(bs_span_of(text, n + 6));
    free(text);
}

int
main(void)
{
    BS_ROWS(returned_rows, returned_test);
    bs_add_test("every truncation", cuts_test);
    bs_add_test("a body of torn folds in linear time", torn_test);
    return bs_run("returned");
}
