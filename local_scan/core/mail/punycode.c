/* punycode: the letters of an internationalised label (RFC 3492). */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "punycode.h"

#include <string.h>

/* Section 5. */
enum { BASE = 36, T_MIN = 1, T_MAX = 26, SKEW = 38, DAMP = 700, INITIAL_BIAS = 72, INITIAL_N = 128 };

static int
digit_of(int c)
{
    if (bs_is_digit(c))
        return c - '0' + 26;
    c = c < 0 ? c : bs_lower((unsigned char)c);
    return c >= 'a' && c <= 'z' ? c - 'a' : -1;
}

/* Section 6.1. */
static unsigned long
adapted(unsigned long delta, unsigned long count, bool first)
{
    unsigned long k = 0;

    delta = first ? delta / DAMP : delta / 2;
    delta += delta / count;
    for (; delta > (BASE - T_MIN) * T_MAX / 2; k += BASE)
        delta /= BASE - T_MIN;
    return k + (BASE - T_MIN + 1) * delta / (delta + SKEW);
}

static unsigned long
threshold(unsigned long k, unsigned long bias)
{
    return k <= bias ? T_MIN : k >= bias + T_MAX ? T_MAX : k - bias;
}

/* Section 6.2: a number of variable length, added to *i. False: it is torn, or too large. */
static bool
add_number(struct bs_span *rest, unsigned long bias, unsigned long *i)
{
    unsigned long weight = 1;

    for (unsigned long k = BASE;; k += BASE) {
        int digit = digit_of(bs_span_at(*rest, 0));
        unsigned long t = threshold(k, bias);

        if (digit < 0 || weight > MAX_POINT * BS_PUNYCODE_POINTS)
            return false;
        *rest = bs_span_drop(*rest, 1);
        *i += (unsigned long)digit * weight;
        if (*i > MAX_POINT * BS_PUNYCODE_POINTS)
            return false;
        if ((unsigned long)digit < t)
            return true;
        weight *= BASE - t;
    }
}

/* The letters in front of the last hyphen are plain. */
static size_t
take_plain(struct bs_span *rest, unsigned long point_r[BS_PUNYCODE_POINTS])
{
    size_t n = rest->n;

    while (n > 0 && bs_span_at(*rest, n - 1) != '-')
        n--;
    for (size_t i = 0; i + 1 < n; i++)
        point_r[i] = (unsigned long)bs_span_at(*rest, i); /* bounds: n <= BS_PUNYCODE_POINTS */
    *rest = bs_span_drop(*rest, n);
    return n > 0 ? n - 1 : 0;
}

size_t
bs_punycode_read(struct bs_span text, unsigned long point_r[BS_PUNYCODE_POINTS])
{
    unsigned long n = INITIAL_N, i = 0, bias = INITIAL_BIAS;

    if (text.n > BS_PUNYCODE_POINTS)
        return 0;
    size_t count = take_plain(&text, point_r);
    for (bool first = true; text.n > 0; first = false) {
        unsigned long before = i;
        if (count == BS_PUNYCODE_POINTS || !add_number(&text, bias, &i))
            return 0;
        bias = adapted(i - before, ++count, first);
        n += i / count;
        i %= count;
        if (n > MAX_POINT)
            return 0;
        memmove(point_r + i + 1, point_r + i, (count - 1 - i) * sizeof *point_r);
        point_r[i++] = n; /* bounds: i < count <= BS_PUNYCODE_POINTS */
    }
    return count;
}

/* Section 6.3. */
static void
put_number(struct sink *out, unsigned long number, unsigned long bias)
{
    static const char digits[] = "abcdefghijklmnopqrstuvwxyz0123456789";

    for (unsigned long k = BASE;; k += BASE) {
        unsigned long t = threshold(k, bias);
        if (number < t) {
            sink_put(out, digits[number]); /* bounds: number < t <= T_MAX */
            return;
        }
        sink_put(out, digits[t + (number - t) % (BASE - t)]); /* bounds: below BASE */
        number = (number - t) / (BASE - t);
    }
}

static unsigned long
least_from(const unsigned long *point, size_t count, unsigned long n)
{
    unsigned long least = MAX_POINT + 1;

    for (size_t i = 0; i < count; i++)
        if (point[i] >= n && point[i] < least)
            least = point[i];
    return least;
}

void
bs_punycode_write(struct sink *out, const unsigned long *point, size_t count)
{
    unsigned long n = INITIAL_N, delta = 0, bias = INITIAL_BIAS;
    size_t plain = 0;

    for (size_t i = 0; i < count; i++)
        if (point[i] < INITIAL_N) {
            sink_put(out, (int)point[i]);
            plain++;
        }
    if (plain > 0)
        sink_put(out, '-');
    for (size_t done = plain; done < count; delta++, n++) {
        unsigned long next = least_from(point, count, n);
        delta += (next - n) * (done + 1);
        n = next;
        for (size_t i = 0; i < count; i++) {
            delta += point[i] < n;
            if (point[i] != n)
                continue;
            put_number(out, delta, bias);
            bias = adapted(delta, done + 1, done == plain);
            delta = 0;
            done++;
        }
    }
}
