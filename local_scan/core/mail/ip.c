/* ip: addresses and networks from text, and what kind they are. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ip.h"

#include "digit.h"

#include <string.h>

#define GROUPS 8

/* The offset of an IPv4 address in the 16 octets. */
#define V4_AT   12
#define V4_BITS 96u

static const unsigned char v4_prefix[V4_AT] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

/* ------------------------------------------------------------ from text */

/* The whole of the text as a decimal number without leading zeros: 010 is ten
 * to some readers and eight to others (inet_aton), so it is an address to
 * neither. */
static bool
read_decimal(struct bs_span text, unsigned max, unsigned *number_r)
{
    unsigned number = 0;

    if (text.n == 0 || text.n > 5 || (text.n > 1 && bs_span_at(text, 0) == '0'))
        return false;
    for (size_t i = 0; i < text.n; i++) {
        int c = bs_span_at(text, i);
        if (!bs_is_digit(c))
            return false;
        number = number * 10 + (unsigned)(c - '0');
    }
    *number_r = number;
    return number <= max;
}

static bool
read_quad(struct bs_span text, unsigned char octet[4])
{
    if (text.n > sizeof "255.255.255.255" - 1)
        return false;
    for (unsigned i = 0; i < 4; i++) {
        size_t dot = bs_span_find(text, '.');
        unsigned number;

        if ((dot == text.n) != (i == 3) || !read_decimal(bs_span_take(text, dot), 255, &number))
            return false;
        octet[i] = (unsigned char)number;
        text = bs_span_drop(text, dot + 1);
    }
    return true;
}

/* One to four hexadecimal digits at the start; their number, or 0. */
static size_t
read_group(struct bs_span text, unsigned char octet[2])
{
    unsigned number = 0;
    size_t n = 0;

    for (int digit; n < 5 && (digit = bs_digit_hex(bs_span_at(text, n))) >= 0; n++)
        number = number << 4 | (unsigned)digit;
    if (n > 4)
        return 0;
    octet[0] = (unsigned char)(number >> 8);
    octet[1] = (unsigned char)(number & 0xff);
    return n;
}

/* Address under construction: octets in front of "::" from the left; where the
 * gap was, so that what came after it can be moved to the right end. */
struct groups {
    unsigned char octet[16];
    size_t n;
    size_t gap;
    bool has_gap;
};

static bool
take_gap(struct groups *g, struct bs_span *rest)
{
    if (bs_span_at(*rest, 0) != ':' || bs_span_at(*rest, 1) != ':')
        return true;
    if (g->has_gap)
        return false;
    g->has_gap = true;
    g->gap = g->n;
    *rest = bs_span_drop(*rest, 2);
    return true;
}

/* The next group, or the dotted quad at the end (RFC 4291 §2.2, form 3). */
static bool
take_group(struct groups *g, struct bs_span *rest)
{
    size_t digits;

    if (g->n <= V4_AT && bs_span_find(*rest, ':') == rest->n && read_quad(*rest, g->octet + g->n)) {
        g->n += 4;
        *rest = bs_span_drop(*rest, rest->n);
        return true;
    }
    if (g->n == 2 * GROUPS || (digits = read_group(*rest, g->octet + g->n)) == 0)
        return false;
    g->n += 2;
    *rest = bs_span_drop(*rest, digits);
    return true;
}

static bool
finish_groups(struct groups *g, unsigned char octet[16])
{
    size_t behind = g->n - g->gap;

    if (g->has_gap ? g->n > 14 : g->n != 16)
        return false;
    memset(octet, 0, 16);
    memcpy(octet, g->octet, g->gap);
    memcpy(octet + 16 - behind, g->octet + g->gap, behind);
    return true;
}

static bool
read_groups(struct bs_span text, unsigned char octet[16])
{
    struct groups g = {{0}, 0, 0, false};

    if (text.n < 2 || text.n > BS_IP_TEXT || !take_gap(&g, &text))
        return false;
    while (text.n > 0) {
        if (!take_group(&g, &text))
            return false;
        if (text.n == 0)
            break;
        if (bs_span_at(text, 1) == ':') {
            if (!take_gap(&g, &text))
                return false;
        } else if (bs_span_at(text, 0) == ':' && text.n > 1) {
            text = bs_span_drop(text, 1);
        } else {
            return false;
        }
    }
    return finish_groups(&g, octet);
}

static bool
read_bare(struct bs_span text, struct bs_ip *ip_r)
{
    unsigned char quad[4];

    if (bs_span_find(text, ':') < text.n)
        return read_groups(text, ip_r->octet);
    if (!read_quad(text, quad))
        return false;
    memcpy(ip_r->octet, v4_prefix, V4_AT);
    memcpy(ip_r->octet + V4_AT, quad, sizeof quad);
    return true;
}

