/* api_6_0: what the plugin takes from an Exim of API 6.0 (4.96 to 4.98).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Here is what differs between the APIs; symbols.h has the rest. */
#ifndef BS_PLUGIN_API_6_0_H
#define BS_PLUGIN_API_6_0_H

#include "weak.h"

#include <stddef.h>

#define API(name) name##_6_0

typedef unsigned API(bs_bool);
_Static_assert(sizeof(API(bs_bool)) == 4, "BOOL");

#include "symbols.h"

extern unsigned char *API(expand_string)(unsigned char *) BS_WEAK("expand_string");
extern void API(log_write)(unsigned, int, const char *, ...) BS_WEAK("log_write");

#define BS_EXPAND_6_0(text) expand_string_6_0(text)
#define BS_LOG_6_0(line)    log_write_6_0(0, BS_LOG_MAIN, "%s", (line))

#undef API

#endif
