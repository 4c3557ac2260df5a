/* judgement_json: a judged message as JSON, for programs.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Octets of the message are escaped by json.h. Does not: judge, or open anything. */
#ifndef BS_JUDGEMENT_JSON_H
#define BS_JUDGEMENT_JSON_H

#include "judgement.h"

/* One object and a line end, to standard output. docs/json.md names its members. */
void bs_judgement_json(const struct bs_judgement *judged);

#endif
