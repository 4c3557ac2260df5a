/* slip: which name is nearest to a word that is misspelled? */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "slip.h"

#include <ctype.h>
#include <string.h>

#define NAME_N  40 /* longer than any name */
#define LETTERS 3  /* with more it is a different word */

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
            row[i + 1] =
                least(above + 1, row[i] + 1, corner + (tolower((unsigned char)*a) != b[i]));
            corner = above;
        }
    }
    return row[n];
}

void
bs_slip_try(struct bs_slip *nearest, const char *word, const char *name)
{
    size_t n = strlen(word), m = strlen(name);

    if (n > NAME_N || m > NAME_N)
        return;
    unsigned letters = distance(word, name);
    if (letters <= LETTERS && 2 * letters <= (n > m ? n : m) &&
        (nearest->name == NULL || letters < nearest->letters))
        *nearest = (struct bs_slip){name, letters};
}
