/* smtpreply: does a reply of SMTP, or an enhanced status code, begin here in a text for people?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Replies are written in English, no matter which language the text around them is in.
 *
 * Does not: say which one; fate.h does. */
#ifndef BS_SMTPREPLY_H
#define BS_SMTPREPLY_H

#include "span.h"

/* `text` begins with a digit; `before` is the octet before it. */
bool bs_smtpreply_is(struct bs_span text, int before);

#endif
