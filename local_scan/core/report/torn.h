/* torn: is a returned header complete?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A reporter that cuts off a header does not say so. But all mail has From and Date (RFC 5322
 * §3.6), and no server ends a field within a comment, an address or a list. A cut between two
 * fields, below From and Date, is not noticed. Some mail was sent without Date or From, mostly by
 * devices and spammers.
 *
 * Does not: look at what comes after the header. */
#ifndef BS_TORN_H
#define BS_TORN_H

#include "field.h"

/* The last field of a header is not whole. */
bool bs_field_torn(const struct bs_field *last);

#endif
