/* sent: a memory of sent mail (core/evidence/memory.h), read from Exim's main logs.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * For hosts without a memory, and for judging past mail: each --sent names a log, plain or
 * compressed by gzip, whose rotated parts are also read. The memory is complete from the first of
 * all lines to a day after the last one, because a quiet server may log nothing for hours. It has a
 * gap if a part could not be read, or if the logs contain more than is kept (8,000,000 digests, 96
 * MiB).
 *
 * Does not: notice if a rotated part between two others is missing. */
#ifndef BS_SENT_H
#define BS_SENT_H

#include "memory.h"
#include "options.h"

/* --sent; may be repeated. */
extern const struct bs_option bs_sent_options[];

bool bs_sent_given(void);

/* Reads the logs that the options name. False if nothing could be read. Complains about that, and
 * about parts that could not be read. */
bool bs_sent_start(const struct bs_policy *policy);

/* Asks and answers all questions about a report. NULL: no log was named. What it returns
 * lives until the next call. */
const struct bs_memory *bs_sent_ask(const struct bs_memory_about *about);

void bs_sent_end(void);

#endif
