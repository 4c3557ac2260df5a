/* program: asks the installed Exim about its configuration.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Each question starts Exim, which has 30 seconds to answer (for macros and for transports, only
 * the first one); if Exim fails or is late, the answer is empty. Texts go into the caller's
 * buffer, cut to `size`.
 *
 * Does not: change anything, except for bs_exim_reload. */
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

/* Does Debian's transport for outgoing mail sign with DKIM without covering this field? */
bool bs_exim_signs_without(const char *field);

/* Does a router name a host in that domain, as a router for a smarthost does? */
bool bs_exim_routes_to(const char *domain);

/* Does this transport exist, and does it keep this field? */
bool bs_exim_keeps(const char *transport, const char *field);

/* Expands a string with configuration CONF (NULL: the one in use); "" if that fails. */
void bs_exim_expand(const char *conf, const char *string, char *value_r, size_t size);

/* The domains for which Exim accepts mail, and its own name: words separated by blanks and colons,
 * some of which may not be names. */
void bs_exim_domains(char *value_r, size_t size);

/* Was Exim built with this feature? The argument is one of its macros, such as
 * "_HAVE_CONTENT_SCANNING". Exim answers only its administrators (root, and the group Debian-exim):
 * false means "no" only if bs_exim_tells is true. */
bool bs_exim_has(const char *macro);
bool bs_exim_tells(void);

/* The process of the daemon, or 0. */
pid_t bs_exim_daemon(void);
/* Makes it read its configuration again. False if it has ended. */
bool bs_exim_reload(pid_t daemon);

#endif
