/* frame: a child's result as checked bytes. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "frame.h"

/* magic, version, length of all, checksum of all after the head; then octets
 * and texts in the order of `struct bs_result`. Numbers are big-endian, so that
 * the tests can write frames as bytes. */
#define MAGIC     0x42736b70ul /* "Bskp" */
#define QUESTION  0x42736b71ul /* "Bskq" */
#define EARLY     0x42736b65ul /* "Bske" */
#define VERSION   2u
#define HEAD      16u
#define AT_LENGTH 8u

struct writer {
    unsigned char *p;
    size_t size;
    size_t n; /* goes on counting past size */
};

static void
put_octet(struct writer *w, unsigned long octet)
{
    if (w->n < w->size)
        w->p[w->n] = (unsigned char)(octet & 0xff); /* bounds: n < size */
    w->n++;
}

static void
put_long(struct writer *w, unsigned long number)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        put_octet(w, number >> shift);
}

static void
put_text(struct writer *w, const char *text, size_t size)
{
    struct bs_span s = bs_span_take(bs_span_text(text), size - 1);

    put_octet(w, s.n >> 8);
    put_octet(w, s.n);
    for (size_t i = 0; i < s.n; i++)
        put_octet(w, (unsigned long)bs_span_at(s, i));
}

/* FNV-1a. It distinguishes a whole frame from a torn one; it need not resist an attacker, because a
 * child that was taken over could compute any sum. */
static unsigned long
checksum(struct bs_span s)
{
    unsigned long sum = 2166136261ul;

    for (size_t i = 0; i < s.n; i++)
        sum = ((sum ^ (unsigned long)bs_span_at(s, i)) * 16777619ul) & 0xfffffffful;
    return sum;
}

static void
put_head(struct writer *w, unsigned long magic, size_t length, unsigned long sum)
{
    put_long(w, magic);
    put_long(w, VERSION);
    put_long(w, length);
    put_long(w, sum);
}

/* Puts the head before what was written; 0 when it does not fit. */
static size_t
finish(struct writer *w, unsigned long magic, size_t size)
{
    size_t length = w->n;

    if (length > size || length > BS_FRAME_MAX)
        return 0;
    w->n = 0;
    put_head(w, magic, length, checksum(bs_span_of(w->p + HEAD, length - HEAD)));
    return length;
}

size_t
bs_frame_write_question(const char *text, unsigned char *buffer, size_t size)
{
    struct writer w = {.p = buffer, .size = size};

    put_head(&w, QUESTION, 0, 0);
    put_text(&w, text, BS_FRAME_MAX);
    return finish(&w, QUESTION, size);
}

static size_t
write_result(const struct bs_result *result, unsigned long magic, unsigned char *buffer,
             size_t size)
{
    struct writer w = {.p = buffer, .size = size};

    put_head(&w, magic, 0, 0);
    put_octet(&w, (unsigned long)result->kind);
    put_octet(&w, (unsigned long)result->origin);
    put_octet(&w, (unsigned long)result->reason);
    put_octet(&w, (unsigned long)result->check);
    put_octet(&w, result->global);
    put_octet(&w, result->has_lookups);
    put_octet(&w, result->unanswered);
    put_octet(&w, (unsigned long)result->recall);
    put_text(&w, result->place.border, sizeof result->place.border);
    put_text(&w, result->place.country, sizeof result->place.country);
    put_text(&w, result->place.network, sizeof result->place.network);
    put_text(&w, result->place.listed, sizeof result->place.listed);
    put_text(&w, result->said, sizeof result->said);
    for (size_t i = 0; i < BS_FILES; i++) {
        put_octet(&w, result->flaw[i].kind);
        put_long(&w, result->flaw[i].line);
    }
    return finish(&w, magic, size);
}

size_t
bs_frame_write(const struct bs_result *result, unsigned char *buffer, size_t size)
{
    return write_result(result, MAGIC, buffer, size);
}

size_t
bs_frame_write_early(const struct bs_result *result, unsigned char *buffer, size_t size)
{
    return write_result(result, EARLY, buffer, size);
}

struct reader {
    struct bs_span rest;
    bool bad;
};

static unsigned long
get_octet(struct reader *r, unsigned long end)
{
    int octet = bs_span_at(r->rest, 0);

    r->rest = bs_span_drop(r->rest, 1);
    if (octet < 0 || (unsigned long)octet >= end) {
        r->bad = true;
        return 0;
    }
    return (unsigned long)octet;
}

