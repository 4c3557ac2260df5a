/* cache: keeps DNS answers for the next message of a connection.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The caller provides the memory. In the plugin, an earlier child wrote it, which may have been
 * killed in the middle of an entry, or taken over by the mail that it read. So the whole memory is
 * copied first, and the copy is read like hostile input: every length is checked, and an entry
 * counts only if its checksum is right. A child that was taken over can still leave wrong answers
 * with right checksums, for later messages of the same client.
 *
 * Only SOME and NONE are kept, for their time to live, but at most five minutes. Entries follow one
 * another; if the memory is full, all are dropped. One writer at a time; two would damage each
 * other's entries, which the checksums show. */
#ifndef BS_CACHE_H
#define BS_CACHE_H

#include "found.h"

/* The memory in which answers are kept; in the plugin, all children of a connection share it.
 * Zeroed at first. */
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
