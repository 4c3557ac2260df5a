/* sentfile: asks the memory of sent mail without SQLite.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Exim opens SQLite, and closes it, for each message: that is nearly all of what a question costs.
 * So the rows are read from the file as they lie there (core/evidence/pages.h), in a tenth of the
 * time, under the lock that SQLite takes to read ("Database File Format", "File Locking And
 * Concurrency"): then no process can change the file. If anything is not as usual (a journal that
 * is not empty, a writer who holds the file, another form of the file), nothing is answered, and
 * the caller asks Exim: SQLite waits, mends, or says what is wrong.
 *
 * Does not: write to the file, wait, or decide whether this Exim has a memory. */
#ifndef BS_SENTFILE_H
#define BS_SENTFILE_H

#include "bounds.h"
#include "span.h"

#include <sys/stat.h>

struct bs_remembered {
    long long since, until; /* as in memory.h; since is -1 if it has not answered */
    bool known[BS_MAX_MEMORY_QUESTIONS];
};

/* A plain file of Exim's user, who can read and write it? */
bool bs_sentfile_is_ours(const struct stat *st);

/* `digests` with commas between them. False: not answered. */
bool bs_sentfile_ask(const char *path, struct bs_span mark, struct bs_span digests,
                     struct bs_remembered *remembered_r);

#endif
