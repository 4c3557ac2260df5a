/* sink: a bounded buffer that octets and letters are written to.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What does not fit is left out. For code that converts text of a message into
 * another form. */
#ifndef BS_SINK_H
#define BS_SINK_H

#include "utf8.h"

#define MAX_POINT 0x10ffffUL /* the last code point of Unicode */

/* What was written so far; `n` never passes `size`. */
struct sink {
    unsigned char *p;
    size_t size;
    size_t n;
};

static inline bool
sink_full(const struct sink *out)
{
    return out->n >= out->size;
}

static inline void
sink_put(struct sink *out, int octet)
{
    if (!sink_full(out))
        out->p[out->n++] = (unsigned char)octet; /* bounds: n < size */
}

static inline void
sink_copy(struct sink *out, struct bs_span text)
{
    for (size_t i = 0; i < text.n && !sink_full(out); i++)
        sink_put(out, bs_span_at(text, i));
}

static inline void
sink_text(struct sink *out, const char *text)
{
    sink_copy(out, bs_span_text(text));
}

/* Without blanks and folds. */
static inline void
sink_squeeze(struct sink *out, struct bs_span text)
{
    for (size_t i = 0; i < text.n; i++) {
        int c = bs_span_at(text, i);
        if (!bs_is_white(c))
            sink_put(out, c);
    }
}

static inline void
sink_point(struct sink *out, unsigned long point)
{
    char octets[4];

    if (point > MAX_POINT || (point >= 0xd800 && point <= 0xdfff))
        point = 0xfffd;
    size_t n = bs_utf8_encode(point, octets);
    for (size_t i = 0; i < n; i++)
        sink_put(out, octets[i]); /* bounds: n <= 4 */
}

static inline struct bs_span
sink_span(const struct sink *out)
{
    return bs_span_of(out->p, out->n);
}

#endif
