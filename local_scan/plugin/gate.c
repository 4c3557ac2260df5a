/* gate: which mail is judged at all, and which may never be refused. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gate.h"

bool
bs_gate_outside(const struct bs_session *session)
{
    return session->smtp && session->host.p != NULL;
}

static bool
is_role(struct bs_span address)
{
    struct bs_span local = bs_span_take(address, bs_span_find(address, '@'));

    local = bs_span_strip(local, "\"");
    return bs_span_is(local, "postmaster") || bs_span_is(local, "abuse");
}

static bool
exempt_host(const struct bs_session *session, const struct bs_policy *policy)
{
    struct bs_ip ip;

    if (bs_ip_read(session->host, &ip) && bs_policy_has_ip(policy, BS_LIST_EXEMPT_HOSTS, &ip))
        return true;
    return session->host_name.n > 0 &&
           bs_policy_has_host(policy, BS_LIST_EXEMPT_HOSTS, session->host_name);
}

/* One message has one answer, so one exempt recipient exempts it for all. */
static const char *
exempt_recipient(const struct bs_policy *policy)
{
    struct bs_span address;

    for (size_t i = 0; (address = bs_exim_recipient(i)).p; i++) {
        if (is_role(address))
            return "role";
        if (bs_policy_has_address(policy, BS_LIST_EXEMPT_RCPTS, address))
            return bs_list_name(BS_LIST_EXEMPT_RCPTS);
    }
    return NULL;
}

const char *
bs_gate_exempt(const struct bs_session *session, const struct bs_policy *policy)
{
    if (exempt_host(session, policy))
        return bs_list_name(BS_LIST_EXEMPT_HOSTS);
    if (session->sender.n > 0 &&
        bs_policy_has_address(policy, BS_LIST_EXEMPT_SENDERS, session->sender))
        return bs_list_name(BS_LIST_EXEMPT_SENDERS);
    return exempt_recipient(policy);
}
