/* asker: loads the lookups (door.h) once there is a question, and starts them with the settings.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * For the plugin's child and for the command; links libc only. Loading the libraries takes about a
 * millisecond, which a caller without questions saves. One per process at a time. A caller that
 * judges asks in rounds:
 *
 *     bs_questions_start(q, offline);
 *     do
 *         judge(q);
 *     while (bs_asker_answer(q) > 0);
 */
#ifndef BS_ASKER_H
#define BS_ASKER_H

#include "lookup.h"

/* `settings` is the text of that file; what the lookups need of it is copied. `servers`, unless
 * NULL, replaces its dns_servers. `cache` may be NULL. */
void bs_asker_start(struct bs_span settings, const char *servers, struct bs_lookup_cache *cache);

/* Called before each further message: its questions have a deadline of their own. */
void bs_asker_again(void);

/* Answers all open questions; returns how many. 0: there were no open questions, so the caller is
 * done. */
unsigned bs_asker_answer(struct bs_questions *q);

/* Why the lookups could not be loaded when they were needed; NULL: they could,
 * or were not needed yet. */
const char *bs_asker_fault(void);

void bs_asker_end(void);

#endif
