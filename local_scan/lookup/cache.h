/* cache: answers of the DNS, from message to message of one connection.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The memory is the caller's. In the plugin an earlier child wrote
 * it, which may have been killed in the middle of an entry, or been taken over by
 * the mail that it read. So all of it is copied first and the copy is read
 * like a stranger's: every length is checked, and an entry counts only with
 * its right sum. A child that was taken over can still leave wrong answers
 * with right sums, for the later messages of the same client.
 *
 * Kept are SOME and NONE, no longer than their time to live and five minutes.
 * Entries follow one another; when there is no more room all go. One writer at a
 * time; two would spoil each other's entries, which the sums show. */
#ifndef BS_CACHE_H
#define BS_CACHE_H

#include "found.h"

/* Bytes that answers are kept in from message to message; for the plugin,
 * memory that all children of a connection share. Zeroed at first. Whatever is
 * found in it is checked like a stranger's. NULL: nothing is kept. */
struct bs_lookup_cache;
#define BS_LOOKUP_CACHE_SIZE (64u * 1024)

/* NULL: nothing is found, and nothing kept. */
void bs_cache_start(struct bs_lookup_cache *cache);
/* Reads again what others wrote. */
void bs_cache_again(void);

/* False: not there. */
bool bs_cache_find(const struct bs_question *question, struct bs_found *found_r);
void bs_cache_keep(const struct bs_question *question, const struct bs_found *found,
                   unsigned seconds);

#endif