/* fe80::1%eth0, fe80::1%14 (RFC 4007 §11; Exchange writes the number). */
static struct bs_span
without_zone(struct bs_span text)
{
    size_t at = bs_span_find(text, '%');

    return at > 1 && bs_span_find(bs_span_take(text, at), ':') < at ? bs_span_take(text, at) : text;
}

static bool
is_port(struct bs_span text)
{
    unsigned port;

    return bs_span_at(text, 0) == ':' && read_decimal(bs_span_drop(text, 1), 65535, &port);
}

static struct bs_span
without_port(struct bs_span text)
{
    size_t at = bs_span_find(text, ':');

    return is_port(bs_span_drop(text, at)) ? bs_span_take(text, at) : text;
}

/* Outer brackets off, with a port after them; false when they do not pair. */
static bool
unbracket(struct bs_span *text)
{
    size_t end;
    struct bs_span behind;

    if (bs_span_at(*text, 0) != '[')
        return true;
    end = bs_span_find(*text, ']');
    behind = bs_span_drop(*text, end + 1);
    if (end == text->n || (behind.n > 0 && !is_port(behind)))
        return false;
    *text = bs_span_trim(bs_span_drop(bs_span_take(*text, end), 1));
    return true;
}

/* Of the words of a line nearly all are names: most end here. */
static bool
may_begin(int c)
{
    return bs_digit_hex(c) >= 0 || c == ':' || c == '[' || c == 'I' || c == 'i';
}

bool
bs_ip_read(struct bs_span text, struct bs_ip *ip_r)
{
    text = bs_span_trim(text);
    if (!may_begin(bs_span_at(text, 0)) || !unbracket(&text))
        return false;
    if (bs_span_starts(text, "IPv6:")) /* RFC 5321 §4.1.3 */
        text = bs_span_trim(bs_span_drop(text, sizeof "IPv6:" - 1));
    text = without_zone(text);
    struct bs_span host = without_port(text);
    return read_bare(text, ip_r) || (host.n < text.n && read_bare(host, ip_r));
}

bool
bs_net_read(struct bs_span text, struct bs_net *net_r)
{
    size_t slash;
    unsigned max, bits;

    text = bs_span_trim(text);
    slash = bs_span_find(text, '/');
    net_r->bits = 128;
    if (slash == text.n)
        return bs_ip_read(text, &net_r->ip);
    if (!read_bare(bs_span_take(text, slash), &net_r->ip))
        return false;
    max = bs_span_find(text, ':') < slash ? 128 : 32;
    if (!read_decimal(bs_span_drop(text, slash + 1), max, &bits))
        return false;
    net_r->bits = max == 32 ? V4_BITS + bits : bits;
    return true;
}

/* ----------------------------------------------------------- comparing */

static bool
same_bits(const unsigned char *a, const unsigned char *b, unsigned bits)
{
    unsigned whole = bits / 8;
    unsigned mask = 0xffu << (8 - bits % 8) & 0xffu;

    if (memcmp(a, b, whole) != 0)
        return false;
    return bits % 8 == 0 || ((unsigned)(a[whole] ^ b[whole]) & mask) == 0;
}

bool
bs_net_holds(const struct bs_net *net, const struct bs_ip *ip)
{
    return net->bits <= 128 && same_bits(net->ip.octet, ip->octet, net->bits);
}

bool
bs_ip_equal(const struct bs_ip *a, const struct bs_ip *b)
{
    return memcmp(a->octet, b->octet, sizeof a->octet) == 0;
}

bool
bs_ip_is4(const struct bs_ip *ip)
{
    return memcmp(ip->octet, v4_prefix, V4_AT) == 0;
}

/* ------------------------------------------------------------ what kind */

/* The first rule that fits decides, so exceptions precede their network. From
 * the special-purpose registries of IANA (RFC 6890, "globally reachable"), but
 * the documentation networks, which are public here (see ip.h) and so need no
 * rule. */
struct rule {
    unsigned char prefix[16];
    unsigned char bits;
    bool is_public;
};

static const struct rule v4_rules[] = {
    {{0}, 8, false},             /* "this network" */
    {{10}, 8, false},            /* RFC 1918 */
    {{100, 64}, 10, false},      /* shared, RFC 6598 */
    {{127}, 8, false},           /* loopback */
    {{169, 254}, 16, false},     /* link-local */
    {{172, 16}, 12, false},      /* RFC 1918 */
    {{192, 0, 0, 9}, 32, true},  /* PCP anycast, RFC 7723 */
    {{192, 0, 0, 10}, 32, true}, /* TURN anycast, RFC 8155 */
    {{192, 0, 0}, 24, false},    /* protocol assignments */
    {{192, 168}, 16, false},     /* RFC 1918 */
    {{198, 18}, 15, false},      /* benchmarking */
    {{224}, 3, false},           /* multicast, reserved, broadcast */
    {{0}, 0, true},
};

