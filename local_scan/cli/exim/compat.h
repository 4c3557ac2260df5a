/* compat: do Exim and the plugin fit each other?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Exim does not report which plugin interface ("API") it has, and crashes on every message if a
 * plugin names a different one. But its package says what it provides, and the plugin recognises
 * the API by one of the symbols that Exim exports. The plugin's list of APIs is a note in its file
 * (plugin/apis.h). Both files are read, and neither is loaded.
 *
 * Does not: load the plugin; trial does. */
#ifndef BS_CLI_API_H
#define BS_CLI_API_H

#include "fault.h"

#include <stddef.h>

/* False if the plugin is damaged, or would not know this Exim. Otherwise text_r
 * names the API that both have; "" if Exim's could not be determined, so they may
 * fit. */
bool bs_compat_fits(char *text_r, size_t size, struct bs_fault *fault);

#endif
