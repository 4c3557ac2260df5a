/* host: host names as mail writes them, and the organisation that owns one.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Does not: know the Public Suffix List; bs_host_org takes two labels, three under the usual
 * second-level registries (co.uk, com.br, …). Under a rare suffix, two strangers can then look like
 * one organisation. So the result may only keep a link from being called broken, and never make
 * anything ours. */
#ifndef BS_HOST_H
#define BS_HOST_H

#include "span.h"

/* A name with at least two labels and a top-level label that is not a number. Underscores are
 * accepted, because many hosts have them. */
bool bs_host_valid(struct bs_span name);

/* A name that does not identify a host on the internet: localhost, localdomain, .local, .lan,
 * .internal, .arpa, .invalid, … */
bool bs_host_private(struct bs_span name);

struct bs_span bs_host_org(struct bs_span name); /* empty if not valid */
bool bs_host_same_org(struct bs_span a, struct bs_span b);
bool bs_host_same(struct bs_span a, struct bs_span b); /* case, final dot */

/* Is `name` equal to `domain` or below it? */
bool bs_host_within(struct bs_span name, struct bs_span domain);

/* Splits the next word of letters, or number, off a name; empty at its end. */
struct bs_span bs_host_piece(struct bs_span *name);

/* Is that a word that providers use in the names of customers' lines and machines? */
bool bs_host_is_line(struct bs_span piece);

#endif
