/* coded: words of base64 or hexadecimal digits that may hold an address.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Newsletters put their recipient into URLs, encoded and without a sign of where it begins. So
 * every run of digits is decoded from each digit at which an address could start, and passed to the
 * caller, which knows the users. Long words are searched in overlapping pieces: time is linear.
 *
 * Does not: know who is looked for (users.h). */
#ifndef BS_CODED_H
#define BS_CODED_H

#include "span.h"

/* Octets of a text, to be replaced. */
struct bs_cut {
    size_t from, to;
};

/* Is a user in the decoded `text`? With `inside` its start was cut off, and a
 * user named there was seen before. */
struct bs_coded_look {
    bool (*shows)(const void *arg, struct bs_span text, bool inside);
    const void *arg;
};

/* Does a word begin at I, or continue with digits that were not searched yet (`next`)? */
bool bs_coded_starts(struct bs_span text, size_t i, size_t next);
size_t bs_coded_next(struct bs_span text, size_t i); /* where to look on */

/* The piece of the word at I that holds a user; false if absent. */
bool bs_coded_cut(const struct bs_coded_look *look, struct bs_span text, size_t i,
                  struct bs_cut *cut_r);

#endif