static unsigned long
get_long(struct reader *r)
{
    unsigned long number = 0;

    for (int i = 0; i < 4; i++)
        number = number << 8 | get_octet(r, 256);
    return number;
}

static bool
is_printable(int c)
{
    return c >= ' ' && c <= '~';
}

/* A line end may only be a fold, so that no text can begin a header field. */
static bool
is_clean(struct bs_span s, bool folds)
{
    for (size_t i = 0; i < s.n; i++) {
        bool fold = folds && bs_span_at(s, i) == '\n' && bs_span_at(s, i + 1) == ' ';
        if (!fold && !is_printable(bs_span_at(s, i)))
            return false;
    }
    return true;
}

static void
get_text(struct reader *r, char *text_r, size_t size, bool folds)
{
    size_t high = get_octet(r, 256);
    size_t n = high << 8 | get_octet(r, 256);
    struct bs_span s = bs_span_take(r->rest, n);

    r->rest = bs_span_drop(r->rest, n);
    if (r->bad || s.n < n || n >= size || !is_clean(s, folds)) {
        r->bad = true;
        return;
    }
    for (size_t i = 0; i < n; i++)
        text_r[i] = (char)bs_span_at(s, i); /* bounds: n < size */
    text_r[n] = '\0';
}

static bool
head_is_right(struct reader *r, unsigned long magic)
{
    struct bs_span frame = r->rest;

    return get_long(r) == magic && get_long(r) == VERSION && get_long(r) == frame.n &&
           get_long(r) == checksum(bs_span_drop(frame, HEAD)) && !r->bad;
}

static bool
read_result(struct bs_result *result_r, unsigned long magic, struct bs_span frame)
{
    struct bs_place *place = &result_r->place;
    struct reader r = {.rest = frame};

    if (!head_is_right(&r, magic))
        return false;
    result_r->kind = (enum bs_kind)get_octet(&r, BS_KINDS);
    result_r->origin = (enum bs_origin)get_octet(&r, BS_ORIGINS);
    result_r->reason = (enum bs_reason)get_octet(&r, BS_REASONS);
    result_r->check = (enum bs_check)get_octet(&r, BS_CHECK_NONE + 1);
    result_r->global = get_octet(&r, 2) != 0;
    result_r->has_lookups = get_octet(&r, 2) != 0;
    result_r->unanswered = (unsigned char)get_octet(&r, 256);
    result_r->recall = (enum bs_recall)get_octet(&r, BS_RECALLS);
    get_text(&r, place->border, sizeof place->border, false);
    get_text(&r, place->country, sizeof place->country, false);
    get_text(&r, place->network, sizeof place->network, false);
    get_text(&r, place->listed, sizeof place->listed, false);
    get_text(&r, result_r->said, sizeof result_r->said, true);
    for (size_t i = 0; i < BS_FILES; i++) {
        result_r->flaw[i].kind = (unsigned char)get_octet(&r, BS_FLAWS);
        result_r->flaw[i].line = (unsigned)get_long(&r);
    }
    return !r.bad && r.rest.n == 0;
}

bool
bs_frame_read(struct bs_result *result_r, struct bs_span frame)
{
    return read_result(result_r, MAGIC, frame);
}

bool
bs_frame_read_early(struct bs_result *result_r, struct bs_span frame)
{
    return read_result(result_r, EARLY, frame);
}

bool
bs_frame_is_question(struct bs_span bytes)
{
    struct reader r = {.rest = bytes};
    unsigned long magic = get_long(&r);

    return (magic == QUESTION || magic == EARLY) && bs_frame_ended(bytes);
}

bool
bs_frame_read_question(char text_r[BS_FRAME_MAX], struct bs_span frame)
{
    struct reader r = {.rest = frame};

    if (!head_is_right(&r, QUESTION))
        return false;
    get_text(&r, text_r, BS_FRAME_MAX, false);
    return !r.bad && r.rest.n == 0;
}

bool
bs_frame_ended(struct bs_span bytes)
{
    struct reader r = {.rest = bs_span_drop(bytes, AT_LENGTH)};
    unsigned long length = get_long(&r);

    return !r.bad && (length <= bytes.n || length > BS_FRAME_MAX);
}
