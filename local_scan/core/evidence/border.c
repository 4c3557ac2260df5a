/* border: country, network, name and listings of one address. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "border.h"

#include "dnslist.h"
#include "reverse.h"

static struct bs_known_as
note(struct bs_border *border, struct bs_known_as answer)
{
    border->known &= answer.known != BS_KNOWN_OPEN;
    return answer;
}

static struct bs_span
text_of(struct bs_known_as answer, unsigned i)
{
    return i < answer.count ? answer.item[i].text : bs_span_of(NULL, 0);
}

static bool
lists_it(struct bs_border *border, struct bs_questions *q, const struct bs_dnslist *list)
{
    enum bs_known known = bs_dnslist_ask(list, q, &border->ip);

    border->known &= known != BS_KNOWN_OPEN;
    return known == BS_KNOWN_SOME;
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
        if (lists_it(border, q, &list))
            border->listed[border->listings++] = bs_dnslist_name(&list); /* bounds: < asked */
    }
}

void
bs_border_ask(struct bs_border *border_r, struct bs_questions *q, const struct bs_ip *ip,
              struct bs_span lists)
{
    struct bs_known_as network;

    *border_r = (struct bs_border){.known = true, .ip = *ip};
    if (!bs_ip_public(ip))
        return;
    border_r->country = text_of(note(border_r, bs_ask_ip(q, BS_ASK_COUNTRY, ip)), 0);
    network = note(border_r, bs_ask_ip(q, BS_ASK_NETWORK, ip));
    border_r->network = text_of(network, 0);
    border_r->network_name = text_of(network, 1);
    ask_lists(border_r, q, lists);
}

void
bs_border_ask_name(struct bs_border *border, struct bs_questions *q)
{
    struct bs_reverse reverse;

    if (!bs_ip_public(&border->ip))
        return;
    bs_reverse_ask(&reverse, q, &border->ip, NULL, NULL);
    border->known &= reverse.known != BS_KNOWN_OPEN;
    if (reverse.names > 0)
        border->name = reverse.name[0];
}
