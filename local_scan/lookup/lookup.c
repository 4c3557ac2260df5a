/* lookup: the exported functions, and which module answers which question. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lookup.h"

#include "cache.h"
#include "clock.h"
#include "crypt.h"
#include "dns.h"
#include "geo.h"
#include "org.h"

static unsigned allowed_ms;
static long long until;

static void
again(void)
{
    until = bs_clock_ms() + allowed_ms;
    bs_cache_again();
}

static void
start(const struct bs_lookup_settings *settings)
{
    allowed_ms = settings->deadline_ms ? settings->deadline_ms : BS_LOOKUP_DEADLINE_MS;
    bs_dns_start(settings->servers, allowed_ms);
    bs_geo_start(settings->country_file, settings->network_file);
    bs_cache_start(settings->cache);
    again();
}

/* What can be answered on this machine alone. False: it is for the name servers. */
static bool
find_here(const struct bs_question *question, struct bs_found *found_r)
{
    switch (question->ask) {
    case BS_ASK_COUNTRY:
    case BS_ASK_NETWORK:
        bs_geo_find(question, found_r);
        return true;
    case BS_ASK_ORG:
        bs_org_find(question, found_r);
        return true;
    case BS_ASK_MAC: /* the caller's own (asker.c); not for the name servers */
        found_r->known = BS_KNOWN_UNKNOWN;
        found_r->count = 0;
        return true;
    case BS_ASK_SIGNED:
    case BS_ASK_PAIR:
        bs_crypt_find(question, found_r);
        return true;
    default:
        return bs_cache_find(question, found_r);
    }
}

static unsigned
answer(struct bs_questions *q)
{
    static struct bs_found found;
    unsigned open = bs_questions_open(q);

    for (unsigned i = 0; i < q->questions; i++)
        if (q->question[i].known == BS_KNOWN_OPEN && find_here(&q->question[i], &found))
            bs_found_tell(&found, q, i);
    bs_dns_answer(q, until);
    bs_questions_give_up(q);
    return open;
}

static void
end(void)
{
    bs_dns_end();
    bs_geo_end();
    bs_org_end();
    bs_cache_start(NULL);
}

extern const struct bs_lookup_door bs_lookup_door;

__attribute__((visibility("default"))) const struct bs_lookup_door bs_lookup_door = {
    .version = BS_LOOKUP_VERSION,
    .size = sizeof(struct bs_questions),
    .start = start,
    .again = again,
    .answer = answer,
    .end = end,
};
