/* wrote: the people that our users wrote to, according to Exim's main log. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wrote.h"

#include "address.h"
#include "hash.h"
#include "ip.h"
#include "logname.h"

#define KNOWN_MAX 700000u /* 8 MiB */
#define PAIRS_MAX 65536u
#define SHORTLY   (4 * 3600) /* an hour of retries, and some queueing */

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

struct delivery {
    uint64_t hash; /* of the host's network and the user */
    time_t when;
};

/* False if it is not the address of a host. */
static bool
hash_of(struct bs_span host, uint64_t user, uint64_t *hash_r)
{
    struct bs_ip ip;

    if (!bs_ip_read(host, &ip))
        return false;
    size_t octets = bs_ip_is4(&ip) ? 15 : 6;
    *hash_r = bs_hash_mix(bs_hash(bs_span_of(ip.octet, octets)) + 3 * user);
    return true;
}

static uint64_t
when_of(const void *record)
{
    return (uint64_t)((const struct delivery *)record)->when;
}

static void
note_delivery(struct bs_map *all, struct bs_span host, uint64_t user, time_t when)
{
    uint64_t hash;

    if (!hash_of(host, user, &hash))
        return;
    if (all->used == PAIRS_MAX && bs_map_find(all, hash) == NULL)
        bs_map_forget(all, when_of, NULL);
    struct delivery *delivery = bs_map_add(all, hash, sizeof *delivery, PAIRS_MAX);
    if (delivery)
        delivery->when = when;
}

bool
bs_wrote_lately(const struct bs_wrote *wrote, struct bs_span host, uint64_t user, time_t when)
{
    uint64_t hash;
    const struct delivery *delivery =
        hash_of(host, user, &hash) ? bs_map_find(&wrote->delivered, hash) : NULL;

    return delivery && delivery->when <= when && when - delivery->when <= SHORTLY;
}

static void
add_delivery(struct bs_wrote *wrote, const struct bs_logline *line, uint64_t user)
{
    bool is6 = bs_span_has(line->ip, ":");

    learn(wrote, bs_logname(line->address));
    learn_domains(wrote, bs_address_domain(line->address));
    note_delivery(&wrote->delivered, line->ip, user, bs_stamp_read(line->when));
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
