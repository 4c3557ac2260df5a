/* mac: answers questions for MACs, without a library.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A tag is two MACs of short texts; to load libraries for them takes hundreds of times as
 * long. The keys are the administrator's, the answer is 32 octets (question.h).
 *
 * Does not: answer anything else. */
#ifndef BS_MAC_H
#define BS_MAC_H

#include "question.h"

/* Answers each open BS_ASK_MAC; returns how many there were. */
unsigned bs_mac_answer(struct bs_questions *q);

#endif
