/* program: what the Exim that is installed says of itself.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A question starts Exim, which has 30 seconds to answer; those about macros, and those about
 * transports, start it only once. If it fails or is late, it has answered nothing. Texts go into
 * the caller's buffer, cut to `size`.
 *
 * Does not: change anything, but for bs_exim_reload. */
#ifndef BS_PROGRAM_H
#define BS_PROGRAM_H

#include "paths.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* The value of a main option, by the configuration in use; "" if it is not set. */
void bs_exim_option(const char *name, char *value_r, size_t size);

/* An option of a transport; "" if that is not set, or there is no such transport. */
void bs_exim_transport(const char *transport, const char *option, char *value_r, size_t size);

/* Does Debian's transport for mail that leaves sign with DKIM, and not over this field? */
bool bs_exim_signs_without(const char *field);

/* Does a router name a host of that domain, as one for a smarthost does? */
bool bs_exim_routes_to(const char *domain);

/* Does this transport exist, and does it keep this field? */
bool bs_exim_keeps(const char *transport, const char *field);

/* What a string expands to, with configuration CONF (NULL: the one in use); "" if it does not. */
void bs_exim_expand(const char *conf, const char *string, char *value_r, size_t size);

/* The domains that it takes mail for, and its own name: words with blanks and colons between
 * them, in which some items may not be names. */
void bs_exim_domains(char *value_r, size_t size);

/* Was it built with this? The argument is one of its macros, as "_HAVE_CONTENT_SCANNING". Exim
 * answers only its administrators (root, and the group Debian-exim): false does not mean "no"
 * unless bs_exim_tells. */
bool bs_exim_has(const char *macro);
bool bs_exim_tells(void);

/* The daemon, or 0. */
pid_t bs_exim_daemon(void);
/* Makes it read its configuration again. False if it has ended. */
bool bs_exim_reload(pid_t daemon);

#endif
