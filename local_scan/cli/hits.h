/* hits: how often each check fired, by Exim's main log.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reads the log and its rotated parts (logfile.h) back to 14 days ago. Log lines
 * are those of docs/says.md. */
#ifndef BS_HITS_H
#define BS_HITS_H

#include "../core/check.h"

#define BS_HITS_CHECKS 64 /* more than bs_check_about has */

struct bs_hit {
    unsigned long week;
    unsigned long fortnight;
    unsigned long stopped; /* of these: refused or put off */
};

struct bs_hits {
    struct bs_hit check[BS_HITS_CHECKS]; /* as in bs_check_about */
    char since[24];                      /* the oldest line's time; "": none */
    bool covered;                        /* the log reaches back 14 days */
};

/* NULL: where Exim says that its log is. Returns 0 or an errno; then no part
 * could be read. */
int bs_hits_read(struct bs_hits *hits_r, const char *log);

#endif
