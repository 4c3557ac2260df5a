/* relayed: does a bounce that we pass on for another host go to the author of the mail that it
 * returns?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A customer's server bounces strangers' mail, so the verdict "ours" or "foreign" says nothing. The
 * bounce is legitimate if the returned header proves that the mail came from the domain of the
 * bounce's recipient:
 *
 *   a DKIM signature of that domain or one below it is valid over the header, or one of the
 *   author's domain, if one of the two is below the other; domains below the author's count
 *   only if both belong to one organisation;
 *   the SPF record of that domain permits the first outside host, which is the first peer
 *   in the trail with a public address that is not ours, not one of relay_hosts, and not the
 *   client itself.
 *
 * The answer is UNKNOWN if anything could hide such a proof: a header that is not complete, or not
 * the first one; a trail without a certain outside host, or with an address that may be ours; an
 * expired signature; an unanswered question; several recipients.
 *
 * Does not: judge receipts and automatic replies, which return nothing (UNKNOWN). */
#ifndef BS_RELAYED_H
#define BS_RELAYED_H

#include "spf_host.h"
#include "verdict.h"

enum bs_relayed {
    BS_RELAYED_UNKNOWN,
    BS_RELAYED_NONE, /* nothing proves it */
    BS_RELAYED_SPF,
    BS_RELAYED_DKIM,
    BS_RELAYEDS
};

/* Lives as long as the questions are open. */
struct bs_relayed_work {
    struct bs_owned owned;
    struct bs_dkim_work dkim;
    struct bs_policy signers; /* whose signatures count; a policy for bs_dkim_check */
    struct bs_address author; /* an entry of it */
};

struct bs_relayed_answer {
    enum bs_relayed proof;
    bool has_border;
    struct bs_ip border; /* the first outside host */
    enum bs_spf spf;
    enum bs_dkim_state dkim;
};

/* `client` is the host that sends us the bounce. Call again until no question is open. */
void bs_relayed_ask(struct bs_relayed_answer *answer_r, struct bs_questions *q,
                    struct bs_relayed_work *work, const struct bs_verdict *verdict,
                    const struct bs_policy *policy, const struct bs_delivery *delivery,
                    const struct bs_ip *client);

const char *bs_relayed_name(enum bs_relayed proof); /* "unknown", "none", "spf", "dkim" */

#endif
