/* delivered: to which hosts mail of each of our users was delivered. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "delivered.h"

#include "hash.h"

#include <stdlib.h>

#define SLOTS 65536u /* a power of 2 */
#define NEAR  8u

struct bs_delivery {
    uint64_t key;
    time_t when; /* 0: free */
};

/* "prvs=4123abcdef=joe@ours.example" (BATV) is joe's. */
uint64_t
bs_delivered_user(struct bs_span address)
{
    if (bs_span_starts(address, "prvs=")) {
        struct bs_span rest = bs_span_drop(address, 5);
        size_t n = bs_span_find(rest, '=');
        if (n < rest.n)
            address = bs_span_drop(rest, n + 1);
    }
    return bs_hash(address);
}

/* 0: not an address of a host. */
static uint64_t
key_of(struct bs_span host, uint64_t user)
{
    struct bs_ip ip;

    if (!bs_ip_read(host, &ip))
        return 0;
    size_t octets = bs_ip_is4(&ip) ? 15 : 6;
    uint64_t key = bs_hash_mix(bs_hash(bs_span_of(ip.octet, octets)) + 3 * user);
    return key + (key == 0);
}

void
bs_delivered_add(struct bs_delivered *all, struct bs_span host, uint64_t user, time_t when)
{
    uint64_t key = key_of(host, user);

    if (all->slot == NULL)
        all->slot = calloc(SLOTS, sizeof *all->slot);
    if (all->slot == NULL || key == 0)
        return;
    struct bs_delivery *place = &all->slot[key % SLOTS];
    for (unsigned i = 0; i < NEAR; i++) {
        struct bs_delivery *slot = &all->slot[(key + i) % SLOTS];

        if (slot->key == key) {
            place = slot;
            break;
        }
        if (slot->when < place->when)
            place = slot;
    }
    *place = (struct bs_delivery){key, when};
}

bool
bs_delivered_before(const struct bs_delivered *all, struct bs_span host, uint64_t user, time_t when)
{
    uint64_t key = key_of(host, user);

    for (unsigned i = 0; all->slot && key != 0 && i < NEAR; i++) {
        const struct bs_delivery *slot = &all->slot[(key + i) % SLOTS];

        if (slot->key == key)
            return slot->when <= when && when - slot->when <= BS_DELIVERED_SHORTLY;
    }
    return false;
}

void
bs_delivered_free(struct bs_delivered *all)
{
    free(all->slot);
    all->slot = NULL;
}
