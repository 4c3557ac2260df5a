/* mac: answers questions for MACs, without a library.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A tag has two MACs of short texts; loading a library for them would take hundreds of times as
 * long as making them. The keys are the administrator's; an answer is 32 octets (question.h).
 *
 * Does not: answer anything else. */
#ifndef BS_MAC_H
#define BS_MAC_H

#include "question.h"

/* Answers each open BS_ASK_MAC; returns how many there were. */
unsigned bs_mac_answer(struct bs_questions *q);

#endif
