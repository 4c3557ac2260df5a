/* lookup: answers the questions of the core (core/mail/question.h), all in parallel and under one
 * deadline.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * DNS by c-ares, country and network by libmaxminddb, registrable domains by libpsl, signatures by
 * GnuTLS: each in a file of its own. Together they make one shared object, backstop-lookup.so,
 * which only the command and the plugin's forked child load (door.h): in Exim's own process, a
 * fault of these libraries would cost mail.
 *
 * If something is missing, broken or late, the answer is unknown. Only the name servers are sent
 * anything. */
#ifndef BS_LOOKUP_H
#define BS_LOOKUP_H

#include "cache.h"

struct bs_lookup_settings {
    unsigned deadline_ms;     /* for all rounds of one message; 0: BS_LOOKUP_DEADLINE_MS */
    const char *servers;      /* "127.0.0.1:5353,[::1]:53"; NULL or "": resolv.conf */
    const char *country_file; /* .mmdb; NULL or "": the usual places */
    const char *network_file; /* likewise */
    struct bs_lookup_cache *cache;
};
#define BS_LOOKUP_DEADLINE_MS 2000

/* The one symbol that the shared object exports. One per process at a time. */
struct bs_lookup_door {
    unsigned version; /* BS_LOOKUP_VERSION: another one is not used */
    size_t size;      /* of struct bs_questions, likewise */

    /* Never fails: what is missing makes answers unknown. The deadline's clock starts here. The
     * texts that `settings` points to must live until `end`, because files and servers are only
     * opened when they are needed. */
    void (*start)(const struct bs_lookup_settings *settings);
    /* Restarts the clock, for the next message of a command that judges many. */
    void (*again)(void);
    /* Answers all open questions; returns how many. When it returns, no question is open. */
    unsigned (*answer)(struct bs_questions *q);
    void (*end)(void);
};
#define BS_LOOKUP_VERSION 2
#define BS_LOOKUP_SYMBOL  "bs_lookup_door"

#endif
