/* signing: which DKIM keys Exim signs with.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The options are those of Debian's transports for mail that leaves. Each may be an expansion,
 * of the mail's sender as a rule: Exim is asked what it comes to for mail of postmaster in a
 * domain, where From and the reverse-path are the same. What other mail would get is not known.
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

/* Does it depend on the mail who signs it? */
bool bs_signing_varies(const struct bs_signing *signing);

/* Who signs mail of `from`, and by which selectors: lists with colons; and the file of the
 * private key, or its text; "" or "0" without a key. */
bool bs_signing_domains(const struct bs_signing *signing, struct bs_span from, char *value_r,
                        size_t size);
bool bs_signing_selectors(const struct bs_signing *signing, struct bs_span from,
                          struct bs_span domain, char *value_r, size_t size);
bool bs_signing_key(const struct bs_signing *signing, struct bs_span from, struct bs_span domain,
                    struct bs_span selector, char *value_r, size_t size);

#endif
