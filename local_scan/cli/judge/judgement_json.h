/* judgement_json: a judged message as JSON, for programs.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BS_JUDGEMENT_JSON_H
#define BS_JUDGEMENT_JSON_H

#include "judgement.h"

/* One object and a line end, to standard output. docs/json.md names its members. */
void bs_judgement_json(const struct bs_judgement *judged);

#endif
