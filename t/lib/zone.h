/* zone: answers for a test's questions, as a table.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 *   static const struct bs_zone_row zone[] = {
 *       {BS_ASK_ADDRESS, "mx.ours.example", "198.51.100.7|2001:db8:7::7"},
 *       {BS_ASK_TEXT, "ours.example", "v=spf1 mx -all|another record"},
 *       {BS_ASK_NETWORK, "203.0.113.0/24", "64500|Example Networks"},
 *       {BS_ASK_MX, "slow.example", BS_ZONE_UNKNOWN},
 *   };
 *
 * `name` is what is asked for: a name; for questions about addresses, an address
 * or a network. `answer` has the items, with '|' between them. The first row
 * that fits counts; a question without a row gets the answer "none". Nothing is
 * computed here: BS_ASK_MAC and BS_ASK_SIGNED are unknown. */
#ifndef BS_T_ZONE_H
#define BS_T_ZONE_H

#include "question.h"

#define BS_ZONE_UNKNOWN NULL

struct bs_zone_row {
    enum bs_ask ask;
    const char *name;
    const char *answer;
};

/* Answers all open questions; returns how many. */
unsigned bs_zone_answer(struct bs_questions *q, const struct bs_zone_row *row, size_t rows);

/* Judges and answers in turn, until a judgement leaves no question open. Returns how often it
 * judged; if the judge never stops asking, the test fails. */
unsigned bs_zone_settle(struct bs_questions *q, const struct bs_zone_row *row, size_t rows,
                        void (*judge)(void *arg, struct bs_questions *q), void *arg);

/* Judges with hostile SPF records as answers to the first question: one with every kind of mistake,
 * cut at every octet, and one with a thousand includes. */
void bs_zone_hostile_spf(void (*judge)(void *arg, struct bs_questions *q), void *arg);

#endif
