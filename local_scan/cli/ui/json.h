/* json: the JSON that commands print.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Each call writes to standard output; this module takes care of commas and escapes, and a text of
 * any length does not need a buffer. Members of an object have a name; for members of an array, it
 * is NULL.
 *
 *     bs_json_open(NULL, '{');
 *     bs_json_number("hits", 3);
 *     bs_json_open("hosts", '[');
 *     bs_json_text(NULL, "192.0.2.1");
 *     bs_json_close();
 *     bs_json_close();               {"hits":3,"hosts":["192.0.2.1"]} and a line end
 *
 * Limit: objects and arrays are nested at most 16 deep. */
#ifndef BS_JSON_H
#define BS_JSON_H

#include "span.h"

#include <stdint.h>

void bs_json_open(const char *name, char bracket); /* '{' or '[' */
void bs_json_close(void);

/* Octets that are not UTF-8 become U+FFFD; NULL becomes null. */
void bs_json_text(const char *name, const char *text);
void bs_json_span(const char *name, struct bs_span text);
void bs_json_number(const char *name, uint64_t number);
void bs_json_bool(const char *name, bool value);

#endif
