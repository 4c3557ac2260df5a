/* exempt: hosts, senders and recipients whose mail is judged and never refused. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "exempt.h"

/* A secondary MX of ours has already accepted the mail that it passes on, and would bounce it if we
 * refused. Hits on a host of mailing lists are only reported (acl/exempt does the same). */
const enum bs_list bs_exempt_host_lists[BS_EXEMPT_HOST_LISTS] = {
    BS_LIST_EXEMPT_HOSTS, BS_LIST_OWN_HOSTS, BS_LIST_OWN_NETS, BS_LIST_LIST_HOSTS};

const char *
bs_exempt_host(const struct bs_policy *policy, const struct bs_ip *ip, struct bs_span name)
{
    for (size_t i = 0; i < BS_EXEMPT_HOST_LISTS; i++) {
        enum bs_list list = bs_exempt_host_lists[i];

        if ((ip && bs_policy_has_ip(policy, list, ip)) ||
            (name.n > 0 && bs_policy_has_host(policy, list, name)))
            return bs_list_name(list);
    }
    return NULL;
}

const char *
bs_exempt_sender(const struct bs_policy *policy, struct bs_span sender)
{
    if (sender.n > 0 && bs_policy_has_address(policy, BS_LIST_EXEMPT_SENDERS, sender))
        return bs_list_name(BS_LIST_EXEMPT_SENDERS);
    return NULL;
}

static bool
is_role(struct bs_span address)
{
    struct bs_span local = bs_span_take(address, bs_span_find(address, '@'));

    local = bs_span_strip(local, "\"");
    return bs_span_is(local, "postmaster") || bs_span_is(local, "abuse");
}

void
bs_exempt_add(struct bs_exempt_rcpts *all, const struct bs_policy *policy, struct bs_span address)
{
    if (bs_policy_has_address(policy, BS_LIST_EXEMPT_RCPTS, address))
        all->listed = true;
    else if (is_role(address))
        all->role = true;
    else
        all->other = true;
}

const char *
bs_exempt_of(const struct bs_exempt_rcpts *all)
{
    if (all->role && !all->other)
        return "role";
    return all->listed ? bs_list_name(BS_LIST_EXEMPT_RCPTS) : NULL;
}
