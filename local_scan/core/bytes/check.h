/* check: the names of all checks, their built-in modes, and the replies to
 * senders refused by a check of the body.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Names are stable: modes, log lines, X-Backstop, reports and documentation use them. checks.def
 * lists all checks. Those of the envelope are Exim ACLs; here, only bs_check_about knows them. */
#ifndef BS_CHECK_H
#define BS_CHECK_H

#include "span.h"

/* Those that judge the body: BS_CHECK_BOUNCE_FOREIGN and so on. */
enum bs_check {
#define CHECK_ENVELOPE(id)
#define CHECK_LEAVING(id)
#define CHECK_BODY(id) BS_CHECK_##id,
#define CHECK(area, id, ...) CHECK_##area(id)
#include "checks.def"
#undef CHECK
#undef CHECK_BODY
#undef CHECK_LEAVING
#undef CHECK_ENVELOPE
    BS_CHECKS,
    BS_CHECK_NONE = BS_CHECKS
};

/* All checks. */
enum {
#define CHECK(...) +1
    BS_ALL_CHECKS =
#include "checks.def"
#undef CHECK
};

/* Learn is for greylist: senders are remembered, and no mail is delayed. Hold is for outgoing mail:
 * accepted, and frozen in the queue. Drop is for bounces that Exim makes: frozen, and soon
 * removed. */
enum bs_mode {
    BS_MODE_OFF,
    BS_MODE_LEARN,
    BS_MODE_WARN,
    BS_MODE_HOLD,
    BS_MODE_DROP,
    BS_MODE_DEFER,
    BS_MODE_DENY,
    BS_MODES
};

const char *bs_check_name(enum bs_check check); /* "none" for BS_CHECK_NONE */
enum bs_mode bs_check_default(enum bs_check check);
enum bs_check bs_check_read(struct bs_span name); /* BS_CHECK_NONE: unknown */

/* What a refused sender reads: enhanced status code and one sentence. */
const char *bs_check_refusal(enum bs_check check);

/* What people are shown of a check. `meaning` says when it fires, in a few words. */
enum bs_area { BS_AREA_ENVELOPE, BS_AREA_LEAVING, BS_AREA_BODY };

struct bs_about {
    const char *name;
    const char *meaning;
    enum bs_mode mode; /* built in */
    enum bs_mode goal; /* the strictest that is ever advised */
    enum bs_area area;
    bool puts_off; /* even in deny, it only puts mail off (4xx) */
};

/* The I-th of all checks, in the order in which mail meets them; NULL after the
 * last. */
const struct bs_about *bs_check_about(unsigned i);

/* The check with that name; BS_ALL_CHECKS: not found. */
unsigned bs_check_find(struct bs_span name);

const char *bs_mode_name(enum bs_mode mode);
bool bs_mode_read(struct bs_span name, enum bs_mode *mode_r);

/* Can the check be in that mode? Only greylist has learn, and only checks of outgoing mail have
 * hold. Mail that Exim itself sends cannot be refused, but it can be dropped. */
bool bs_mode_fits(enum bs_mode mode, struct bs_span check);

#endif
