/* outside: answers the core's questions (core/mail/question.h) for the command.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Knows the settings of the policy, and whether the DNS may be queried at all: not with --offline,
 * and not with `dns: off`. backstop-lookup.so is loaded when there is a question; offline, these
 * are only questions that do not need the network. If it cannot be loaded, this is reported once on
 * standard error, and every answer is unknown.
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

/* Reads the settings. Complains about those that cannot be read; their defaults apply. */
void bs_outside_start(void);

/* Answers all open questions; returns how many. 0: there were no open questions, so the caller is
 * done. */
unsigned bs_outside_answer(struct bs_questions *q);

void bs_outside_end(void);

bool bs_outside_offline(void);

/* The text of the file `settings`, for core/settings.h; lives to the end. */
struct bs_span bs_outside_settings(void);

#endif
