/* 74-identity: which of Exim's list items become an address or a name of our own.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "table.h"

#include "identity.c" /* the plugin is not a library to link */

#include <ifaddrs.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/resource.h>

static struct bs_policy policy;

static void
join(char *text_r, size_t size, enum bs_list list)
{
    text_r[0] = '\0';
    for (unsigned i = 0; i < policy.list[list].count; i++) {
        struct bs_span entry = policy.list[list].item[i].text;
        assert_true(strlen(text_r) + entry.n + 2 < size);
        strcat(text_r, i > 0 ? " " : "");
        strncat(text_r, (const char *)entry.p, entry.n);
    }
}

static const struct row {
    const char *name;
    const char *list;
    const char *nets;
    const char *names;
} row[] = {
    {"empty", "", "", ""},
    {"blanks", "  ", "", ""},
    {"one name", "a.example", "", "a.example"},
    {"this host", "@ : a.example", "", "mx.ours.example a.example"},
    {"addresses and networks", "192.0.2.1 : 198.51.100.0/24", "192.0.2.1 198.51.100.0/24", ""},
    {"IPv6, colons single", "192.0.2.1 : 2001:db8::/32 : ::1", "192.0.2.1 2001:db8::/32 ::1", ""},
    {"IPv6, colons doubled", "2001::db8::::/32 : ::::1 : 2001::db8::1::2::3::4::5::6",
     "2001:db8::/32 ::1 2001:db8:1:2:3:4:5:6", ""},
    {"empty items", " : 192.0.2.1 :  : a.example : ", "192.0.2.1", "a.example"},
    {"local mail first, as Debian has it", " : 127.0.0.1 : ::::1", "127.0.0.1 ::1", ""},
    {"all interfaces", "@[] : a.example", "", "a.example"},
    {"negated", "!192.0.2.1 : 192.0.2.2", "192.0.2.2", ""},
    {"patterns", "*.a.example : * : ^x\\.example : b.example", "", "b.example"},
    {"lookups", "lsearch;/a : net-iplsearch;/b : dnsdb;mxh=a : c.example", "", "c.example"},
    {"files", "/etc/hosts.allow : a.example", "", "a.example"},
    {"expansion", "${if eq{a}{b}{x.example}} : $domain : a.example", "", "a.example"},
    {"other list", "+inner : a.example", "", "a.example"},
};

static void
test_list(void **state)
{
    const struct row *r = *state;
    char nets[256], names[256];

    used = 0;
    bs_policy_defaults(&policy);
    bs_identity_list(&policy, BS_LIST_OWN_HOSTS, bs_span_text(r->list),
                     bs_span_text("mx.ours.example"));
    join(nets, sizeof nets, BS_LIST_OWN_NETS);
    join(names, sizeof names, BS_LIST_OWN_HOSTS);
    assert_string_equal(nets, r->nets);
    assert_string_equal(names, r->names);
}

static void
read_list(struct bs_span list)
{
    used = 0;
    bs_policy_defaults(&policy);
    bs_identity_list(&policy, BS_LIST_OWN_DOMAINS, list, bs_span_of(NULL, 0));
}

static void
test_cuts(void **state)
{
    const struct row *r = *state;

    bs_at_every_cut(bs_span_text(r->list), read_list);
}

/* More than fits: what does is kept, and nothing is written after it. */
static void
test_full(void **state)
{
    static char list[400000];
    size_t n = 0;

    (void)state;
    while (n + 20 < sizeof list) {
        memcpy(list + n, "2001::db8::::1 : ", 17);
        n += 17;
    }
    read_list(bs_span_of(list, n));
    assert_int_equal(policy.list[BS_LIST_OWN_NETS].count, BS_MAX_ENTRIES);
    assert_true(used <= sizeof arena);
}

/* The network of which half fits would be an address. */
static void
test_half(void **state)
{
    (void)state;
    bs_policy_defaults(&policy);
    used = sizeof arena - strlen("2001:db8::");
    bs_identity_list(&policy, BS_LIST_OWN_DOMAINS, bs_span_text("2001::db8::::/32"),
                     bs_span_of(NULL, 0));
    assert_int_equal(policy.list[BS_LIST_OWN_NETS].count, 0);
}

/* What the kernel answers: one address of one interface. */
static const struct answer {
    const char *name;
    unsigned short types[3]; /* of attributes; 0: no more */
    const char *octets[3];   /* IPv4 */
    const char *want;
} answer[] = {
    {"IPv4", {IFA_ADDRESS}, {"\xcb\x00\x71\x05"}, "203.0.113.5"},
    {"a link to one peer",
     {IFA_ADDRESS, IFA_LOCAL},
     {"\xcb\x00\x71\x06", "\xcb\x00\x71\x05"},
     "203.0.113.5"},
    {"the same, ours first",
     {IFA_LOCAL, IFA_ADDRESS},
     {"\xcb\x00\x71\x05", "\xcb\x00\x71\x06"},
     "203.0.113.5"},
    {"another attribute after it",
     {IFA_LOCAL, IFA_BROADCAST, IFA_FLAGS},
     {"\xcb\x00\x71\x05", "\xcb\x00\x71\xff", "\x80\x00\x00\x00"},
     "203.0.113.5"},
    {"private", {IFA_ADDRESS}, {"\x0a\x00\x00\x01"}, ""},
    {"no address", {IFA_BROADCAST}, {"\xcb\x00\x71\xff"}, ""},
    {"nothing", {0}, {NULL}, ""},
};

