/* identity: who this host is, by Exim's configuration and its interfaces. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "identity.h"

#include <ifaddrs.h>
#include <netinet/in.h>
#include <sys/socket.h>

/* The policy keeps views of its entries, so items need a place to stay. */
static unsigned char arena[BS_MAX_POLICY_FILE];
static size_t used;

/* Exim's lists may name another separator in front: "<; a ; b". */
static int
take_separator(struct bs_span *list)
{
    *list = bs_span_trim(*list);
    if (bs_span_at(*list, 0) != '<' || list->n < 2)
        return ':';
    int separator = bs_span_at(*list, 1);
    *list = bs_span_drop(*list, 2);
    return separator;
}

/* Cuts the next item off *list into the arena; a doubled separator is one
 * octet of the item. Empty items are legal. */
static struct bs_span
take_item(struct bs_span *list, int separator)
{
    size_t start = used;
    size_t i = 0;

    for (; i < list->n && used < sizeof arena; i++) {
        if (bs_span_at(*list, i) == separator && bs_span_at(*list, ++i) != separator)
            break;
        arena[used++] = (unsigned char)bs_span_at(*list, i); /* bounds: used < sizeof */
    }
    *list = bs_span_drop(*list, used < sizeof arena ? i : list->n);
    return bs_span_trim(bs_span_of(arena + start, used - start));
}

static bool
is_plain(struct bs_span item)
{
    for (size_t i = 0; i < item.n; i++) {
        int c = bs_span_at(item, i);
        if (!bs_is_alnum(c) && c != '.' && c != ':' && c != '/' && c != '-' && c != '_')
            return false;
    }
    return item.n > 0;
}

void
bs_identity_list(struct bs_policy *policy, enum bs_list names, struct bs_span list,
                 struct bs_span hostname)
{
    int separator = take_separator(&list);

    while (list.n > 0) {
        struct bs_span item = take_item(&list, separator);
        if (bs_span_is(item, "@"))
            item = hostname;
        if (is_plain(item) && !bs_policy_add(policy, BS_LIST_OWN_NETS, item))
            bs_policy_add(policy, names, item);
    }
}

static bool
address_of(const struct sockaddr *address, struct bs_ip *ip_r)
{
    const struct sockaddr_in6 *six = (const void *)address;
    const struct sockaddr_in *four = (const void *)address;
    bool is6 = address && address->sa_family == AF_INET6;

    if (!is6 && (!address || address->sa_family != AF_INET))
        return false;
    struct bs_span octets = is6 ? bs_span_of(&six->sin6_addr, 16) : bs_span_of(&four->sin_addr, 4);
    *ip_r = (struct bs_ip){.octet = {[10] = 0xff, [11] = 0xff}};
    for (size_t i = 0; i < octets.n; i++)
        ip_r->octet[16 - octets.n + i] = (unsigned char)bs_span_at(octets, i); /* bounds: n <= 16 */
    return true;
}

static void
add_address(struct bs_policy *policy, const struct bs_ip *ip)
{
    if (sizeof arena - used < BS_IP_TEXT)
        return;
    char *text = (char *)arena + used;
    bs_ip_text(ip, text);
    struct bs_span entry = bs_span_text(text);
    used += entry.n + 1;
    bs_policy_add(policy, BS_LIST_OWN_NETS, entry);
}

void
bs_identity_interfaces(struct bs_policy *policy)
{
    struct ifaddrs *all;

    if (getifaddrs(&all) != 0)
        return;
    for (struct ifaddrs *one = all; one; one = one->ifa_next) {
        struct bs_ip ip;
        if (address_of(one->ifa_addr, &ip) && bs_ip_public(&ip))
            add_address(policy, &ip);
    }
    freeifaddrs(all);
}
