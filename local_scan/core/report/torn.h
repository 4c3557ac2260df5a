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

#include "field.h"

/* The last field of a header is not whole. */
bool bs_field_torn(const struct bs_field *last);

#endif
