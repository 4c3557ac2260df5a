/* address: the mail addresses that proofs are bound to, in one form.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * An address is written in many ways, and rewritten on its way: display names are re-encoded,
 * quotes and comments come and go, BATV, SRS or VERP rewrite a reverse-path. This module turns all
 * of these into one form, in lower-case ASCII (other octets stay). The result is for comparing, not
 * for sending mail to: local parts that differ only in case, blanks or quotes become the same.
 *
 * Results are views into a buffer that the caller provides; absent if an address is missing or does
 * not fit.
 *
 * Does not: verify that the address exists. */
#ifndef BS_ADDRESS_H
#define BS_ADDRESS_H

#include "bounds.h"
#include "span.h"

struct bs_address {
    unsigned char octet[BS_MAX_ADDRESS];
};

/* The first address of a From value that has a domain: in angle brackets or
 * bare, after a display name, an obsolete route, or the name of a group. */
struct bs_span bs_address_from(struct bs_span value, struct bs_address *buffer);

/* One of the two that follow. */
typedef struct bs_span bs_address_form(struct bs_span address, struct bs_address *buffer);

/* The address that a sender or an author means: BATV (prvs=, btv1==) is undone, and the part of the
 * local part after "+" is removed. */
bs_address_form bs_address_bare;

/* The address that the recipient of a report means: SRS is also undone, because a forward has
 * written that return path. In a sender or an author, anyone can have written it, with the address
 * of somebody else in it. */
bs_address_form bs_address_plain;

/* "rfc822; <user@host>" (RFC 3464 §2.3.2), "dns; host": what follows the type. A view. */
struct bs_span bs_address_typed(struct bs_span value);

/* Cuts the next word off a text, or a field, that looks like an address; empty at the end. A
 * view, without <> and other signs around it. */
struct bs_span bs_address_next(struct bs_span *rest);

/* What follows the last '@', for a quoted local part may have one; all of it
 * without an '@'. A view. */
struct bs_span bs_address_domain(struct bs_span address);

/* The addressees of a report, as far as they are known: addresses of the
 * envelope, without <>. `known` false: any recipient will do. */
struct bs_recipients {
    struct bs_span address[BS_MAX_RECIPIENTS];
    unsigned count;
    bool more; /* than fit */
    bool known;
};

/* Are they the same address, after bs_address_bare, and with their domains in ASCII? */
bool bs_address_same(struct bs_span a, struct bs_span b);

/* Does a report to that recipient come to that sender or author? */
bool bs_address_means(struct bs_span recipient, struct bs_span address);

/* Is `address` the only recipient? A bounce goes to one; someone who has got hold of a proof of one
 * user's mail must not reach all other users with it. True if the recipients are not known. */
bool bs_recipients_are(const struct bs_recipients *recipients, struct bs_span address);

#endif
