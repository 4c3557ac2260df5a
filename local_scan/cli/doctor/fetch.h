/* fetch: makes TLS connections to other hosts, with curl(1).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * curl checks certificates against those that Debian trusts. If something is wrong, `why_r` has
 * curl's message, in one line. Limit: BS_FETCH_SECONDS per connection.
 *
 * Does not: follow a redirect, or send mail. */
#ifndef BS_FETCH_H
#define BS_FETCH_H

#include "file.h"

#define BS_FETCH_SECONDS 20

enum bs_fetch {
    BS_FETCH_DONE,
    BS_FETCH_CLOSED, /* nothing listens */
    BS_FETCH_NO_TLS,
    BS_FETCH_UNTRUSTED,
    BS_FETCH_FAILED
};

/* Is curl installed? */
bool bs_fetch_can(void);

/* The caller owns `text_r`, and frees it with bs_file_free. */
enum bs_fetch bs_fetch_https(const char *url, struct bs_file *text_r, char *why_r, size_t size);

/* A session at that address, under the name `host`, with nothing but NOOP; `scheme` is smtps, or
 * smtp for STARTTLS. */
enum bs_fetch bs_fetch_smtp(const char *scheme, const char *host, unsigned port,
                            const char *address, char *why_r, size_t size);

#endif
