/* 74-identity: which of Exim's list items become an address or a name of our own.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "table.h"

#include "identity.c" /* the plugin is not a library to link */

#include <string.h>

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

static const struct address {
    const char *name;
    const char *want;
    unsigned char octet[16];
    int family;
} address[] = {
    {"IPv4", "192.0.2.1", {192, 0, 2, 1}, AF_INET},
    {"IPv6", "2001:db8::1", {0x20, 1, 0x0d, 0xb8, [15] = 1}, AF_INET6},
    {"neither", NULL, {0}, AF_UNIX},
};

static void
test_address(void **state)
{
    const struct address *r = *state;
    struct sockaddr_in four = {.sin_family = AF_INET};
    struct sockaddr_in6 six = {.sin6_family = AF_INET6};
    struct sockaddr other = {.sa_family = AF_UNIX};
    const void *given = r->family == AF_INET ? (const void *)&four : &six;
    struct bs_ip ip;
    char text[BS_IP_TEXT];

    memcpy(&four.sin_addr, r->octet, 4);
    memcpy(&six.sin6_addr, r->octet, 16);
    assert_int_equal(address_of(r->family == AF_UNIX ? &other : given, &ip), r->want != NULL);
    assert_false(address_of(NULL, &ip));
    if (r->want == NULL)
        return;
    assert_true(address_of(given, &ip));
    bs_ip_text(&ip, text);
    assert_string_equal(text, r->want);
}

int
main(void)
{
    BS_ROWS(row, test_list);
    BS_ROWS(row, test_cuts);
    bs_add_test("more than fits", test_full);
    BS_ROWS(address, test_address);
    return bs_run("identity");
}
