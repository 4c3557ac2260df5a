/* spf_term: the terms of an SPF record (RFC 7208 §4.6.1).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Views into the record. Functions that return bool return false for a malformed term, and for
 * macros (§7), which are not expanded.
 *
 * Does not: look anything up, or know what a term means. */
#ifndef BS_SPF_TERM_H
#define BS_SPF_TERM_H

#include "ip.h"

/* "a:mx.example/24//64": */
struct bs_spf_term {
    int qualifier;        /* '+' if absent */
    struct bs_span name;  /* "a" */
    int mark;             /* ':', '/' or '=', which ends the name; -1: nothing does */
    struct bs_span value; /* "mx.example/24//64"; with its '/' where that is the mark */
};

struct bs_spf_bits {
    unsigned four, six;
};

/* Cuts the next mechanism off a record; false at its end. Modifiers (§6) are skipped, but a
 * "redirect" is kept: the caller sets its mark to -1 before the first call. */
bool bs_spf_term_next(struct bs_span *record, struct bs_spf_term *term_r,
                      struct bs_spf_term *redirect_r);

/* Is this text an SPF record? */
bool bs_spf_term_begins(struct bs_span text);

/* The domain and the bits of an "a" or "mx"; `domain` is the one whose record it is. */
bool bs_spf_term_target(const struct bs_spf_term *term, struct bs_span domain,
                        struct bs_span *target_r, struct bs_spf_bits *bits_r);

/* The domain of an "include" or a "redirect". */
bool bs_spf_term_domain(const struct bs_spf_term *term, struct bs_span *domain_r);

/* The network of an "ip4" or "ip6". */
bool bs_spf_term_net(const struct bs_spf_term *term, struct bs_net *net_r);

struct bs_net bs_spf_term_around(const struct bs_ip *ip, const struct bs_spf_bits *bits);

#endif
