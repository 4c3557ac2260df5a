/* checkrecord: how often a check fired, and how often it was wrong.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Does not: find this out (evidence.h). */
#ifndef BS_CHECKRECORD_H
#define BS_CHECKRECORD_H

#include "against.h"
#include "ip.h"
#include "mainlog.h"
#include "several.h"

#define BS_EVIDENCE_EXAMPLES 3
#define BS_EVIDENCE_TEXT     200

struct bs_example {
    char when[BS_LOG_TIME];
    char host[BS_IP_TEXT];
    char from[BS_EVIDENCE_TEXT]; /* without <> */
    enum bs_against why;
};

/* Of one check. */
struct bs_check_record {
    unsigned long week;
    unsigned long fortnight;
    unsigned long stopped; /* of these: refused or put off */

    /* In the last 14 days, and since the check has been in its mode; without hits that
     * were already exempt. */
    unsigned long hits;
    unsigned long named;
    unsigned long against; /* of the hits; each counts once */
    unsigned long by[BS_AGAINST];
    struct bs_several hosts, senders;                 /* of the hits */
    struct bs_several hosts_against, senders_against; /* of those that something speaks against,
                                                       * but for what is exempt by now */
    struct bs_example example[BS_EVIDENCE_EXAMPLES];
    unsigned examples;
};

/* Something speaks against so many hits on mail of that host and sender. */
void bs_checkrecord_against(struct bs_check_record *evidence, enum bs_against why,
                            unsigned long hits, const char *when, struct bs_span host,
                            struct bs_span from);

#endif
