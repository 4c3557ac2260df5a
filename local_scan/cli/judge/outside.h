/* outside: the command's side of questions to the outside (core/question.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Knows the settings of the policy, and whether the DNS may be asked at all:
 * not with --offline, and not with `dns: off`. backstop-lookup.so is loaded
 * when there is something to answer, which offline is at most a question that
 * needs no network. If it cannot be loaded, this is reported once on standard
 * error and every answer is unknown.
 *
 * Callers that judge ask in rounds:
 *
 *     bs_questions_start(q, bs_outside_offline());
 *     do
 *         judge(q);
 *     while (bs_outside_answer(q) > 0);
 *
 * Does not: know what is asked, or why. */
#ifndef BS_OUTSIDE_H
#define BS_OUTSIDE_H

#include "question.h"
#include "options.h"

/* --policy, --offline, --servers. */
extern const struct bs_option bs_outside_options[];

/* Reads the settings; what cannot be read is complained about, and keeps its default. */
void bs_outside_start(void);

/* Before each message: its questions have a deadline of their own. */
void bs_outside_again(void);

/* How many were answered now. 0 if nothing was open, and nothing more will be. */
unsigned bs_outside_answer(struct bs_questions *q);

void bs_outside_end(void);

bool bs_outside_offline(void);

/* The text of the file `settings`, for core/settings.h; lives to the end. */
struct bs_span bs_outside_settings(void);

#endif
