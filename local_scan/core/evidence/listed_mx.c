/* listed_mx: MX, its addresses, and the lists that have one. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "listed_mx.h"

#include "dnslist.h"

/* Asks all lists, so that the questions are answered in one round; the first list that has the
 * address counts. */
static bool
ask_lists(struct bs_listed_mx *listed, struct bs_questions *q, const struct bs_ip *ip,
          struct bs_span lists)
{
    struct bs_dnslist list;
    unsigned asked = 0;
    bool any = false;

    while (asked < BS_MAX_DNS_LISTS && bs_dnslist_next(&list, &lists)) {
        if (bs_dnslist_ended(&list))
            continue;
        asked++;
        if (bs_dnslist_ask(&list, q, ip) != BS_KNOWN_SOME || any)
            continue;
        listed->zone = bs_dnslist_name(&list);
        listed->ip = *ip;
        any = true;
    }
    return any;
}

static bool
ask_host(struct bs_listed_mx *listed, struct bs_questions *q, struct bs_span host,
         struct bs_span lists)
{
    struct bs_known_as at = bs_ask_name(q, BS_ASK_ADDRESS, host);
    struct bs_listed_mx other;
    bool any = false;

    for (unsigned i = 0; i < at.count && i < BS_MAX_LINK_ADDRS; i++)
        if (bs_ip_public(&at.item[i].ip))
            any |= ask_lists(any ? &other : listed, q, &at.item[i].ip, lists);
    if (any)
        listed->host = host;
    return any;
}

/* A list counts only once it is known not to list every address. This is asked at once, to save a
 * round. */
static void
ask_about_lists(struct bs_questions *q, struct bs_span lists)
{
    struct bs_dnslist list;
    struct bs_ip loopback;

    if (!bs_ip_read(bs_span_text("127.0.0.1"), &loopback))
        return;
    for (unsigned i = 0; i < BS_MAX_DNS_LISTS && bs_dnslist_next(&list, &lists); i++)
        if (!bs_dnslist_ended(&list))
            bs_dnslist_ask(&list, q, &loopback);
}

bool
bs_listed_mx_ask(struct bs_listed_mx *listed_r, struct bs_questions *q, struct bs_span domain,
                 struct bs_span lists)
{
    struct bs_known_as mx = bs_ask_name(q, BS_ASK_MX, domain);
    struct bs_listed_mx other;
    bool any = false;

    *listed_r = (struct bs_listed_mx){.host = bs_span_of(NULL, 0)};
    ask_about_lists(q, lists);
    if (mx.known == BS_KNOWN_NONE)
        return ask_host(listed_r, q, domain, lists);
    for (unsigned i = 0; i < mx.count && i < BS_MAX_MX_HOSTS; i++)
        any |= ask_host(any ? &other : listed_r, q, mx.item[i].text, lists);
    return any;
}
