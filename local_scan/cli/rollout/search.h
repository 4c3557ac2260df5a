/* search: looks for a word in Exim's main log, and says what happened to that mail.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * story.h has the words that can be looked for. What speaks against hits of the
 * last 14 days is judged as `backstop status` does. */
#ifndef BS_SEARCH_H
#define BS_SEARCH_H

#include <stdbool.h>

struct bs_search {
    char *word;
    unsigned last; /* at most so many, the newest */
    bool json;
    bool sent; /* not what happened, but who sent it */
    /* what the memory of sent mail says, or NULL: a word for programs, sentences for people */
    const char *recall, *memory;
};

/* An exit status: BS_EXIT_REFUSED if nothing was found. */
int bs_search_run(const struct bs_search *search);

#endif
