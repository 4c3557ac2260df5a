/* wrote: whom our users wrote to, by Exim's main log. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wrote.h"

#include "address.h"
#include "hash.h"

#define KNOWN_MAX 700000u /* 8 MiB */

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

void
bs_wrote_add(struct bs_wrote *wrote, const struct bs_logline *line, const struct bs_policy *policy)
{
    switch (line->kind) {
    case BS_LOG_ARRIVED:
        if (is_of_our_users(line, policy))
            bs_inflight_add(&wrote->ours, line->id);
        break;
    case BS_LOG_DELIVERED:
    case BS_LOG_ALSO:
        if (is_elsewhere(line, policy) && bs_inflight_find(&wrote->ours, line->id))
            bs_distinct_add(&wrote->known, KNOWN_MAX, bs_hash(line->address));
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
    *wrote = (struct bs_wrote){0};
}
