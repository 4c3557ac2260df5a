/* wrote: whom our users wrote to, by Exim's main log. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wrote.h"

#include "address.h"
#include "hash.h"

#include <stdlib.h>

#define FIRST_SLOTS 1024u
#define LAST_SLOTS  (1024u * 1024) /* powers of 2 */

/* The slot of that hash, or the free one (0) where it belongs. */
static uint64_t *
seek(uint64_t *slot, uint32_t slots, uint64_t hash)
{
    uint32_t i = (uint32_t)hash & (slots - 1);

    while (slot[i] != 0 && slot[i] != hash)
        i = (i + 1) & (slots - 1);
    return &slot[i];
}

static bool
make_room(struct bs_wrote *wrote)
{
    uint32_t slots = wrote->slots ? wrote->slots * 2 : FIRST_SLOTS;

    if (wrote->used < wrote->slots / 5 * 3)
        return true;
    uint64_t *slot = slots <= LAST_SLOTS ? calloc(slots, sizeof *slot) : NULL;
    if (slot == NULL)
        return false;
    for (uint32_t i = 0; i < wrote->slots; i++)
        if (wrote->slot[i] != 0)
            *seek(slot, slots, wrote->slot[i]) = wrote->slot[i];
    free(wrote->slot);
    wrote->slot = slot;
    wrote->slots = slots;
    return true;
}

static void
learn(struct bs_wrote *wrote, uint64_t hash)
{
    if (!make_room(wrote)) {
        wrote->full = true;
        return;
    }
    uint64_t *slot = seek(wrote->slot, wrote->slots, hash);
    wrote->used += *slot == 0;
    *slot = hash;
}

/* No address has that hash: "@" comes first. */
uint64_t
bs_wrote_domain(struct bs_span domain)
{
    return bs_hash_mix(bs_hash(domain) + 1);
}

/* A domain signs for those below it, so all of them count that have a dot. */
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

/* Who forges an address of ours would find it here, where our users' mailboxes
 * are on another host. */
static bool
is_elsewhere(const struct bs_logline *line, const struct bs_policy *policy)
{
    return line->ip.n > 0 && !bs_policy_own_name(policy, bs_address_domain(line->address));
}

static void
add_delivery(struct bs_wrote *wrote, const struct bs_logline *line, uint64_t user)
{
    bool is6 = bs_span_has(line->ip, ":");

    learn(wrote, bs_hash(line->address));
    learn_domains(wrote, bs_address_domain(line->address));
    bs_delivered_add(&wrote->delivered, line->ip, user, bs_stamp_read(line->when));
    wrote->ipv4 |= !is6;
    wrote->ipv6 |= is6;
}

void
bs_wrote_add(struct bs_wrote *wrote, const struct bs_logline *line, const struct bs_policy *policy)
{
    struct bs_message *message;

    switch (line->kind) {
    case BS_LOG_ARRIVED:
        if (is_of_our_users(line, policy) &&
            (message = bs_inflight_add(&wrote->ours, line->id)) != NULL)
            message->subject = bs_delivered_user(line->address);
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
    return wrote->slots > 0 && *seek(wrote->slot, wrote->slots, address) == address;
}

void
bs_wrote_free(struct bs_wrote *wrote)
{
    free(wrote->slot);
    bs_inflight_free(&wrote->ours);
    bs_delivered_free(&wrote->delivered);
    *wrote = (struct bs_wrote){0};
}
