/* checkrecord: how often a check fired, and how often it was wrong.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Does not: find this out (evidence.h). */
#ifndef BS_CHECKRECORD_H
#define BS_CHECKRECORD_H

#include "hash.h"
#include "ip.h"
#include "mainlog.h"

/* What can speak against a hit: evidence.h says what each means, and evidence.c finds it. The names
 * are in JSON and in mail to postmaster, so they stay. `why` is below BS_AGAINST; the texts are
 * constants. */
enum bs_against {
    BS_AGAINST_GENUINE,
    BS_AGAINST_EXEMPT,
    BS_AGAINST_CORRESPONDENT,
    BS_AGAINST_AUTHENTICATED,
    BS_AGAINST_DELIVERED,
    BS_AGAINST
};

const char *bs_against_name(enum bs_against why);

/* For people, without a full stop. */
const char *bs_against_tell(enum bs_against why);

/* Counts different things, up to three: for evidence that has to come from several hosts or
 * senders. A zeroed struct is empty. Two things with the same hash count as one, which can only
 * make evidence weaker. */
#define BS_SEVERAL 3

struct bs_several {
    uint64_t seen[BS_SEVERAL];
    unsigned count; /* BS_SEVERAL: these, or more */
};

static inline void
bs_several_add(struct bs_several *several, struct bs_span text)
{
    uint64_t hash = bs_hash(text);

    for (unsigned i = 0; i < several->count; i++)
        if (several->seen[i] == hash)
            return;
    if (several->count < BS_SEVERAL)
        several->seen[several->count++] = hash; /* bounds: count < max */
}

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

/* Hits, and those that are wrong, without what the administrator has exempted since then: that is
 * settled, and speaks neither against the check nor for it. */
static inline unsigned long
bs_checkrecord_hits(const struct bs_check_record *record)
{
    return record->hits - record->by[BS_AGAINST_EXEMPT];
}

static inline unsigned long
bs_checkrecord_wrong(const struct bs_check_record *record)
{
    return record->against - record->by[BS_AGAINST_EXEMPT];
}

/* Something speaks against so many hits on mail of that host and sender. */
void bs_checkrecord_against(struct bs_check_record *evidence, enum bs_against why,
                            unsigned long hits, const char *when, struct bs_span host,
                            struct bs_span from);

#endif