static const struct rule v6_rules[] = {
    {{0x20, 0x01, 0, 1, [15] = 1}, 128, true},  /* PCP anycast */
    {{0x20, 0x01, 0, 1, [15] = 2}, 128, true},  /* TURN anycast */
    {{0x20, 0x01, 0, 1, [15] = 3}, 128, true},  /* DNS-SD anycast */
    {{0x20, 0x01, 0, 3}, 32, true},             /* AMT */
    {{0x20, 0x01, 0, 4, 0x01, 0x12}, 48, true}, /* AS112 */
    {{0x20, 0x01, 0, 0x20}, 28, true},          /* ORCHIDv2 */
    {{0x20, 0x01, 0, 0x30}, 28, true},          /* drone remote id */
    {{0x20, 0x01}, 23, false},                  /* protocol assignments, Teredo too */
    {{0x20}, 3, true},                          /* global unicast, RFC 4291 */
    {{0, 0x64, 0xff, 0x9b}, 96, true},          /* NAT64, RFC 6052 */
    {{0}, 0, false},
};

static bool
by_rules(const struct rule *rule, const unsigned char *octet)
{
    while (!same_bits(rule->prefix, octet, rule->bits))
        rule++;
    return rule->is_public;
}

/* 6to4, RFC 3056: an IPv4 address, then a network. Gmail writes its private
 * 10.x servers so. */
static const unsigned char sixtofour[] = {0x20, 0x02};

bool
bs_ip_public(const struct bs_ip *ip)
{
    if (bs_ip_is4(ip))
        return by_rules(v4_rules, ip->octet + V4_AT);
    if (memcmp(ip->octet, sixtofour, sizeof sixtofour) == 0)
        return by_rules(v4_rules, ip->octet + sizeof sixtofour);
    return by_rules(v6_rules, ip->octet);
}

void
bs_ip_without_nat64(struct bs_ip *ip)
{
    static const unsigned char nat64[V4_AT] = {0, 0x64, 0xff, 0x9b};

    if (memcmp(ip->octet, nat64, sizeof nat64) == 0)
        memcpy(ip->octet, v4_prefix, sizeof v4_prefix); /* bounds: 12 of 16 octets */
}

bool
bs_ip_loopback(const struct bs_ip *ip)
{
    static const unsigned char one[16] = {[15] = 1};

    if (bs_ip_is4(ip))
        return ip->octet[V4_AT] == 127;
    return memcmp(ip->octet, one, sizeof one) == 0;
}

/* -------------------------------------------------------------- to text */

static char *
put_number(char *to, unsigned number, unsigned base)
{
    if (number >= base)
        to = put_number(to, number / base, base);
    *to = "0123456789abcdef"[number % base];
    return to + 1;
}

static unsigned
group_of(const struct bs_ip *ip, unsigned i)
{
    return (unsigned)ip->octet[2 * i] << 8 | ip->octet[2 * i + 1];
}

/* RFC 5952 §4.2: the longest run of at least two zero groups, the first of
 * equals. */
static unsigned
longest_zeros(const struct bs_ip *ip, unsigned *length_r)
{
    unsigned best = GROUPS, length = 1, run = 0;

    for (unsigned i = 0; i < GROUPS; i++) {
        run = group_of(ip, i) == 0 ? run + 1 : 0;
        if (run > length) {
            length = run;
            best = i + 1 - run;
        }
    }
    *length_r = length;
    return best;
}

static char *
put_quad(char *to, const unsigned char *octet)
{
    for (unsigned i = 0; i < 4; i++) {
        if (i > 0)
            *to++ = '.';
        to = put_number(to, octet[i], 10);
    }
    return to;
}

static char *
put_groups(char *to, const struct bs_ip *ip)
{
    unsigned length, gap = longest_zeros(ip, &length);

    for (unsigned i = 0; i < GROUPS; i++) {
        if (i == gap) {
            *to++ = ':';
            i += length - 1;
            if (i == GROUPS - 1)
                *to++ = ':';
            continue;
        }
        if (i > 0)
            *to++ = ':';
        to = put_number(to, group_of(ip, i), 16);
    }
    return to;
}

void
bs_ip_text(const struct bs_ip *ip, char *buffer)
{
    char *end;

    if (bs_ip_is4(ip))
        end = put_quad(buffer, ip->octet + V4_AT);
    else
        end = put_groups(buffer, ip);
    *end = '\0';
}
