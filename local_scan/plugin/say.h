/* say: log lines, $local_scan_data and replies of the plugin.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One log line an event, words of the message escaped by text.h; grammar in
 * docs/log.md. Texts are static, each until its function's next call. */
#ifndef BS_PLUGIN_SAY_H
#define BS_PLUGIN_SAY_H

#include "child.h"
#include "exim.h"
#include "load.h"

#include "explain.h"

/* What has been found out about a message, for all that is said about it. */
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
/* What an ACL asked for could not be found out: event, and of what. */
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
