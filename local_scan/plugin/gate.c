/* gate: which mail is judged, and which may never be refused. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gate.h"

#include "exempt.h"

bool
bs_gate_outside(const struct bs_session *session)
{
    return session->smtp && session->host.p != NULL;
}

static const char *
exempt_recipient(const struct bs_policy *policy)
{
    struct bs_exempt_rcpts all = {0};
    struct bs_span address;

    for (size_t i = 0; (address = bs_exim_recipient(i)).p; i++)
        bs_exempt_add(&all, policy, address);
    return bs_exempt_of(&all);
}

void
bs_gate_load(struct bs_load *load)
{
    for (size_t i = 0; i < BS_EXEMPT_HOST_LISTS; i++)
        bs_load_list(load, bs_exempt_host_lists[i]);
    bs_load_list(load, BS_LIST_EXEMPT_SENDERS);
    bs_load_list(load, BS_LIST_EXEMPT_RCPTS);
}

/* Was a list that exempts mail not read completely? Then any message may be exempt. */
static bool
is_unread(const struct bs_load *load)
{
    bool unread = load->flaw[BS_LIST_EXEMPT_SENDERS].kind != BS_FLAW_NONE ||
                  load->flaw[BS_LIST_EXEMPT_RCPTS].kind != BS_FLAW_NONE;

    for (size_t i = 0; i < BS_EXEMPT_HOST_LISTS; i++)
        unread |= load->flaw[bs_exempt_host_lists[i]].kind != BS_FLAW_NONE;
    return unread;
}

const char *
bs_gate_exempt(const struct bs_session *session, const struct bs_load *load)
{
    const struct bs_policy *policy = load->policy;
    struct bs_ip ip;
    bool known = bs_ip_read(session->host, &ip);
    const char *why = bs_exempt_host(policy, known ? &ip : NULL, session->host_name);

    if (why == NULL)
        why = bs_exempt_sender(policy, session->sender);
    if (why == NULL)
        why = exempt_recipient(policy);
    return why == NULL && is_unread(load) ? "list_unread" : why;
}

static bool
has_names(const struct bs_policy *policy)
{
    for (size_t i = 0; i < BS_EXEMPT_HOST_LISTS; i++) {
        const struct bs_entries *list = &policy->list[bs_exempt_host_lists[i]];
        for (unsigned entry = 0; entry < list->count; entry++)
            if (!list->item[entry].is_net)
                return true;
    }
    return false;
}

void
bs_gate_put_off(struct bs_outcome *outcome, const struct bs_load *load)
{
    bool denied = outcome->count > 0 && outcome->mode[0] == BS_MODE_DENY;

    if (!denied || !has_names(load->policy) ||
        !bs_span_is(bs_exim_setting(BS_SETTING_NAME_OPEN), "1"))
        return;
    for (unsigned i = 0; i < outcome->count; i++)
        if (outcome->mode[i] == BS_MODE_DENY)
            outcome->mode[i] = BS_MODE_DEFER;
}
