/* trace_view: a message and everything that was learned about its source.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * For a person, for a program, and, as a complaint, for those responsible for
 * the source. */
#ifndef BS_TRACE_VIEW_H
#define BS_TRACE_VIEW_H

#include "abuse.h"
#include "border.h"
#include "trace.h"

struct bs_trace_view {
    const char *path;
    const struct bs_policy *policy;
    struct bs_span raw;    /* the whole message, as far as it was read */
    struct bs_span header; /* the one that is traced */
    bool truncated;        /* the message goes on after `raw` */
    bool returned;         /* `header` is that of a returned mail */
    bool offline;
    bool has_zone; /* of abuse contacts */
    struct bs_trace trace;
    struct bs_border border; /* of the source, if there is one */
    struct bs_contacts contacts;
};

void bs_trace_view_tell(const struct bs_trace_view *traced);
void bs_trace_view_json(const struct bs_trace_view *traced);

/* A report of abuse (ARF, RFC 5965), ready for `sendmail -t` once a person has read it: a text for
 * people, message/feedback-report, and the message itself, as much as BS_MAX_COMPLAINT of it.
 * Addresses of our users are masked everywhere (core/mask.h), because spammers learn from
 * complaints which addresses are read. `from` NULL: postmaster at the first of our domains. False
 * after a complaint to the caller. */
bool bs_trace_view_complain(const struct bs_trace_view *traced, const char *from);

#endif
