/* sentlog: the mail that left according to Exim's main log, as digests for the memory
 * (core/evidence/digest.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A message leaves if a user who logged in, a program or person on this host, or a host with
 * an address of ours or a private one handed it in. Its sender, Message-ID and recipients are
 * remembered: each recipient as it was given and as it was delivered to, also while the
 * delivery is put off and if it fails; and the hosts that took it. A message of anyone else that was delivered to another
 * host, to an address that is not ours, was passed on.
 *
 * A content filter, a mailbox's filter or a list hands in again what came from outside, and the
 * log shows this host as the client. So the Message-IDs that came from outside are remembered
 * too: a message that comes again under one of them was not written by our users.
 *
 * If Exim made the Message-ID, it is not in the log: then it is "E", the message's id and a
 * host, which digests leave out. A message that came by SMTP without one may also have left
 * without one; both are remembered.
 *
 * Lines are given in order of time. Memory: messages under way (inflight.h) and hashes of
 * Message-IDs, 8 MiB; if either is full, `lost` is set, and what is missing is unknown.
 *
 * Does not: keep the digests, or read the log. */
#ifndef BS_SENTLOG_H
#define BS_SENTLOG_H

#include "digest.h"
#include "distinct.h"
#include "inflight.h"
#include "mainlog.h"
#include "policy.h"

struct bs_sentlog {
    const struct bs_policy *policy; /* the caller sets these four, and the rest to 0 */
    const struct bs_hmac_key *key;
    bs_digest_keep *keep;
    void *keeper;
    struct bs_inflight messages;
    struct bs_distinct outside; /* Message-IDs */
    bool lost;
};

void bs_sentlog_add(struct bs_sentlog *log, const struct bs_logline *line);
void bs_sentlog_free(struct bs_sentlog *log);

#endif
