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

static struct bs_known_as
ask_list(struct bs_border *border, struct bs_questions *q, const struct bs_ip *ip,
         struct bs_span zone)
{
    char name[BS_MAX_HOSTNAME + 1];
    size_t n = bs_question_listed_name(ip, zone, name, sizeof name);

    if (n == 0)
        return (struct bs_known_as){.known = BS_KNOWN_UNKNOWN};
    return note(border, bs_ask_name(q, BS_ASK_LISTED, bs_span_of(name, n)));
}

static bool
is_hit(struct bs_known_as answer, const struct bs_dnslist *list)
{
    for (unsigned i = 0; i < answer.count; i++)
        if (bs_dnslist_counts(list, &answer.item[i].ip))
            return true;
    return false;
}

/* RFC 5782 §5: no list has 127.0.0.1. One that does has ended, or its domain
 * was sold, and it has everybody. Whether it has is asked only about a list that
 * has the address; a hit counts once that is answered. */
static bool
has_everybody(struct bs_border *border, struct bs_questions *q, struct bs_span zone)
{
    static const struct bs_ip loopback = {{[10] = 0xff, [11] = 0xff, [12] = 127, [15] = 1}};

    return ask_list(border, q, &loopback, zone).known != BS_KNOWN_NONE;
}

static bool
lists_it(struct bs_border *border, struct bs_questions *q, const struct bs_dnslist *list)
{
    return is_hit(ask_list(border, q, &border->ip, list->zone), list) &&
           !has_everybody(border, q, list->zone);
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
