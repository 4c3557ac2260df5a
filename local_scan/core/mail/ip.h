/* ip: addresses and networks, from text, as 16 octets (RFC 4291 §2.5.5.2:
 * IPv4 is ::ffff:a.b.c.d).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reads dotted quads, RFC 4291 text, and the forms in which mail has them:
 * [192.0.2.1], [IPv6:2001:db8::1], ::ffff:192.0.2.1, 192.0.2.1:25 and zone ids.
 * A name that looks nearly like an address is not one. */
#ifndef BS_IP_H
#define BS_IP_H

#include "span.h"

struct bs_ip {
    unsigned char octet[16];
};

struct bs_net {
    struct bs_ip ip;
    unsigned bits; /* 0..128; an IPv4 /24 is 120 here */
};

#define BS_IP_TEXT 48 /* octets that bs_ip_text needs, NUL included */

bool bs_ip_read(struct bs_span text, struct bs_ip *ip_r);
bool bs_net_read(struct bs_span text, struct bs_net *net_r); /* /bits optional */
bool bs_net_holds(const struct bs_net *net, const struct bs_ip *ip);
bool bs_ip_equal(const struct bs_ip *a, const struct bs_ip *b);
bool bs_ip_is4(const struct bs_ip *ip);

/* May this address be that of a host on the internet? Private, loopback,
 * link-local, shared (RFC 6598), multicast and reserved ones may not. The
 * documentation networks (RFC 5737, RFC 3849) may: example mail uses them. */
bool bs_ip_public(const struct bs_ip *ip);
bool bs_ip_loopback(const struct bs_ip *ip);

/* An IPv4 address as a host behind NAT64 sees it, in the well-known prefix (RFC 6052
 * §2.1, 64:ff9b::198.51.100.7), becomes that address; any other one stays. */
void bs_ip_without_nat64(struct bs_ip *ip);

/* Text into a buffer of BS_IP_TEXT octets, RFC 5952 form, NUL-terminated. */
void bs_ip_text(const struct bs_ip *ip, char *buffer);

#endif
