/* forged: Received lines that cannot be true, and impossible dates.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Push interface, one field at a time from the top, like octets.h: without a copy, without
 * questions, and without policy lists unless a line makes them necessary.
 *
 * The lines down to the first with a public peer are the receiving system's own: they are not
 * judged here (helo_own judges the HELO word). The lines below are claims. Findings are
 *
 *   - a host that took the mail from itself: the peer greeted with the name of the host that
 *     writes the line, from an address that has another name or no name;
 *   - a line in our name that we never wrote: the line above it took the mail from an address
 *     that is not ours and does not claim to be;
 *   - an impossible date, or one more than a day after the mail came in.
 *
 * The Date field is a finding if it is impossible, is more than two days after the mail came in,
 * or is before 1990.
 *
 * Mail of ours that a list or a forwarder sends back has a line above our own that took it from us,
 * so it is not a finding; nor is mail with a tag of ours, genuine or not. Nothing unknown is a
 * finding either: see each condition in forged.c.
 *
 * Limit: BS_MAX_HOPS Received lines. Views into fields, which must live until
 * bs_forged_end. */
#ifndef BS_FORGED_H
#define BS_FORGED_H

#include "field.h"
#include "finding.h"
#include "policy.h"
#include "received.h"

/* Lines in our name that are examined; one forged line is enough. */
#define BS_MAX_CLAIMS 4

struct bs_forged_claim {
    struct bs_span by;
    struct bs_ip peer; /* from where the line above took the mail */
    unsigned line;
};

struct bs_forged {
    struct bs_findings *findings;
    struct bs_span host;
    const struct bs_policy *policy;
    long long now;
    long long arrived;    /* by the topmost line; 0: not known */
    struct bs_hop hop[2]; /* this line and the one above, in turn */
    unsigned lines;       /* Received lines so far */
    unsigned self; /* a line of a host from itself, which the next one must bear out */
    bool outside;         /* the next line is a claim */
    bool tagged;          /* there is a tag of ours */
    struct bs_span date;  /* the Date field's value; absent: not seen yet */
    struct bs_forged_claim claim[BS_MAX_CLAIMS];
    unsigned claims;
};

/* `now` is in seconds since 1970, or 0. Either the lists are known (`policy`), or
 * a name of ours (`host`): then any name of the same organisation may be ours. */
void bs_forged_start(struct bs_forged *f, struct bs_findings *findings, long long now,
                     struct bs_span host, const struct bs_policy *policy);
void bs_forged_field(struct bs_forged *f, const struct bs_field *field);

/* Does a line make it necessary to read the lists (own_hosts, own_nets, relay_hosts)? */
bool bs_forged_claims(const struct bs_forged *f);

/* `policy`: the lists, or NULL if bs_forged_claims says no. */
void bs_forged_end(struct bs_forged *f, const struct bs_policy *policy);

#endif
