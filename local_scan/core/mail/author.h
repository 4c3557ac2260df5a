/* author: the mailboxes of a From, Sender or Reply-To field (RFC 5322 §3.4).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Splits a field as mail programs do: nothing is malformed, the rest of a value belongs to the
 * mailbox that has not ended. Linear time. Results are views into the value, or into a buffer of
 * the caller.
 *
 * Does not: decode names, apart from those in which an address is sought. */
#ifndef BS_AUTHOR_H
#define BS_AUTHOR_H

#include "address.h"

struct bs_author {
    struct bs_span name;    /* before "<", in a comment, or all there is; may be empty */
    struct bs_span address; /* between "<" and ">", or bare */
    size_t offset;          /* of the mailbox in the value */
};

/* The mailbox at `*at`, which is 0 to start and is moved on. False after the last one. */
bool bs_author_next(struct bs_span value, size_t *at, struct bs_author *author_r);

/* The addresses of a field; to start, only the value is set. */
struct bs_author_addresses {
    struct bs_span value;
    size_t at;
    struct bs_span rest; /* of the mailbox */
    struct bs_span name; /* its name, as long as no address was found in it */
    bool open;           /* a comment in it does not end */
    unsigned char text[BS_MAX_NAME_TEXT]; /* if that was coded */
};

/* The next address that a mail program may show as an author's, in the form of bs_address_from;
 * absent at the end. Where a mailbox does not have one, that is an address in its name. A word
 * without a domain is not an address. */
struct bs_span bs_author_address(struct bs_author_addresses *it, struct bs_address *buffer);

/* The first address, for proofs; absent if bs_address_from reads another one: of a field that is
 * malformed on purpose, one reader would check whether the user may send from the address, and
 * another would bind a proof to a different one. */
struct bs_span bs_author_first(struct bs_span value, struct bs_address *buffer);

#endif
