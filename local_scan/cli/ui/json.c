/* json: the JSON that commands print. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "json.h"

#include "text.h"

#include <inttypes.h>
#include <stdio.h>

#define DEPTH 16
#define PIECE 80 /* octets that are escaped at once */

static struct {
    unsigned depth;
    char close[DEPTH];
    bool more[DEPTH]; /* a member came before */
} json;

static void
put_string(struct bs_span text)
{
    char escaped[6 * PIECE + 1]; /* \u001f */
    struct bs_text t;

    putchar('"');
    while (text.n > 0) {
        size_t n = text.n < PIECE ? text.n : PIECE;

        /* A character is never split: it has at most three octets of this kind. */
        for (int back = 0; n < text.n && back < 3 && (bs_span_at(text, n) & 0xC0) == 0x80; back++)
            n--;
        bs_text_start(&t, escaped, sizeof escaped);
        bs_text_json(&t, bs_span_take(text, n));
        fputs(escaped, stdout);
        text = bs_span_drop(text, n);
    }
    putchar('"');
}

static void
begin_member(const char *name)
{
    if (json.depth == 0)
        return;
    if (json.more[json.depth - 1])
        putchar(',');
    json.more[json.depth - 1] = true;
    if (name)
        printf("\"%s\":", name);
}

void
bs_json_open(const char *name, char bracket)
{
    begin_member(name);
    putchar(bracket);
    json.more[json.depth] = false;
    json.close[json.depth++] = bracket == '{' ? '}' : ']'; /* bounds: see the limit */
}

void
bs_json_close(void)
{
    putchar(json.close[--json.depth]);
    if (json.depth == 0)
        putchar('\n');
}

void
bs_json_span(const char *name, struct bs_span text)
{
    begin_member(name);
    put_string(text);
}

void
bs_json_text(const char *name, const char *text)
{
    bs_json_span(name, bs_span_text(text));
}

void
bs_json_number(const char *name, uint64_t number)
{
    begin_member(name);
    printf("%" PRIu64, number);
}

void
bs_json_bool(const char *name, bool value)
{
    begin_member(name);
    fputs(value ? "true" : "false", stdout);
}

void
bs_json_null(const char *name)
{
    begin_member(name);
    fputs("null", stdout);
}
