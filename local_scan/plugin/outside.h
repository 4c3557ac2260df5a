/* outside: the child's way to the lookups, opened when there is a question.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Loading the libraries takes about a millisecond, so a message that asks
 * nothing does not pay for it. For a forked child only: a library that crashes or
 * hangs costs its verdict, and no mail. */
#ifndef BS_PLUGIN_OUTSIDE_H
#define BS_PLUGIN_OUTSIDE_H

#include "../lookup/lookup.h"

/* How long a child may take, in milliseconds, by these settings: what the DNS
 * may take, and a second for all else. */
unsigned bs_outside_patience(struct bs_span settings);

void bs_outside_start(struct bs_span settings, struct bs_lookup_cache *cache);

/* Answers all that is open; returns how many. */
unsigned bs_outside_answer(struct bs_questions *q);

/* False once the lookups were needed and could not be loaded. */
bool bs_outside_is_there(void);

/* Memory that all children of this process share; made once. NULL: none to be had. */
struct bs_lookup_cache *bs_outside_cache(void);

#endif
