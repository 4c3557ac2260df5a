/* forged: Received lines that cannot be true, and dates that cannot be.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Push interface, one field at a time from the top, like octets.h: no copy, no
 * questions asked, and no policy list unless a line makes it necessary.
 *
 * The lines down to the first with a public peer are the receiving system's
 * own: they are not judged, and what the HELO word there is worth, helo_own
 * says. The lines below are claims. Of these, found are
 *   a host that took the mail from itself: the peer greeted with the name of
 *     the host that writes the line, from an address that has another name or
 *     no name;
 *   a line in our name that we never wrote: the line above it took the mail
 *     from an address that is not ours, and without a claim to be us;
 *   a date that cannot be, or a day later than the mail came in.
 * Of the Date field: one that cannot be, is two days later than the mail, or is
 * before 1990.
 *
 * Mail of ours that a list or a forwarder sends back has the line above in
 * place, so it is not a finding; nor is what has a tag of ours, be it genuine
 * or not. What is not known is not a finding either: see each condition in
 * forged.c.
 *
 * Limit: BS_MAX_HOPS Received lines. Views into fields, which must live until
 * bs_forged_end. */
#ifndef BS_FORGED_H
#define BS_FORGED_H

#include "field.h"
#include "finding.h"
#include "policy.h"
#include "received.h"

/* Lines in our name that are looked into; the first that is forged will do. */
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

/* Is a line there that the lists must be read for (own_hosts,
 * own_nets, relay_hosts)? */
bool bs_forged_claims(const struct bs_forged *f);

/* With the lists, or NULL if no line claims it. */
void bs_forged_end(struct bs_forged *f, const struct bs_policy *policy);

#endif
