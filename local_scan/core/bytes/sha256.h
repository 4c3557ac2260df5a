/* sha256: HMAC-SHA-256 (FIPS 180-4, RFC 2104), for digests that are made in Exim's own process.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * For tags (mac.h) and for the memory (digest.h), so that neither has to load a library. One
 * outgoing message can have two thousand digests; the key's two blocks are hashed only once.
 *
 * Does not: compare MACs, or hide the length of the data from someone who measures the time. */
#ifndef BS_SHA256_H
#define BS_SHA256_H

#include "span.h"

#define BS_SHA256_OCTETS 32

struct bs_hmac_key {
    unsigned inner[8], outer[8]; /* the states after the padded key */
};

/* A key of any length; more than a block (64 octets) is hashed first. */
void bs_hmac_key(struct bs_hmac_key *key_r, struct bs_span secret);

void bs_hmac(unsigned char mac_r[BS_SHA256_OCTETS], const struct bs_hmac_key *key,
             struct bs_span data);

#endif
