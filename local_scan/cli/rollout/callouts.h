/* callouts: hosts to which we deliver mail, and whose callouts we refuse.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Before it accepts a mail, a server may ask ours whether the sender exists: "<>", RCPT, QUIT. If a
 * check of ours refuses this callout, that server refuses our mail. In the log, the refusal of a
 * null sender at RCPT comes shortly before the line about our delivery to the same address. If such
 * a host sends a bounce at that moment, the log has the same order; to refuse that bounce also puts
 * mail to the host at risk.
 *
 * Lines must come in order of time. Memory is fixed: the last BS_CALLOUTS_RECENT refusals wait for
 * a delivery, the first BS_CALLOUTS hosts and checks are counted, and `more` says that there are
 * others.
 *
 * A callout that was answered does not need a remedy; acl/null logs it, and it is only counted.
 *
 * Does not: report callouts from exempt hosts. */
#ifndef BS_CALLOUTS_H
#define BS_CALLOUTS_H

#include "ip.h"
#include "mainlog.h"

#include <time.h>

#define BS_CALLOUTS        10
#define BS_CALLOUTS_RECENT 64
#define BS_CALLOUTS_WAIT   300 /* seconds within which the delivery must follow */

struct bs_callout {
    char host[BS_IP_TEXT];
    unsigned check; /* as in bs_check_about */
    unsigned long count;
    time_t when; /* of a waiting refusal; else 0 */
};

struct bs_callouts {
    struct bs_callout recent[BS_CALLOUTS_RECENT];
    unsigned next, waiting;
    struct bs_callout host[BS_CALLOUTS];
    unsigned count;
    bool more;
    unsigned long answered;
};

/* A line of Backstop, about that check or about no check. */
void bs_callouts_hit(struct bs_callouts *all, const struct bs_logline *line, unsigned check);
/* A line of any kind. */
void bs_callouts_line(struct bs_callouts *all, const struct bs_logline *line);

#endif