static unsigned char octets[256];
static size_t written;

static void
put(const void *from, size_t size)
{
    assert_true(written + size <= sizeof octets);
    memcpy(octets + written, from, size);
    written += size;
}

static void
put_message(unsigned short type, size_t body)
{
    struct nlmsghdr head = {.nlmsg_len = (unsigned)(sizeof head + body), .nlmsg_type = type};

    put(&head, sizeof head);
}

static void
put_attribute(unsigned short type, const void *value, unsigned short size)
{
    struct rtattr head = {.rta_len = (unsigned short)(sizeof head + size), .rta_type = type};

    put(&head, sizeof head);
    put(value, size);
}

static void
read_answer(struct bs_span given)
{
    used = 0;
    bs_policy_defaults(&policy);
    take_messages(&policy, given);
}

static void
test_answer(void **state)
{
    const struct answer *r = *state;
    const struct ifaddrmsg body = {.ifa_family = AF_INET};
    char nets[256];
    size_t count = 0;

    while (count < 3 && r->types[count] != 0)
        count++;
    written = 0;
    put_message(RTM_NEWADDR, sizeof body + count * 8);
    put(&body, sizeof body);
    for (size_t i = 0; i < count; i++)
        put_attribute(r->types[i], r->octets[i], 4);
    read_answer(bs_span_of(octets, written));
    join(nets, sizeof nets, BS_LIST_OWN_NETS);
    assert_string_equal(nets, r->want);
    bs_at_every_cut(bs_span_of(octets, written), read_answer);
}

/* A length of nothing must not be read for ever. */
static void
test_six(void **state)
{
    static const unsigned char six[16] = {0x2a, 1, 4, 0xf8, [15] = 1}, nothing[8];
    const struct ifaddrmsg body = {.ifa_family = AF_INET6};
    char nets[256];

    (void)state;
    written = 0;
    put_message(RTM_NEWADDR, sizeof body + 20);
    put(&body, sizeof body);
    put_attribute(IFA_ADDRESS, six, sizeof six);
    assert_true(take_messages(&policy, bs_span_of(octets, written)));
    put_message(NLMSG_DONE, 0);
    assert_false(take_messages(&policy, bs_span_of(octets, written)));
    put(nothing, sizeof nothing);
    read_answer(bs_span_of(octets, written));
    join(nets, sizeof nets, BS_LIST_OWN_NETS);
    assert_string_equal(nets, "2a01:4f8::1");
    assert_true(take_messages(&policy, bs_span_of(nothing, sizeof nothing)));
}

/* Those that the kernel has now; the library asks it in another way. */
static void
test_interfaces(void **state)
{
    struct ifaddrs *all;
    unsigned count = 0;

    (void)state;
    used = 0;
    bs_policy_defaults(&policy);
    bs_identity_interfaces(&policy);
    assert_int_equal(getifaddrs(&all), 0);
    for (const struct ifaddrs *one = all; one; one = one->ifa_next) {
        const struct sockaddr_in *four = (const void *)one->ifa_addr;
        const struct sockaddr_in6 *six = (const void *)one->ifa_addr;
        int family = one->ifa_addr ? one->ifa_addr->sa_family : AF_UNSPEC;
        struct bs_ip ip;
        if (family != AF_INET && family != AF_INET6)
            continue;
        struct bs_span is =
            family == AF_INET ? bs_span_of(&four->sin_addr, 4) : bs_span_of(&six->sin6_addr, 16);
        assert_true(address_of(is, &ip));
        count += bs_ip_public(&ip);
        assert_true(!bs_ip_public(&ip) || bs_policy_has_ip(&policy, BS_LIST_OWN_NETS, &ip));
    }
    freeifaddrs(all);
    assert_int_equal(policy.list[BS_LIST_OWN_NETS].count, count);
    assert_false(policy.unread);
}

static void
test_no_answer(void **state)
{
    struct rlimit all, none;

    (void)state;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &all), 0);
    none = (struct rlimit){.rlim_cur = 0, .rlim_max = all.rlim_max};
    bs_policy_defaults(&policy);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
    bs_identity_interfaces(&policy);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &all), 0);
    assert_true(policy.unread);
}

int
main(void)
{
    BS_ROWS(row, test_list);
    BS_ROWS(row, test_cuts);
    bs_add_test("more than fits", test_full);
    bs_add_test("half of one fits", test_half);
    BS_ROWS(answer, test_answer);
    bs_add_test("IPv6, and the end of the answer", test_six);
    bs_add_test("the interfaces of this machine", test_interfaces);
    bs_add_test("the kernel does not answer", test_no_answer);
    return bs_run("identity");
}
