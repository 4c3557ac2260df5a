/* relayed: does a bounce that we pass on go to the author of the mail? */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "relayed.h"

#include "address.h"
#include "field.h"
#include "host.h"

#define DAYS 3650 /* how old mail may be is not for us to say; x= still counts */

static bool
is_bounce(const struct bs_report *report)
{
    return (report->kind == BS_KIND_DSN || report->kind == BS_KIND_BOUNCE ||
            report->kind == BS_KIND_NOTICE || report->kind == BS_KIND_CHALLENGE) &&
           !report->doubtful;
}

static bool
is_whole(const struct bs_returned *returned)
{
    return returned->where != BS_RETURNED_NOTHING && returned->received > 0 && !returned->later &&
           !returned->wrapped && !returned->cut && !returned->torn && !returned->bare;
}

/* --- the first outside host ------------------------------------------------------ */

enum place { INSIDE, OUTSIDE, UNCERTAIN };

static enum place
place_of(const struct bs_hop *hop, const struct bs_owned *owned, const struct bs_policy *policy,
         const struct bs_ip *client)
{
    if (hop->peer_known == BS_PEER_NONE)
        return hop->addrs > 0 ? UNCERTAIN : INSIDE;
    if (!bs_ip_public(&hop->peer) || bs_ip_equal(&hop->peer, client) ||
        bs_policy_has_ip(policy, BS_LIST_RELAY_HOSTS, &hop->peer))
        return INSIDE;
    switch (bs_own_known(owned, &hop->peer)) {
    case BS_OWN_YES:
        return INSIDE;
    case BS_OWN_NO:
        return hop->peer_known == BS_PEER_SEEN ? OUTSIDE : UNCERTAIN;
    default:
        return UNCERTAIN;
    }
}

static bool
find_border(struct bs_relayed_answer *answer, const struct bs_trail *trail,
            const struct bs_owned *owned, const struct bs_policy *policy,
            const struct bs_ip *client)
{
    for (unsigned i = 0; i < trail->hops; i++) {
        enum place place = place_of(&trail->hop[i], owned, policy, client);

        if (place == UNCERTAIN)
            return false;
        if (place == INSIDE)
            continue;
        answer->border = trail->hop[i].peer;
        return answer->has_border = true;
    }
    return false;
}

/* --- signatures -------------------------------------------------------------------- */

/* d= of a newsletter is often a parent of its return path's domain, or beside it: shop.example,
 * bounces.shop.example, mail.shop.example. But anyone can write "From: x@com" and sign for a domain
 * of theirs in com. So domains below the author's count only if the author's domain belongs to the
 * same organisation as the return path's. */
static void
name_signers(struct bs_relayed_work *work, struct bs_span domain, struct bs_span header)
{
    struct bs_span author =
        bs_address_domain(bs_address_from(bs_field_get(header, "From"), &work->author));
    bool same = bs_host_same_org(author, domain);

    bs_policy_defaults(&work->signers);
    bs_policy_add(&work->signers, BS_LIST_OWN_DOMAINS, domain);
    if (author.n > 0 && (bs_host_within(author, domain) || bs_host_within(domain, author)))
        bs_policy_add(&work->signers, same ? BS_LIST_OWN_DOMAINS : BS_LIST_OWN_HOSTS, author);
}

/* --- what follows -------------------------------------------------------------------- */

static enum bs_relayed
weigh(const struct bs_relayed_answer *a)
{
    if (a->dkim == BS_DKIM_VALID || a->dkim == BS_DKIM_REPLAYED)
        return BS_RELAYED_DKIM;
    if (a->has_border && a->spf == BS_SPF_PASS)
        return BS_RELAYED_SPF;
    if (!a->has_border || a->spf == BS_SPF_OPEN || a->spf == BS_SPF_UNKNOWN ||
        (a->dkim != BS_DKIM_ABSENT && a->dkim != BS_DKIM_WRONG))
        return BS_RELAYED_UNKNOWN;
    return BS_RELAYED_NONE;
}

void
bs_relayed_ask(struct bs_relayed_answer *answer_r, struct bs_questions *q,
               struct bs_relayed_work *work, const struct bs_verdict *verdict,
               const struct bs_policy *policy, const struct bs_delivery *delivery,
               const struct bs_ip *client)
{
    const struct bs_returned *returned = &verdict->returned;
    struct bs_span domain = bs_address_domain(delivery->to.address[0]), signer;

    *answer_r = (struct bs_relayed_answer){.proof = BS_RELAYED_UNKNOWN, .spf = BS_SPF_UNKNOWN};
    if (!is_bounce(&verdict->report) || !is_whole(returned) || !delivery->to.known ||
        delivery->to.count != 1 || delivery->to.more || domain.n == 0)
        return;
    bs_own_learn(&work->owned, q, policy, NULL);
    name_signers(work, domain, returned->header);
    answer_r->dkim = bs_dkim_check(q, &work->dkim, returned->header, &work->signers, &delivery->to,
                                   delivery->now, DAYS, &signer);
    if (find_border(answer_r, &verdict->trail, &work->owned, policy, client))
        answer_r->spf = bs_spf_host_ask(q, domain, &answer_r->border);
    answer_r->proof = weigh(answer_r);
    if (answer_r->proof == BS_RELAYED_NONE && (policy->unread || !work->owned.identity))
        answer_r->proof = BS_RELAYED_UNKNOWN;
}

const char *
bs_relayed_name(enum bs_relayed proof)
{
    static const char *const names[BS_RELAYEDS] = {
        [BS_RELAYED_UNKNOWN] = "unknown",
        [BS_RELAYED_NONE] = "none",
        [BS_RELAYED_SPF] = "spf",
        [BS_RELAYED_DKIM] = "dkim",
    };

    return names[proof];
}
