/* Tests of local_scan/core/mime.c. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "table.h"

#include "mime.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct param_row {
    const char *name, *params, *wanted, *want; /* want NULL: absent */
} param_rows[] = {
    {"a token", "; boundary=abc; x=y", "boundary", "abc"},
    {"a quoted string", "; boundary=\"a b;c\"; x=y", "boundary", "a b;c"},
    {"case of the name", ";BOUNDARY=abc", "boundary", "abc"},
    {"blanks around the sign", "; boundary = abc", "boundary", "abc"},
    {"behind a fold", ";\r\n\tboundary=abc", "boundary", "abc"},
    {"behind a comment", "; (a; boundary=no (b)) boundary=abc", "boundary", "abc"},
    {"the second of two", "; report-type=x; boundary=abc", "boundary", "abc"},
    {"a comment behind", "; report-type=delivery-status (x)", "report-type", "delivery-status"},
    {"RFC 2231 language", "; boundary*=us-ascii'en'abc", "boundary", "abc"},
    {"RFC 2231 first piece", "; boundary*0=abc; boundary*1=d", "boundary", "abc"},
    {"a quote that never ends", "; boundary=\"abc", "boundary", "abc"},
    {"a backslash in quotes", "; boundary=\"a\\\"b\"; x=y", "x", "y"},
    {"a longer name is another", "; xboundary=abc", "boundary", NULL},
    {"no value", "; boundary; x=y", "boundary", NULL},
    {"an unclosed comment", "; (boundary=abc", "boundary", NULL},
    {"nothing", "", "boundary", NULL},
};

static void
param_test(void **state)
{
    const struct param_row *row = *state;
    struct bs_span got = bs_mime_param(bs_span_text(row->params), row->wanted);

    if (row->want)
        bs_assert_span(got, row->want);
    else
        assert_null(got.p);
}

#define MULTI "Content-Type: multipart/mixed; boundary=B\n\n"

/* parts: "depth type/subtype encoding body" joined by '|'; a multipart's body
 * is not shown */
#define AS_BASE64 "Content-Transfer-Encoding: base64\n"
#define AS_7BIT "Content-Transfer-Encoding: 7bit\n"

static const struct parts_row {
    const char *name, *in, *parts;
} parts_rows[] = {
    {"no Content-Type", "A: b\n\nhello", "0 / - hello"},
    {"a single part", "Content-Type: text/plain; charset=x\n\nhello", "0 text/plain - hello"},
    {"two parts", MULTI "pre\n--B\n\none\n--B\nContent-Type: message/rfc822\n\ntwo\n--B--\npost",
     "0 multipart/mixed|1 / - one|1 message/rfc822 - two"},
    {"CRLF", "Content-Type: multipart/mixed; boundary=\"B\"\r\n\r\n--B\r\n\r\none\r\n--B--\r\n",
     "0 multipart/mixed|1 / - one"},
    {"bare CR", "Content-Type: multipart/mixed; boundary=B\r\r--B\r\rone\r--B--\r",
     "0 multipart/mixed|1 / - one"},
    {"blanks behind a boundary", MULTI "--B \t\n\none\n--B-- \n", "0 multipart/mixed|1 / - one"},
    {"a longer boundary is text", MULTI "--B\n\none\n--BB\n--B--\n",
     "0 multipart/mixed|1 / - one\n--BB"},
    {"encodings",
     MULTI "--B\nContent-Transfer-Encoding: BASE64\n\nYQ==\n--B\n"
           "Content-Transfer-Encoding: (x) quoted-printable\n\n=61\n--B--\n",
     "0 multipart/mixed|1 / b YQ==|1 / q =61"},
    {"nested",
     MULTI "--B\nContent-Type: multipart/report; boundary=C\n\n--C\n\nin\n--C--\n--B\n\nout\n--B--",
     "0 multipart/mixed|1 multipart/report|2 / - in|1 / - out"},
    {"an inner boundary that never closes",
     MULTI "--B\nContent-Type: multipart/report; boundary=C\n\n--C\n\nin\n--B\n\nout\n",
     "0 multipart/mixed|1 multipart/report|2 / - in|1 / - out\n"},
    {"one that never closes", MULTI "--B\n\none\n", "0 multipart/mixed|1 / - one\n"},
    {"a boundary that never comes", MULTI "text", "0 multipart/mixed"},
    {"no boundary parameter", "Content-Type: multipart/mixed\n\n--B\n\none",
     "0 multipart/mixed - --B\n\none"},
    {"an empty part", MULTI "--B\n--B\n\n--B--\n", "0 multipart/mixed|1 / - |1 / - "},
    {"a part without an empty line", MULTI "--B\nhello\n--B--\n", "0 multipart/mixed|1 / - hello"},
    {"a message inside is a leaf",
     MULTI "--B\nContent-Type: message/rfc822\n\nContent-Type: multipart/mixed; "
           "boundary=C\n\n--C\n\nx\n--C--\n--B--\n",
     "0 multipart/mixed|1 message/rfc822 - Content-Type: multipart/mixed; "
     "boundary=C\n\n--C\n\nx\n--C--"},
    {"a digest's parts are messages",
     "Content-Type: multipart/digest; boundary=B\n\n--B\n\nA: b\n--B--\n",
     "0 multipart/digest|1 message/rfc822 - A: b"},
    {"a comment before the type", "Content-Type: (x) text/plain\n\nhello", "0 text/plain - hello"},
    {"blanks in the type", "Content-Type: message / rfc822 ; x=y\n\nhello", "0 message/rfc822 - hello"},
    {"quotes around the type", "Content-Type: \"text/plain\"; x=y\n\nhello", "0 text/plain - hello"},
    {"half a type", "Content-Type: text; x=y\n\nhello", "0 text/ - hello"},
    {"two encodings",
     MULTI "--B\n" AS_BASE64 AS_7BIT "\nYQ==\n--B\n" AS_7BIT AS_BASE64 "\nYQ==\n--B--\n",
     "0 multipart/mixed|1 / b YQ==|1 / b YQ=="},
    {"declared as base64, and not encoded",
     MULTI "--B\n" AS_BASE64 AS_7BIT "\nA: b\n--B\n" AS_7BIT AS_BASE64 "\n\nA: b\n--B--\n",
     "0 multipart/mixed|1 / - A: b|1 / - \nA: b"},
    {"the same without parts", AS_BASE64 "\nA: b\n", "0 / - A: b\n"},
};

