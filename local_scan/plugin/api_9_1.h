/* api_9_1: what the plugin takes from an Exim of API 9.1 (4.100).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Here is what differs between the APIs; symbols.h has the rest. */
#ifndef BS_PLUGIN_API_9_1_H
#define BS_PLUGIN_API_9_1_H

#include "weak.h"

#include <stddef.h>

#define API(name) name##_9_1

typedef unsigned char API(bs_bool);
_Static_assert(sizeof(API(bs_bool)) == 1, "BOOL");

#include "symbols.h"

extern const unsigned char *API(expand_string)(const unsigned char *, API(bs_bool) *)
    BS_WEAK("expand_string_2");
extern void API(log_write)(int, const char *, ...) BS_WEAK("log_write");

#define BS_EXPAND_9_1(text) expand_string_9_1((text), NULL)
#define BS_LOG_9_1(line)    log_write_9_1(BS_LOG_MAIN, "%s", (line))

#undef API

#endif
