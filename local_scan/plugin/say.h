/* say: log lines, $local_scan_data and replies of the plugin.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Each event is one log line; words of the message are escaped by text.h; docs/log.md has the
 * grammar. Texts are static, and valid until the next call of the same function. */
#ifndef BS_PLUGIN_SAY_H
#define BS_PLUGIN_SAY_H

#include "child.h"
#include "exim.h"
#include "load.h"

#include "explain.h"

/* What is known about a message, for all output about it. */
struct bs_case {
    struct bs_session session;
    const struct bs_verdict *verdict;
    const struct bs_outcome *outcome; /* with the modes as configured */
    const struct bs_place *place;     /* of the border address; NULL: no verdict */
    unsigned unanswered;              /* questions to the outside */
    const char *exempt;               /* why it is not refused, or NULL */
};

/* A line for each check that fired, or one for a report without any. */
void bs_say_case(const struct bs_case *c);
void bs_say_child(const struct bs_session *session, const struct bs_child *child);
/* Logs that a value requested by an ACL could not be determined. */
void bs_say_not_found(const char *event, const char *key, struct bs_span value,
                      const struct bs_child *child);

/* Once a process: backstop-lookup.so could not be loaded. */
void bs_say_no_lookups(void);

/* Once a process, as long as nothing new is wrong. */
void bs_say_flaws(const struct bs_flaw flaw[BS_FILES]);

/* The words of X-Backstop, for $local_scan_data. */
const char *bs_say_data(const char *said);

/* What a refused client reads; `code` is 5 or 4, the class of its enhanced
 * status code (RFC 3463 §2). */
const char *bs_say_refusal(const struct bs_session *session, enum bs_check check, char code);

#endif
