/* dkim: a signature of our own on a returned header (RFC 6376, RFC 8463).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The signature is over the header, and over a hash of the body that the header contains; so it can
 * be verified without the body. Only signatures of our own domains are verified (d= is one of
 * own_domains, or below it), at most BS_MAX_SIGNATURES of them. rsa-sha256 and ed25519-sha256;
 * header canonicalisation relaxed and simple. rsa-sha1 and RSA keys of less than 1024 bits do not
 * count.
 *
 * Bounces refold headers, which breaks "simple" but not "relaxed"; a signature that does not verify
 * says nothing. From must be signed (RFC 6376 §5.4). The age of a signature is limited, so it must
 * have t=, or a signed Date: if t= is in the future, x= has passed, or the age is more than `days`,
 * it is EXPIRED, and the DNS is not queried. Anyone can return a header that has been public: so
 * the report must be addressed to the signed author alone (tag.h has the same rule).
 *
 * Asks for the key (BS_ASK_TEXT, selector._domainkey.domain) and then for the check (BS_ASK_SIGNED;
 * `data` is the canonical header, of which Ed25519 signs the hash, RFC 8463 §3). A key that is
 * revoked or gone does not verify anything; one that is being tested (t=y) does not count. A header
 * with more fields than BS_MAX_FIELDS, or a text of more than BS_MAX_SIGNED_TEXT, is unknown.
 *
 * Does not: judge mail of other domains, or look at a body. */
#ifndef BS_DKIM_H
#define BS_DKIM_H

#include "policy.h"
#include "question.h"
#include "tag.h"

enum bs_dkim_state {
    BS_DKIM_ABSENT, /* no signature of our domains that could count */
    BS_DKIM_OPEN,
    BS_DKIM_UNKNOWN, /* no answer */
    BS_DKIM_VALID,
    BS_DKIM_EXPIRED,  /* or of tomorrow; not looked at any closer */
    BS_DKIM_WRONG,    /* does not verify: altered on its way, or forged */
    BS_DKIM_REPLAYED, /* valid, but returned to an address other than its author's */
    BS_DKIM_STATES
};

/* The canonical header that each signature covers, and where the fields of the header start. Must
 * live as long as a question is open. */
struct bs_dkim_work {
    unsigned char text[BS_MAX_SIGNATURES][BS_MAX_SIGNED_TEXT];
    unsigned char key[BS_MAX_SIGNATURES][BS_MAX_KEY_OCTETS];
    unsigned char signature[BS_MAX_SIGNATURES][BS_MAX_KEY_OCTETS];
    size_t field[BS_MAX_FIELDS + 1];

    /* For the signature whose domain is returned: when it was made, and whether it covers an
     * X-Backstop-Tag. */
    long long at;
    bool over_tag;
};

/* `domain_r` gets the domain that signed, if it is valid (a view into the
 * header). */
enum bs_dkim_state bs_dkim_check(struct bs_questions *q, struct bs_dkim_work *work,
                                 struct bs_span header, const struct bs_policy *policy,
                                 const struct bs_recipients *recipients, long long now,
                                 unsigned days, struct bs_span *domain_r);

#endif
