/* border: country, network, name and listings of one address. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "border.h"

#include "dnslist.h"
#include "reverse.h"

static struct bs_span
text_of(struct bs_known_as answer, unsigned i)
{
    return i < answer.count ? answer.item[i].text : bs_span_of(NULL, 0);
}

static void
ask_lists(struct bs_border *border, struct bs_questions *q, struct bs_span lists)
{
    struct bs_dnslist list;
    unsigned asked = 0;

    while (asked < BS_MAX_DNS_LISTS && bs_dnslist_next(&list, &lists)) {
        if (bs_dnslist_ended(&list))
            continue;
        asked++;
        if (bs_dnslist_ask(&list, q, &border->ip) == BS_KNOWN_SOME)
            border->listed[border->listings++] = bs_dnslist_name(&list); /* bounds: < asked */
    }
}

void
bs_border_ask(struct bs_border *border_r, struct bs_questions *q, const struct bs_ip *ip,
              struct bs_span lists)
{
    *border_r = (struct bs_border){.ip = *ip};
    if (bs_ip_public(ip))
        ask_lists(border_r, q, lists);
}

void
bs_border_ask_place(struct bs_border *border, struct bs_questions *q)
{
    if (!bs_ip_public(&border->ip))
        return;
    border->country = text_of(bs_ask_ip(q, BS_ASK_COUNTRY, &border->ip), 0);
    struct bs_known_as network = bs_ask_ip(q, BS_ASK_NETWORK, &border->ip);
    border->network = text_of(network, 0);
    border->network_name = text_of(network, 1);
}

void
bs_border_ask_name(struct bs_border *border, struct bs_questions *q)
{
    if (!bs_ip_public(&border->ip))
        return;
    struct bs_reverse reverse = bs_reverse_ask(q, &border->ip);
    border->name_open = reverse.known == BS_KNOWN_UNKNOWN;
    if (reverse.names > 0)
        border->name = reverse.name[0];
}
