/* dkimkey: the key of a DKIM signature in the DNS (RFC 6376 §3.6.2).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Views into the answer. Other records may exist at the same name; they do not have p=.
 * Does not: examine the record; a revoked key has an empty p=. */
#ifndef BS_DKIMKEY_H
#define BS_DKIMKEY_H

#include "question.h"

/* Its records, asked for at selector._domainkey.domain. */
struct bs_known_as bs_dkimkey_ask(struct bs_questions *q, struct bs_span selector,
                                  struct bs_span domain);

/* The first of them that is a key; absent without one. */
struct bs_span bs_dkimkey_of(struct bs_known_as records);

#endif
