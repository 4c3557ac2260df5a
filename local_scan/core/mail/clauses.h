/* clauses: the two parts of a Received line, what is before "by" and what is after it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The client chose the HELO word, and it may hold "by" or leave a comment open. So not the
 * first "by" counts, see clauses.c. Input is a line without its date; what is returned are
 * views into it. A line of any form has an answer.
 *
 * Does not: read the parts (received.h). */
#ifndef BS_CLAUSES_H
#define BS_CLAUSES_H

#include "span.h"

struct bs_clauses {
    struct bs_span from; /* after "from" and up to "by" */
    struct bs_span tail; /* after "by" */
    bool has_from;
};

struct bs_clauses bs_clauses_find(struct bs_span line);

#endif
