/* torn: is a returned header there to its end?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A reporter that cuts a header by its length leaves nothing that says so. But each mail
 * has From and Date (RFC 5322 §3.6), and no server ends a field within a comment, an
 * address or a list. What is cut between two fields, below From and Date, is not seen.
 * Some mail was sent without Date, or without From, mostly by machines and spam.
 *
 * Does not: look at what comes after the header. */
#ifndef BS_TORN_H
#define BS_TORN_H

#include "span.h"

bool bs_header_bare(struct bs_span header); /* it has no From, or no Date */
bool bs_header_torn(struct bs_span header); /* its last field is not whole */

#endif
