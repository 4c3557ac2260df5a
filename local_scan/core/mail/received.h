/* received: one Received line, in the forms that servers write.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * RFC 5321 §4.4 has a grammar; Exim, Postfix, Sendmail, qmail, Exchange,
 * Gmail, Yahoo, Courier, Domino, IIS, MDaemon and CommuniGate each have their
 * own. What matters is who wrote which word: the receiving server writes the
 * peer's address (in a comment, mostly) and perhaps its name from the DNS; the
 * peer itself chose the HELO word, which may look like an address.
 *
 * Malformed lines give a hop with less in it. Views into the value.
 *
 * Does not: decide what is believed (trail.h). */
#ifndef BS_RECEIVED_H
#define BS_RECEIVED_H

#include "ip.h"
#include "bounds.h"

enum bs_peer {
    BS_PEER_NONE,      /* no address given */
    BS_PEER_CLAIMED,   /* an address that may be the HELO word */
    BS_PEER_LITERAL,   /* [192.0.2.1] as the only word: mostly the server's */
    BS_PEER_AMBIGUOUS, /* several; which one the server wrote is unclear */
    BS_PEER_SEEN       /* the address that the receiving server saw */
};

struct bs_hop {
    bool has_from;                         /* false: local submission, delivery, pipe */
    struct bs_span helo;                   /* the HELO word, as claimed */
    struct bs_span rdns;                   /* the peer's name as the server found it in the DNS;
                                            * absent if it gives no name or says that it may be
                                            * forged */
    struct bs_span name[BS_MAX_HOP_NAMES]; /* all host names of the from clause */
    unsigned names;
    enum bs_peer peer_known;
    struct bs_ip peer;                   /* set unless BS_PEER_NONE */
    struct bs_ip addr[BS_MAX_HOP_ADDRS]; /* every address of the from clause */
    unsigned addrs;
    struct bs_span by; /* the host that wrote the line; name or address literal */
    bool by_has_ip;
    struct bs_ip by_ip;  /* its address, if the line gives one */
    struct bs_span with; /* protocol */
    bool handover;       /* by SMTP or LMTP (RFC 5321 §4.4, RFC 3848), or no protocol is named */
    struct bs_span id;
    struct bs_span date; /* after the last ';', raw */
};

void bs_received_read(struct bs_hop *hop_r, struct bs_span value);

/* Was the mail fetched from a mailbox (fetchmail, getmail)? Then `by` fetched it, and the peer is
 * the server of that mailbox. */
bool bs_received_is_fetched(const struct bs_hop *hop);

/* Its date alone, raw. */
struct bs_span bs_received_date(struct bs_span value);

#endif
