/* signing: which DKIM keys Exim signs with.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reads the options of Debian's transports for outgoing mail. Each may be an expansion, typically
 * of the sender: Exim is asked for its value for mail of postmaster in a domain, where From and the
 * reverse-path are the same. How other mail would be signed is not known.
 *
 * Texts go into the caller's buffer. False: Exim could not expand it, or it is too long.
 * Does not: read a key. */
#ifndef BS_SIGNING_H
#define BS_SIGNING_H

#include "span.h"

struct bs_signing {
    char domain[1024], selector[1024], key[4096]; /* as the transport has them */
};

/* False: Exim does not sign. */
bool bs_signing_read(struct bs_signing *signing_r);

/* Does the signing domain depend on the mail? */
bool bs_signing_varies(const struct bs_signing *signing);

/* One of the three for mail of `from`: the signing domains; the selectors of one of these; the file
 * of the private key under one of these, or its text, "" or "0" without a key. Domains and
 * selectors are lists separated by colons. What is not known yet is absent. */
bool bs_signing_value(const char *option, struct bs_span from, struct bs_span domain,
                      struct bs_span selector, char *value_r, size_t size);

#endif
