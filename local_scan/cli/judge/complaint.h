/* complaint: a report of abuse (ARF, RFC 5965) about a traced message.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Goes to standard output, ready for `sendmail -t` once a person has read it: a
 * text for people, message/feedback-report, and the message itself, as much as
 * BS_MAX_COMPLAINT of it. Addresses of our users are masked everywhere
 * (core/mask.h), because spammers learn from complaints which addresses are
 * read.
 *
 * Does not: send anything. */
#ifndef BS_COMPLAINT_H
#define BS_COMPLAINT_H

#include "trace_view.h"

/* `from` NULL: postmaster at the first of our domains. False after a complaint. */
bool bs_complaint_print(const struct bs_trace_view *traced, const char *from);

#endif
