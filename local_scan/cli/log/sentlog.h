/* sentlog: the mail that left according to Exim's main log, as digests for the memory
 * (core/evidence/digest.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A message is outgoing if a user who logged in, a program or person on this host, or a host with
 * an address of ours or a private one submitted it. Its sender, Message-ID and recipients are
 * remembered, each recipient as it was given and as it was delivered to, even if the delivery is
 * delayed or fails; the hosts that accepted it; and that its sender was active, both when it
 * arrived and when a delivery was tried, because it may have been frozen for weeks. Any other
 * message that was delivered to another host, to an address that is not ours, was passed on.
 *
 * A content filter, a mailbox's filter or a list submits mail from outside again, and the log shows
 * this host as the client. So the Message-IDs of mail from outside are also remembered: a message
 * that comes again under one of them was not written by our users.
 *
 * If Exim made the Message-ID, the log does not have it: it consists of "E", the message's id, and
 * a host, which digests leave out. A message that came by SMTP without a Message-ID may also have
 * left without one; both cases are remembered.
 *
 * Lines must come in order of time. Memory: messages in progress (inflight.h) and hashes of
 * Message-IDs, 8 MiB; if either is full, `lost` is set, and missing mail does not count as unsent.
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
    long long at; /* the time of the line */
    struct bs_inflight messages;
    struct bs_distinct outside; /* Message-IDs */
    bool lost;
};

/* `at`: the time of the line, in seconds since 1970. If it cannot be read, 0: then the time of the
 * line before counts. */
void bs_sentlog_add(struct bs_sentlog *log, const struct bs_logline *line, long long at);
void bs_sentlog_free(struct bs_sentlog *log);

#endif