static void
list_parts(struct bs_span in, char *out, size_t size)
{
    static const char encodings[] = "-bq";
    struct bs_message message;
    struct bs_mime it;
    struct bs_part part;
    size_t n = 0;

    *out = '\0';
    bs_message_split(&message, in);
    bs_mime_start(&it, &message);
    while (bs_mime_next(&it, &part) == 1) {
        n += (size_t)snprintf(out + n, size - n, "%s%u %.*s/%.*s", n ? "|" : "", part.depth,
                              (int)part.type.n, (const char *)part.type.p, (int)part.subtype.n,
                              (const char *)part.subtype.p);
        if (part.leaf)
            n += (size_t)snprintf(out + n, size - n, " %c %.*s", encodings[part.encoding],
                                  (int)part.body.n, (const char *)part.body.p);
    }
}

static void
parts_test(void **state)
{
    const struct parts_row *row = *state;
    char got[512];

    list_parts(bs_span_text(row->in), got, sizeof got);
    assert_string_equal(got, row->parts);
}

/* Ten thousand multiparts, each in the one before. */
static void
nested_test(void **state)
{
    size_t size = 10000 * 64, n = 0;
    char *text = malloc(size);
    struct bs_message message;
    struct bs_mime it;
    struct bs_part part;
    unsigned parts = 0;

    (void)state;
    for (unsigned i = 0; i < 10000; i++)
        n += (size_t)snprintf(text + n, size - n,
                              "%sContent-Type: multipart/mixed; boundary=b%u\n\n--b%u\n", "", i, i);
    bs_message_split(&message, bs_span_of(text, n));
    bs_mime_start(&it, &message);
    while (bs_mime_next(&it, &part) == 1)
        parts++;
    assert_true(it.limit);
    assert_int_equal(parts, BS_MAX_DEPTH + 1);
    free(text);
}

static void
walk(struct bs_span in)
{
    struct bs_message message;
    struct bs_mime it;
    struct bs_part part;

    bs_message_split(&message, in);
    bs_mime_start(&it, &message);
    while (bs_mime_next(&it, &part) == 1)
        bs_mime_param(part.params, "boundary");
}

static void
cuts_test(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof parts_rows / sizeof *parts_rows; i++)
        bs_at_every_cut(bs_span_text(parts_rows[i].in), walk);
}

int
main(void)
{
    BS_ROWS(param_rows, param_test);
    BS_ROWS(parts_rows, parts_test);
    bs_add_test("ten thousand nested parts stop at the limit", nested_test);
    bs_add_test("every truncation", cuts_test);
    return bs_run("mime");
}
