/* inflight: messages whose arrival, but not yet whose end, has been read from the log.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The line of a delivery has neither the size nor the sender of the message; the line of its
 * arrival has both. So these are kept until "Completed", for at most 150,000 messages at a time (10
 * MiB): then the older half is dropped and counted as forgotten. Later lines of such a message
 * count without its size. */
#ifndef BS_INFLIGHT_H
#define BS_INFLIGHT_H

#include "map.h"
#include "span.h"

struct bs_transit {
    uint64_t hash; /* of its id */
    uint64_t size;
    uint64_t subject; /* a hash of the caller's */
    char *text;       /* the caller's, by malloc; freed with the message */
    uint32_t owner;   /* a number of the caller's */
    uint32_t order;   /* by arrival */
    bool outside;     /* from a host that did not authenticate */
    bool delayed;     /* flags of the caller's, false at first */
    bool failed;
    bool delivered;
    uint8_t why; /* of a failure: the caller's, 0 at first */
};

struct bs_inflight {
    struct bs_map map;
    uint32_t arrived;
    unsigned long forgotten;
};

/* All return NULL if the message is not known, or without memory. What they
 * return lives until the next call. */
struct bs_transit *bs_inflight_add(struct bs_inflight *all, struct bs_span id);
struct bs_transit *bs_inflight_find(struct bs_inflight *all, struct bs_span id);
void bs_inflight_end(struct bs_inflight *all, struct bs_span id);
void bs_inflight_free(struct bs_inflight *all);

#endif
