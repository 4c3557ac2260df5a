/* identity: who this host is, according to Exim's configuration and its interfaces. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "identity.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* The policy keeps views of its entries, so texts that are made here must stay somewhere. */
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

/* The item with each "::" as one colon; empty if it does not fit. */
static struct bs_span
undouble(struct bs_span item)
{
    unsigned char *start = arena + used;

    if (item.n > sizeof arena - used)
        return bs_span_of(NULL, 0);
    for (size_t i = 0; i < item.n; i++) {
        i += bs_span_at(item, i) == ':' && bs_span_at(item, i + 1) == ':';
        arena[used++] = (unsigned char)bs_span_at(item, i); /* bounds: item.n fits */
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

/* False unless there are 4 octets (IPv4) or 16 (IPv6). */
static bool
address_of(struct bs_span octets, struct bs_ip *ip_r)
{
    *ip_r = (struct bs_ip){.octet = {[10] = 0xff, [11] = 0xff}};
    for (size_t i = 0; i < octets.n && i < 16; i++)
        ip_r->octet[16 - octets.n + i] = (unsigned char)bs_span_at(octets, i); /* bounds: n <= 16 */
    return octets.n == 4 || octets.n == 16;
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

/* The kernel's answers (rtnetlink(7)). getifaddrs() also asks for everything about each
 * interface, which is a tenth of a child's time, and allocates. */

static bool
next_message(struct bs_span *rest, struct nlmsghdr *head_r, struct bs_span *body_r)
{
    if (rest->n < sizeof *head_r)
        return false;
    memcpy(head_r, rest->p, sizeof *head_r); /* bounds: n >= sizeof */
    *body_r = bs_span_drop(bs_span_take(*rest, head_r->nlmsg_len), sizeof *head_r);
    *rest = bs_span_drop(*rest, NLMSG_ALIGN(head_r->nlmsg_len));
    return head_r->nlmsg_len >= sizeof *head_r;
}

static bool
next_attribute(struct bs_span *rest, struct rtattr *head_r, struct bs_span *body_r)
{
    if (rest->n < sizeof *head_r)
        return false;
    memcpy(head_r, rest->p, sizeof *head_r); /* bounds: n >= sizeof */
    *body_r = bs_span_drop(bs_span_take(*rest, head_r->rta_len), sizeof *head_r);
    *rest = bs_span_drop(*rest, RTA_ALIGN((size_t)head_r->rta_len));
    return head_r->rta_len >= sizeof *head_r;
}

/* Of a link to one peer, IFA_ADDRESS is the peer's. */
static void
take_interface(struct bs_policy *policy, struct bs_span body)
{
    struct bs_span attributes = bs_span_drop(body, NLMSG_ALIGN(sizeof(struct ifaddrmsg)));
    struct bs_span octets, ours = bs_span_of(NULL, 0);
    struct rtattr head;
    struct bs_ip ip;
    bool local = false;

    while (next_attribute(&attributes, &head, &octets)) {
        if (head.rta_type == IFA_LOCAL || (head.rta_type == IFA_ADDRESS && !local))
            ours = octets;
        local |= head.rta_type == IFA_LOCAL;
    }
    if (address_of(ours, &ip) && bs_ip_public(&ip))
        add_address(policy, &ip);
}

/* True: there is more to come. */
static bool
take_messages(struct bs_policy *policy, struct bs_span answer)
{
    struct nlmsghdr head;
    struct bs_span body;

    while (next_message(&answer, &head, &body)) {
        policy->unread |= head.nlmsg_type == NLMSG_ERROR;
        if (head.nlmsg_type == NLMSG_DONE || head.nlmsg_type == NLMSG_ERROR)
            return false;
        if (head.nlmsg_type == RTM_NEWADDR)
            take_interface(policy, body);
    }
    return true;
}

void
bs_identity_interfaces(struct bs_policy *policy)
{
    static unsigned char answer[16384]; /* as large as the kernel makes them */
    const struct {
        struct nlmsghdr head;
        struct ifaddrmsg body;
    } request = {{.nlmsg_len = sizeof request,
                  .nlmsg_type = RTM_GETADDR,
                  .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP},
                 {.ifa_family = AF_UNSPEC}};
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    ssize_t n = fd < 0 ? -1 : send(fd, &request, sizeof request, 0);

    while (n > 0) {
        n = recv(fd, answer, sizeof answer, 0);
        if (n < 0 && errno == EINTR)
            n = 1;
        else if (n > 0 && !take_messages(policy, bs_span_of(answer, (size_t)n)))
            n = 0;
    }
    policy->unread |= n < 0;
    if (fd >= 0)
        close(fd);
}

void
bs_identity_names(struct bs_policy *policy, const struct bs_span setting[BS_SETTINGS_OF_JOB])
{
    struct bs_span host = setting[BS_SETTING_HOSTNAME];

    used = 0; /* of a policy before this one */
    bs_identity_list(policy, BS_LIST_OWN_HOSTS, host, host);
    bs_identity_list(policy, BS_LIST_OWN_DOMAINS, setting[BS_SETTING_LOCAL_DOMAINS], host);
    bs_identity_list(policy, BS_LIST_OWN_HOSTS, setting[BS_SETTING_RELAY_HOSTS], host);
}

void
bs_identity_add(struct bs_policy *policy, const struct bs_span setting[BS_SETTINGS_OF_JOB])
{
    bs_identity_names(policy, setting);
    bs_identity_interfaces(policy);
}
