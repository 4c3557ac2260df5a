/* clauses: the two parts of a Received line, before "by" and after it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The client chose the HELO word, which may contain "by" or leave a comment open. So it is not
 * always the first "by" that counts, see clauses.c. Input is a line without its date; results are
 * views into it. Any line has a result, whatever its form.
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
