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

/* What a secondary MX of ours hands on it has accepted already: refused, it would
 * bounce. A host of mailing lists is only told of (acl/exempt says the same). */
static const enum bs_list host_lists[] = {BS_LIST_EXEMPT_HOSTS, BS_LIST_OWN_HOSTS, BS_LIST_OWN_NETS,
                                          BS_LIST_LIST_HOSTS};

static bool
has_host(const struct bs_session *session, const struct bs_policy *policy, enum bs_list list)
{
    struct bs_ip ip;

    if (bs_ip_read(session->host, &ip) && bs_policy_has_ip(policy, list, &ip))
        return true;
    return session->host_name.n > 0 && bs_policy_has_host(policy, list, session->host_name);
}

static const char *
exempt_host(const struct bs_session *session, const struct bs_policy *policy)
{
    for (size_t i = 0; i < sizeof host_lists / sizeof *host_lists; i++)
        if (has_host(session, policy, host_lists[i]))
            return bs_list_name(host_lists[i]);
    return NULL;
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

void
bs_gate_load(struct bs_load *load)
{
    for (size_t i = 0; i < sizeof host_lists / sizeof *host_lists; i++)
        bs_load_list(load, host_lists[i]);
    bs_load_list(load, BS_LIST_EXEMPT_SENDERS);
    bs_load_list(load, BS_LIST_EXEMPT_RCPTS);
}

const char *
bs_gate_exempt(const struct bs_session *session, const struct bs_policy *policy)
{
    const char *host_list = exempt_host(session, policy);

    if (host_list)
        return host_list;
    if (session->sender.n > 0 &&
        bs_policy_has_address(policy, BS_LIST_EXEMPT_SENDERS, session->sender))
        return bs_list_name(BS_LIST_EXEMPT_SENDERS);
    return exempt_recipient(policy);
}
