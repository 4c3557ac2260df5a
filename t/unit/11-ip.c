/* Tests of local_scan/core/ip.c. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "ip.h"
#include "table.h"

/* ---------------------------------------------------- reading and writing */

static const struct read_row {
    const char *name, *in, *want; /* NULL: no address */
} read_rows[] = {
    {"dotted quad", "192.0.2.1", "192.0.2.1"},
    {"lowest", "0.0.0.0", "0.0.0.0"},
    {"highest", "255.255.255.255", "255.255.255.255"},
    {"blanks around it", " \t192.0.2.1\r\n", "192.0.2.1"},
    {"in brackets", "[192.0.2.1]", "192.0.2.1"},
    {"blanks in brackets", "[ 192.0.2.1 ]", "192.0.2.1"},
    {"with a port", "192.0.2.1:25", "192.0.2.1"},
    {"port in brackets", "[192.0.2.1:25]", "192.0.2.1"},
    {"port behind brackets", "[192.0.2.1]:65535", "192.0.2.1"},
    {"octet over 255", "192.0.2.256", NULL},
    {"octet of four digits", "192.0.2.1000", NULL},
    {"three octets", "192.0.2", NULL},
    {"five octets", "192.0.2.1.5", NULL},
    {"final dot", "192.0.2.1.", NULL},
    {"leading dot", ".192.0.2.1", NULL},
    {"empty octet", "192..2.1", NULL},
    {"leading zeros are ambiguous", "192.000.002.001", NULL},
    {"octal octet", "010.0.0.1", NULL},
    {"hexadecimal octet", "0xc0.0.2.1", NULL},
    {"one number", "3221225985", NULL},
    {"a sign", "192.0.2.+1", NULL},
    {"blank inside", "192.0.2. 1", NULL},
    {"name that begins like one", "192.0.2.1.example.org", NULL},
    {"name with dashes", "192-0-2-1.example.org", NULL},
    {"address and a letter", "192.0.2.1a", NULL},
    {"empty", "", NULL},
    {"empty brackets", "[]", NULL},
    {"bracket not closed", "[192.0.2.1", NULL},
    {"bracket not opened", "192.0.2.1]", NULL},
    {"two brackets", "[[192.0.2.1]]", NULL},
    {"words behind brackets", "[192.0.2.1]x", NULL},
    {"port without number", "192.0.2.1:", NULL},
    {"port over 65535", "192.0.2.1:65536", NULL},
    {"port of a hundred digits", "192.0.2.1:00000000000000000000025", NULL},
    {"word in brackets", "[local]", NULL},

    {"IPv6", "2001:db8::1", "2001:db8::1"},
    {"IPv6 in full", "2001:0db8:0000:0000:0000:0000:0000:0001", "2001:db8::1"},
    {"IPv6 in capitals", "2001:DB8::ABCD", "2001:db8::abcd"},
    {"IPv6 literal of SMTP", "[IPv6:2001:db8::1]", "2001:db8::1"},
    {"its tag in small letters", "[ipv6:2001:db8::1]", "2001:db8::1"},
    {"blank after the tag", "[IPv6: 2001:db8::1]", "2001:db8::1"},
    {"tag without brackets", "IPv6:2001:db8::1", "2001:db8::1"},
    {"IPv6 port behind brackets", "[2001:db8::1]:25", "2001:db8::1"},
    {"zone name", "fe80::1%eth0", "fe80::1"},
    {"zone number of Exchange", "[fe80::10d2:b426%14]", "fe80::10d2:b426"},
    {"unspecified", "::", "::"},
    {"loopback", "::1", "::1"},
    {"gap at the end", "2001:db8::", "2001:db8::"},
    {"gap for one group", "1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"},
    {"gap for one group in front", "::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"},
    {"mapped IPv4", "::ffff:192.0.2.1", "192.0.2.1"},
    {"mapped IPv4 in hexadecimal", "::FFFF:c000:0201", "192.0.2.1"},
    {"mapped IPv4 in full", "0:0:0:0:0:ffff:192.0.2.1", "192.0.2.1"},
    {"embedded IPv4", "64:ff9b::192.0.2.1", "64:ff9b::c000:201"},
    {"longest run of zeros", "2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},
    {"first of equal runs", "2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},
    {"a single zero stays", "2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},
    {"longest text", "1111:2222:3333:4444:5555:6666:7777:8888",
     "1111:2222:3333:4444:5555:6666:7777:8888"},
    {"two gaps", "2001::db8::1", NULL},
    {"three colons", "2001:::1", NULL},
    {"nine groups", "1:2:3:4:5:6:7:8:9", NULL},
    {"seven groups", "1:2:3:4:5:6:7", NULL},
    {"gap for no group", "1:2:3:4::5:6:7:8", NULL},
    {"group of five digits", "12345::1", NULL},
    {"no hexadecimal digit", "2001:dbg::1", NULL},
    {"leading colon", ":1:2:3:4:5:6:7:8", NULL},
    {"final colon", "2001:db8::1:", NULL},
    {"one colon", ":", NULL},
    {"IPv4 in the middle", "::192.0.2.1:1", NULL},
    {"IPv4 too late", "1:2:3:4:5:6:7:192.0.2.1", NULL},
    {"IPv4 with a zone", "192.0.2.1%eth0", NULL},
    {"time of day", "23:34:45", NULL},
    {"only a tag", "[IPv6:]", NULL},
    {"only a zone", "%eth0", NULL},
};

static void
read_every(struct bs_span in)
{
    struct bs_ip ip;
    struct bs_net net;
    char text[BS_IP_TEXT];

    if (bs_ip_read(in, &ip))
        bs_ip_text(&ip, text);
    bs_net_read(in, &net);
}

static void
read_test(void **state)
{
    const struct read_row *row = *state;
    struct bs_ip ip, again;
    char text[BS_IP_TEXT];
    bool found = bs_ip_read(bs_span_text(row->in), &ip);

    bs_at_every_cut(bs_span_text(row->in), read_every);
    assert_int_equal(found, row->want != NULL);
    if (!found)
        return;
    bs_ip_text(&ip, text);
    assert_string_equal(text, row->want);
    assert_true(bs_ip_read(bs_span_text(text), &again));
    assert_true(bs_ip_equal(&ip, &again));
}

/* -------------------------------------------------------------- what kind */

static const struct kind_row {
    const char *name;
    bool is_public, is_loopback, is4;
} kind_rows[] = {
    {"8.8.8.8", true, false, true},
    {"0.1.2.3", false, false, true},
    {"9.255.255.255", true, false, true},
    {"10.0.0.0", false, false, true},
    {"10.255.255.255", false, false, true},
    {"11.0.0.0", true, false, true},
    {"100.63.255.255", true, false, true},
    {"100.64.0.0", false, false, true},
    {"100.127.255.255", false, false, true},
    {"100.128.0.0", true, false, true},
    {"127.0.0.1", false, true, true},
    {"127.255.255.255", false, true, true},
    {"128.0.0.0", true, false, true},
    {"169.253.255.255", true, false, true},
    {"169.254.1.1", false, false, true},
    {"172.15.255.255", true, false, true},
    {"172.16.0.0", false, false, true},
    {"172.31.255.255", false, false, true},
    {"172.32.0.0", true, false, true},
    {"192.0.0.8", false, false, true},
    {"192.0.0.9", true, false, true},
    {"192.0.0.10", true, false, true},
    {"192.0.0.170", false, false, true},
    {"192.0.1.0", true, false, true},
    {"192.0.2.1", true, false, true}, /* documentation */
    {"198.51.100.1", true, false, true},
    {"203.0.113.1", true, false, true},
    {"192.88.99.1", true, false, true},
    {"192.167.255.255", true, false, true},
    {"192.168.0.1", false, false, true},
    {"198.17.255.255", true, false, true},
    {"198.18.0.0", false, false, true},
    {"198.19.255.255", false, false, true},
    {"198.20.0.0", true, false, true},
    {"223.255.255.255", true, false, true},
    {"224.0.0.1", false, false, true},
    {"240.0.0.1", false, false, true},
    {"255.255.255.255", false, false, true},
    {"::ffff:127.0.0.1", false, true, true},
    {"::", false, false, false},
    {"::1", false, true, false},
    {"::2", false, false, false},
    {"::192.0.2.1", false, false, false}, /* IPv4-compatible, dead */
    {"64:ff9b::1", true, false, false},
    {"64:ff9b:1::1", false, false, false},
    {"100::1", false, false, false},
    {"2000::1", true, false, false},
    {"2001::1", false, false, false}, /* Teredo */
    {"2001:1::1", true, false, false},
    {"2001:1::2", true, false, false},
    {"2001:1::3", true, false, false},
    {"2001:1::4", false, false, false},
    {"2001:2::1", false, false, false},
    {"2001:3::1", true, false, false},
    {"2001:4:112::1", true, false, false},
    {"2001:10::1", false, false, false},
    {"2001:20::1", true, false, false},
    {"2001:30::1", true, false, false},
    {"2001:200::1", true, false, false},
    {"2001:db8::1", true, false, false},       /* documentation */
    {"2002:c000:201::1", true, false, false},  /* 6to4 */
    {"2002:a05:6214::1", false, false, false}, /* of 10.5.98.20 */
    {"2a00:1450::1", true, false, false},
    {"3fff:ffff::1", true, false, false},
    {"4000::1", false, false, false},
    {"5f00::1", false, false, false},
    {"fc00::1", false, false, false},
    {"fdff::1", false, false, false},
    {"fe80::1", false, false, false},
    {"fec0::1", false, false, false},
    {"ff02::1", false, false, false},
};

static void
kind_test(void **state)
{
    const struct kind_row *row = *state;
    struct bs_ip ip;

    assert_true(bs_ip_read(bs_span_text(row->name), &ip));
    assert_int_equal(bs_ip_public(&ip), row->is_public);
    assert_int_equal(bs_ip_loopback(&ip), row->is_loopback);
    assert_int_equal(bs_ip_is4(&ip), row->is4);
}

/* --------------------------------------------------------------- networks */

static const struct net_row {
    const char *name, *net, *ip;
    int bits; /* -1: no network */
    bool holds;
} net_rows[] = {
    {"IPv4 /24 holds", "192.0.2.0/24", "192.0.2.255", 120, true},
    {"IPv4 /24 ends", "192.0.2.0/24", "192.0.3.0", 120, false},
    {"IPv4 /25 holds", "192.0.2.128/25", "192.0.2.128", 121, true},
    {"IPv4 /25 ends", "192.0.2.128/25", "192.0.2.127", 121, false},
    {"IPv4 /32", "192.0.2.1/32", "192.0.2.1", 128, true},
    {"IPv4 /0 holds all IPv4", "0.0.0.0/0", "203.0.113.1", 96, true},
    {"IPv4 /0 holds no IPv6", "0.0.0.0/0", "2001:db8::1", 96, false},
    {"host bits do not matter", "192.0.2.77/24", "192.0.2.1", 120, true},
    {"address alone", "192.0.2.1", "192.0.2.1", 128, true},
    {"address alone, another", "192.0.2.1", "192.0.2.2", 128, false},
    {"literal alone", "[IPv6:2001:db8::1]", "2001:db8::1", 128, true},
    {"mapped address in it", "192.0.2.0/24", "::ffff:192.0.2.9", 120, true},
    {"IPv6 /32 holds", "2001:db8::/32", "2001:db8:ffff::1", 32, true},
    {"IPv6 /32 ends", "2001:db8::/32", "2001:db9::1", 32, false},
    {"IPv6 /0 holds all", "::/0", "192.0.2.1", 0, true},
    {"IPv6 /128", "2001:db8::1/128", "2001:db8::1", 128, true},
    {"mapped network counts in IPv6 bits", "::ffff:192.0.2.0/120", "192.0.2.1", 120, true},
    {"blanks around it", " 192.0.2.0/24\n", "192.0.2.1", 120, true},
    {"IPv4 /33", "192.0.2.0/33", NULL, -1, false},
    {"IPv6 /129", "2001:db8::/129", NULL, -1, false},
    {"no bits", "192.0.2.0/", NULL, -1, false},
    {"a mask", "192.0.2.0/255.255.255.0", NULL, -1, false},
    {"leading zero", "192.0.2.0/024", NULL, -1, false},
    {"a sign", "192.0.2.0/+24", NULL, -1, false},
    {"two slashes", "192.0.2.0/24/24", NULL, -1, false},
    {"port and bits", "192.0.2.0:25/24", NULL, -1, false},
    {"short address", "192.0.2/24", NULL, -1, false},
    {"a name", "mx.example.org", NULL, -1, false},
    {"only bits", "/24", NULL, -1, false},
    {"nothing", "", NULL, -1, false},
};

static void
net_test(void **state)
{
    const struct net_row *row = *state;
    struct bs_net net;
    struct bs_ip ip;
    bool found = bs_net_read(bs_span_text(row->net), &net);

    bs_at_every_cut(bs_span_text(row->net), read_every);
    assert_int_equal(found, row->bits >= 0);
    if (!found)
        return;
    assert_int_equal(net.bits, row->bits);
    assert_true(bs_ip_read(bs_span_text(row->ip), &ip));
    assert_int_equal(bs_net_holds(&net, &ip), row->holds);
}

int
main(void)
{
    BS_ROWS(read_rows, read_test);
    BS_ROWS(kind_rows, kind_test);
    BS_ROWS(net_rows, net_test);
    return bs_run("ip");
}
