/* identity: who this host is, according to Exim's configuration and its interfaces. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "identity.h"

#include <ifaddrs.h>
#include <netinet/in.h>
#include <sys/socket.h>

/* The policy keeps views of its entries, so what is made here needs a place to
 * stay. */
static unsigned char arena[BS_MAX_POLICY_FILE];
static size_t used;

/* Cuts off the next item. */
static struct bs_span
take_item(struct bs_span *list)
{
    size_t end = bs_span_search(*list, " : ");
    struct bs_span item = bs_span_take(*list, end);

    *list = bs_span_drop(*list, end + 3);
    return bs_span_trim(item);
}

/* The item with each "::" as one colon. */
static struct bs_span
undouble(struct bs_span item)
{
    unsigned char *start = arena + used;

    for (size_t i = 0; i < item.n && used < sizeof arena; i++) {
        i += bs_span_at(item, i) == ':' && bs_span_at(item, i + 1) == ':';
        arena[used++] = (unsigned char)bs_span_at(item, i); /* bounds: used < sizeof */
    }
    return bs_span_of(start, (size_t)(arena + used - start));
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

/* Exim doubles the colons of an IPv6 address when the list was written with
 * another separator, and leaves them single when it was not. No address can be
 * read in both ways. */
static bool
add_net(struct bs_policy *policy, struct bs_span item)
{
    return bs_policy_add(policy, BS_LIST_OWN_NETS, item) ||
           (bs_span_has(item, "::") && bs_policy_add(policy, BS_LIST_OWN_NETS, undouble(item)));
}

void
bs_identity_list(struct bs_policy *policy, enum bs_list names, struct bs_span list,
                 struct bs_span hostname)
{
    while (list.n > 0) {
        struct bs_span item = take_item(&list);
        if (bs_span_is(item, "@"))
            item = hostname;
        if (is_plain(item) && !add_net(policy, item))
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

void
bs_identity_names(struct bs_policy *policy, const struct bs_span setting[BS_SETTINGS])
{
    struct bs_span host = setting[BS_SETTING_HOSTNAME];

    used = 0; /* of a policy before this one */
    bs_identity_list(policy, BS_LIST_OWN_HOSTS, host, host);
    bs_identity_list(policy, BS_LIST_OWN_DOMAINS, setting[BS_SETTING_LOCAL_DOMAINS], host);
    bs_identity_list(policy, BS_LIST_OWN_HOSTS, setting[BS_SETTING_RELAY_HOSTS], host);
}

void
bs_identity_add(struct bs_policy *policy, const struct bs_span setting[BS_SETTINGS])
{
    bs_identity_names(policy, setting);
    bs_identity_interfaces(policy);
}
