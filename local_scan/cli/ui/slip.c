/* slip: is a word a misspelling of another one? */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "slip.h"

#include <string.h>

#define NAME_N 40 /* longer than any name */

static unsigned
least(unsigned a, unsigned b, unsigned c)
{
    a = a < b ? a : b;
    return a < c ? a : c;
}

static unsigned
distance(const char *a, const char *b)
{
    unsigned row[NAME_N + 1], above, corner;
    size_t n = strlen(b);

    for (unsigned i = 0; i <= n; i++)
        row[i] = i;
    for (; *a; a++) {
        corner = row[0]++;
        for (size_t i = 0; i < n; i++) {
            above = row[i + 1];
            row[i + 1] = least(above + 1, row[i] + 1, corner + (*a != b[i]));
            corner = above;
        }
    }
    return row[n];
}

unsigned
bs_slip(const char *word, const char *name)
{
    size_t n = strlen(word), m = strlen(name);

    if (n > NAME_N || m > NAME_N)
        return BS_SLIPS + 1;
    unsigned slips = distance(word, name);
    return 2 * slips <= (n > m ? n : m) ? slips : BS_SLIPS + 1;
}
