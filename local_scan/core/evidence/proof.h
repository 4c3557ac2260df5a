/* proof: does a returned header contain proof that we sent it?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A name proves nothing, and an address is worth as much as the host that wrote it. Proof is what
 * only we can make: a tag under one of our keys (tag.h), a signature of one of our domains
 * (dkim.h), and a return path that we have signed (BATV; the caller knows this).
 *
 * If the header that was read is not the first one in the report, proofs are looked for in the
 * first one: it may be that of the mail that left, and the other one quoted in that mail.
 *
 * Conversely, a missing tag is evidence, because all mail that we wrote since there is a key has
 * one. `due` says that this header should have had one. A tag that is wrong or too old is not
 * missing: relays that rewrite From, Message-ID or Date (Exim's headers_rewrite, Amazon SES) make a
 * tag of ours wrong.
 *
 * Our servers also sign mail that they only forward, even a stranger's mail in our name. So once
 * there is a key, a signature `alone` proves nothing: either it covers a tag, which may be wrong by
 * now, or it is older than the key.
 *
 * Does not: conclude (verdict.h). */
#ifndef BS_PROOF_H
#define BS_PROOF_H

#include "dkim.h"
#include "memory.h"
#include "policy.h"
#include "question.h"
#include "returned.h"
#include "tag.h"
#include "trail.h"

/* What a front end knows about the delivery besides the message. */
struct bs_delivery {
    struct bs_recipients to;
    bool signed_to; /* each recipient carried a valid BATV signature of ours */
    long long now;  /* seconds since 1970; 0: not known, and nothing is proved */
    bool thorough;  /* also ask about links that decide nothing: for people */
    const struct bs_memory *memory; /* of sent mail, answered (memory.h); NULL: no memory */
    struct bs_ip client; /* that hands the report in; all zero: not known */
};

struct bs_proof_work {
    struct bs_tag_work tag;
    struct bs_dkim_work dkim;
};

struct bs_proof {
    enum bs_tag_state tag;
    enum bs_dkim_state dkim;
    struct bs_span domain; /* that signed; where dkim is valid */
    bool alone;            /* … and there should be a tag as well, so that it proves nothing */
    bool from_us;          /* the author in From is of one of our domains */
    bool due;              /* a good tag should be there, and certainly is not */
    bool unjudged;         /* a good tag should be there, and the one that is cannot be judged */
    bool untagged;         /* `due`, and no other trace of our having written it */
    bool lost;             /* a good tag is missing that would be there if one of us had sent the
                            * mail, whatever its From: used if memory.h says that one of us did */
};

void bs_proof_seek(struct bs_proof *proof_r, struct bs_questions *q, struct bs_proof_work *work,
                   const struct bs_returned *returned, const struct bs_trail *trail,
                   const struct bs_policy *policy, const struct bs_delivery *delivery);

#endif
