/* arrival: did outgoing mail come in from outside before? */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "arrival.h"

#include "field.h"
#include "host.h"
#include "received.h"

/* RFC 3848, RFC 6531 §4.3: after a login, the protocol's name ends in "a". */
static bool
has_logged_in(struct bs_span with)
{
    return (bs_span_has(with, "SMTP") || bs_span_has(with, "LMTP")) && bs_span_ends(with, "A");
}

static bool
is_webmail(struct bs_span with)
{
    return bs_span_starts(with, "HTTP");
}

static bool
is_ours(const struct bs_policy *policy, const struct bs_ip *ip)
{
    return bs_policy_own_ip(policy, ip) || bs_policy_has_ip(policy, BS_LIST_RELAY_HOSTS, ip);
}

/* Who wrote the line: we, or a machine in our network? */
static bool
is_by_us(const struct bs_policy *policy, struct bs_span by)
{
    return bs_policy_own_name(policy, by) || bs_host_private(by);
}

enum step { STEP_ON, STEP_INSIDE, STEP_OUTSIDE };

static enum step
judge(const struct bs_policy *policy, const struct bs_hop *hop, bool is_clients)
{
    if (bs_received_is_fetched(hop))
        return STEP_OUTSIDE;
    if (hop->peer_known == BS_PEER_NONE || !bs_ip_public(&hop->peer) || is_ours(policy, &hop->peer))
        return STEP_ON;
    bool inside = has_logged_in(hop->with) || is_webmail(hop->with);
    return inside && (is_clients || is_by_us(policy, hop->by)) ? STEP_INSIDE : STEP_OUTSIDE;
}

bool
bs_arrival_outside(struct bs_span header, const struct bs_policy *policy, struct bs_span id,
                   bool remote)
{
    enum step step = STEP_ON;
    struct bs_field field;
    struct bs_hop hop;
    bool top = true;
    struct bs_fields it = bs_fields_of(header);

    while (bs_fields_next(&it, &field) == 1) {
        if (bs_span_is(field.name, BS_ARRIVAL_NAME))
            return true;
        if (step != STEP_ON || field.id != BS_NAME_RECEIVED)
            continue;
        bs_received_read(&hop, field.value);
        if (id.n > 0 && bs_span_equal(hop.id, id))
            continue;
        step = judge(policy, &hop, remote && top);
        top = false;
    }
    return step == STEP_OUTSIDE;
}
