/* dkim: a signature of our own on a returned header (RFC 6376, RFC 8463).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The signature is over the header, and over a hash of the body that stands in
 * it; so it can be verified without the body. Only signatures of our own domains are
 * looked at (d= is one of own_domains, or below it), BS_MAX_SIGNATURES of them.
 * rsa-sha256 and ed25519-sha256; header canonicalisation relaxed and simple.
 * rsa-sha1 and keys of less than 1024 bits are none.
 *
 * What a bounce does to a header (refolding) breaks "simple" and is borne by
 * "relaxed"; a signature that does not verify says nothing. From must be signed
 * (RFC 6376 §5.4), and Date or t= must be there, for its age is bounded; t= of
 * tomorrow, x= that has passed, and more than `days` are too old. A header that
 * has been public can be returned by anybody: so the report must be addressed to
 * the signed author (tag.h has the same rule).
 *
 * Asks for the key (BS_ASK_TEXT, selector._domainkey.domain) and then for the
 * check (BS_ASK_SIGNED). Does not: judge mail of other domains. */
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
    BS_DKIM_EXPIRED,
    BS_DKIM_WRONG, /* does not verify: altered on its way, or forged */
    BS_DKIM_REPLAYED,
    BS_DKIM_STATES
};

/* Octets that the signatures are over, one canonical header each. */
struct bs_dkim_work {
    unsigned char text[BS_MAX_SIGNATURES][BS_MAX_SIGNED_TEXT];
    unsigned char octets[BS_MAX_SIGNATURES][2 * BS_MAX_KEY_OCTETS]; /* key, signature */
};

/* `domain_r` gets the domain that signed, where it is valid (a view into the
 * header). */
enum bs_dkim_state bs_dkim_check(struct bs_questions *q, struct bs_dkim_work *work,
                                 struct bs_span header, const struct bs_policy *policy,
                                 const struct bs_recipients *recipients, long long now,
                                 unsigned days, struct bs_span *domain_r);

const char *bs_dkim_state_name(enum bs_dkim_state state);

#endif
