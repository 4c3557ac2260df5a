/* lost: what a text for people says of mail that did not arrive.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The text is UTF-8, with one reading for all languages (words_delay.h). The time is linear
 * in the text, and for each address in it, in the length of To.
 *
 * Does not: know whether it is a report's (report.h, fate.h). */
#ifndef BS_LOST_H
#define BS_LOST_H

#include "field.h"

#define BS_LOST_PHRASES 512u
#define BS_LOST_BUCKETS 1024u

/* The phrases of words_delay.h, by their hash (phrase.h). The caller zeroes it; it is filled for
 * the first text. */
struct bs_lost_index {
    bool made;
    unsigned short head[BS_LOST_BUCKETS];
    unsigned short next[BS_LOST_PHRASES];
};

/* The first address in a line that may be that of a recipient: not the reader's, nor a mail
 * system's. A view; empty if it has no such address. */
struct bs_span bs_lost_address(const struct bs_message *message, struct bs_span line);

/* Does any line have one? */
bool bs_lost_names(const struct bs_message *message, struct bs_span text);

/* Does it say that mail waits in a queue, or that a system goes on trying to deliver it? */
bool bs_lost_queued(struct bs_span text, struct bs_lost_index *index);

/* For the text of a known report: phrases that are also used for other late things count too. */
bool bs_lost_delayed(struct bs_span text, struct bs_lost_index *index);

#endif
