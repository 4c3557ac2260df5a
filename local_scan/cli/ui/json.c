/* json: the JSON that commands print. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "json.h"

#include "text.h"

#include <stdio.h>

#define DEPTH 16
#define PIECE 80 /* octets that are escaped at once */

static struct {
    unsigned depth;
    char close[DEPTH];
    bool more[DEPTH]; /* a member came before */
} json;

static void
put(const char *text)
{
    fputs_unlocked(text, stdout);
}

/* The octets at the start that stand for themselves. */
static size_t
plain_length(struct bs_span text)
{
    text = bs_span_take(text, bs_span_plain(text));
    text = bs_span_take(text, bs_span_find(text, '"'));
    return bs_span_find(text, '\\');
}

static void
put_escaped(struct bs_span piece)
{
    char escaped[6 * PIECE + 1]; /* \u001f */

    struct bs_text t = bs_text_in(escaped, sizeof escaped);
    bs_text_json(&t, piece);
    put(escaped);
}

static void
put_string(struct bs_span text)
{
    putchar_unlocked('"');
    while (text.n > 0) {
        size_t plain = plain_length(text);

        fwrite_unlocked(text.p, 1, plain, stdout);
        text = bs_span_drop(text, plain);
        size_t n = text.n < PIECE ? text.n : PIECE;
        /* A character is never split: it has at most three octets of this kind. */
        for (int back = 0; n < text.n && back < 3 && (bs_span_at(text, n) & 0xC0) == 0x80; back++)
            n--;
        if (n > 0)
            put_escaped(bs_span_take(text, n));
        text = bs_span_drop(text, n);
    }
    putchar_unlocked('"');
}

static void
begin_member(const char *name)
{
    if (json.depth == 0)
        return;
    if (json.more[json.depth - 1])
        putchar_unlocked(',');
    json.more[json.depth - 1] = true;
    if (name) {
        putchar_unlocked('"');
        put(name);
        putchar_unlocked('"');
        putchar_unlocked(':');
    }
}

void
bs_json_open(const char *name, char bracket)
{
    begin_member(name);
    putchar_unlocked(bracket);
    json.more[json.depth] = false;
    json.close[json.depth++] = bracket == '{' ? '}' : ']'; /* bounds: see the limit */
}

void
bs_json_close(void)
{
    putchar_unlocked(json.close[--json.depth]);
    if (json.depth == 0)
        putchar_unlocked('\n');
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
    begin_member(name);
    if (text)
        put_string(bs_span_text(text));
    else
        put("null");
}

void
bs_json_number(const char *name, uint64_t number)
{
    char digits[24];
    size_t n = sizeof digits;

    begin_member(name);
    digits[--n] = '\0';
    do
        digits[--n] = (char)('0' + number % 10); /* bounds: 20 digits at most */
    while ((number /= 10) > 0);
    put(digits + n);
}

void
bs_json_bool(const char *name, bool value)
{
    begin_member(name);
    put(value ? "true" : "false");
}
