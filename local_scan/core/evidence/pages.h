/* pages: finds digests in the file in which SQLite keeps the memory of sent mail.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A report asks for some ten rows. To find them, SQLite needs half a million instructions, nearly
 * all of them to open the file, to read the tables' SQL and to compile a statement. This module
 * reads the rows from the pages themselves; the caller reads these from the file, under SQLite's
 * lock. The format is SQLite's, which keeps it the same ("Database File Format", §1.3, §1.6, §2.1).
 *
 * Only what "backstop store init" makes (memory.sql) is read: one page of hosts, and the table of
 * digests WITHOUT ROWID. Whatever else a page may be, also a damaged one, is "not read": then the
 * caller asks SQLite. Results are views into the page.
 *
 *     bs_pages_start(&pages, start of the file)
 *     bs_pages_hosts(page number pages.memory, mark, &since, &until)
 *     bs_pages_find(page number pages.sent, digest, &below), and the same in page `below`, …
 *
 * Does not: read the file, lock it, or know whether a journal has to be rolled back first. */
#ifndef BS_PAGES_H
#define BS_PAGES_H

#include "span.h"

/* Page number `n` begins at octet (n - 1) * size. */
struct bs_pages {
    size_t size;
    unsigned long count;
    unsigned long memory, sent; /* numbers of the tables' first pages */
};

/* The largest page that is read, and the most pages on the way to a digest. Each has at least ten
 * below it, so this is more than a disk can hold. */
#define BS_PAGES_SIZE  4096
#define BS_PAGES_STEPS 20

/* `start`: as much as there is of BS_PAGES_SIZE octets. False: not read. The caller checks that the
 * file has all its pages. */
bool bs_pages_start(struct bs_pages *pages_r, struct bs_span start);

/* The latest `since` of all hosts, and the earliest `until`, which is 0 for a host with another
 * mark; both 0 if there is no host. False: not read. */
bool bs_pages_hosts(struct bs_span page, struct bs_span mark, long long *since_r,
                    long long *until_r);

enum bs_pages_step {
    BS_PAGES_NOT_READ,
    BS_PAGES_BELOW, /* the page with number *below_r comes next */
    BS_PAGES_FOUND,
    BS_PAGES_ABSENT,
};

enum bs_pages_step bs_pages_find(struct bs_span page, struct bs_span digest,
                                 unsigned long *below_r);

#endif
