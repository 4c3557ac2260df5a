/* delivered: the hosts to which each of our users' mail was delivered. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "delivered.h"

#include "hash.h"
#include "ip.h"

#define KEPT 65536u

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

void
bs_delivered_add(struct bs_map *all, struct bs_span host, uint64_t user, time_t when)
{
    uint64_t hash;

    if (!hash_of(host, user, &hash))
        return;
    if (all->used == KEPT && bs_map_find(all, hash) == NULL)
        bs_map_forget(all, when_of, NULL);
    struct delivery *delivery = bs_map_add(all, hash, sizeof *delivery, KEPT);
    if (delivery)
        delivery->when = when;
}

bool
bs_delivered_before(const struct bs_map *all, struct bs_span host, uint64_t user, time_t when)
{
    uint64_t hash;
    const struct delivery *delivery = hash_of(host, user, &hash) ? bs_map_find(all, hash) : NULL;

    return delivery && delivery->when <= when && when - delivery->when <= BS_DELIVERED_SHORTLY;
}
