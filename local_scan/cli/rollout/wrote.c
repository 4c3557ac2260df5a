/* wrote: the people that our users wrote to, according to Exim's main log. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wrote.h"

#include "address.h"
#include "delivered.h"
#include "hash.h"
#include "logname.h"

#define KNOWN_MAX 700000u /* 8 MiB */

static void
learn(struct bs_wrote *wrote, uint64_t hash)
{
    bs_distinct_add(&wrote->known, KNOWN_MAX, hash);
}

/* Mixed once more, so that a domain does not count as an address. */
uint64_t
bs_wrote_domain(struct bs_span domain)
{
    return bs_hash_mix(bs_hash(domain) + 1);
}

/* A domain signs for those below it, so every parent with a dot counts. */
static void
learn_domains(struct bs_wrote *wrote, struct bs_span domain)
{
    while (bs_span_has(domain, ".")) {
        learn(wrote, bs_wrote_domain(domain));
        domain = bs_span_drop(domain, bs_span_find(domain, '.') + 1);
    }
}

static bool
is_of_our_users(const struct bs_logline *line, const struct bs_policy *policy)
{
    struct bs_ip ip;

    if (line->address.n == 0)
        return false;
    if (line->login.n > 0)
        return true;
    if (line->ip.n == 0)
        return line->user.n > 0;
    return bs_ip_read(line->ip, &ip) && (!bs_ip_public(&ip) || bs_policy_own_ip(policy, &ip));
}

/* Not to our own domains: if our users' mailboxes are on another host, a forged
 * address of ours would count. */
static bool
is_elsewhere(const struct bs_logline *line, const struct bs_policy *policy)
{
    return line->ip.n > 0 && !bs_policy_own_name(policy, bs_address_domain(line->address));
}

static void
add_delivery(struct bs_wrote *wrote, const struct bs_logline *line, uint64_t user)
{
    bool is6 = bs_span_has(line->ip, ":");

    learn(wrote, bs_logname(line->address));
    learn_domains(wrote, bs_address_domain(line->address));
    bs_delivered_add(&wrote->delivered, line->ip, user, bs_stamp_read(line->when));
    wrote->ipv4 |= !is6;
    wrote->ipv6 |= is6;
}

void
bs_wrote_add(struct bs_wrote *wrote, const struct bs_logline *line, const struct bs_policy *policy)
{
    struct bs_transit *message;

    switch (line->kind) {
    case BS_LOG_ARRIVED:
        if (is_of_our_users(line, policy) &&
            (message = bs_inflight_add(&wrote->ours, line->id)) != NULL)
            message->subject = bs_logname(line->address);
        break;
    case BS_LOG_DELIVERED:
    case BS_LOG_ALSO:
        if (is_elsewhere(line, policy) &&
            (message = bs_inflight_find(&wrote->ours, line->id)) != NULL)
            add_delivery(wrote, line, message->subject);
        break;
    case BS_LOG_COMPLETED:
        bs_inflight_end(&wrote->ours, line->id);
        break;
    default:
        break;
    }
}

bool
bs_wrote_has(const struct bs_wrote *wrote, uint64_t address)
{
    return bs_distinct_has(&wrote->known, address);
}

void
bs_wrote_free(struct bs_wrote *wrote)
{
    bs_distinct_free(&wrote->known);
    bs_inflight_free(&wrote->ours);
    bs_map_free(&wrote->delivered);
    *wrote = (struct bs_wrote){0};
}
