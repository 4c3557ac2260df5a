/* digest: what the memory of sent mail keeps instead of addresses and Message-IDs.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A digest is an HMAC-SHA-256 under a secret of the host, or one that several hosts share, cut to
 * 16 octets and written as 32 hexadecimal digits. Without the secret, it does not show who wrote to
 * which address. Two sides must make the same digests: the one that remembers a message (plugin,
 * log reader), and the one that asks about a report (memory.h). Both use this module.
 *
 * For an outgoing message (bs_digest_sent, and bs_digest_wrote for each recipient):
 *
 *   sent    envelope sender, Message-ID
 *   sent    "", Message-ID: it left, by any of our senders
 *   wrote   envelope sender, recipient
 *   domain  envelope sender, the recipient's domain
 *
 * (bs_digest_active), for each period of BS_DIGEST_PERIOD in which a sender has sent anything:
 *
 *   active  envelope sender, the number of the period since 1970
 *
 * and, once it is delivered, for each host that took it (bs_digest_delivered):
 *
 *   host    envelope sender, the network of the host: /24, or /48 of IPv6
 *
 * A message without a Message-ID is remembered as `sent` with an empty one, because a server on its
 * way adds one that we cannot know. For a stranger's message that was passed on to a recipient
 * outside (forward, alias, list), bs_digest_passed_on makes:
 *
 *   passed  the envelope sender that it came with, Message-ID
 *   sent    "", Message-ID
 *
 * Canonical forms. A sender is in the form of bs_address_bare: without <>, all in lower case, BATV
 * (prvs=, btv1==) undone, without what follows "+" in the local part. SRS is not undone, because a
 * sender can write an SRS address with somebody else's in it; who asks about a report to the SRS
 * address of a forward undoes it. A recipient is in the form of bs_address_plain. The null
 * reverse-path is empty. A
 * Message-ID: what is inside <>, in lower case, without blanks; one that Exim made ("E", the
 * message's id, "@", host) without its host, which Exim's log does not name.
 *
 * Does not: keep a digest, or know which mail leaves. */
#ifndef BS_DIGEST_H
#define BS_DIGEST_H

#include "date.h"
#include "ip.h"
#include "sha256.h"

enum bs_digest_of {
    BS_DIGEST_SENT,
    BS_DIGEST_PASSED,
    BS_DIGEST_WROTE,
    BS_DIGEST_DOMAIN,
    BS_DIGEST_HOST,
    BS_DIGEST_ACTIVE,
    BS_DIGESTS
};

#define BS_DIGEST_SIZE 33 /* with the NUL */

/* A busy sender costs one row in this time. */
#define BS_DIGEST_PERIOD (10 * BS_DAY)

/* `other` is a Message-ID, with or without <>; an address; for BS_DIGEST_DOMAIN, an address or a
 * bare domain; for BS_DIGEST_HOST, the address of a host; or, for BS_DIGEST_ACTIVE, a number.
 * False: one of them does not have that form, or is too long. */
bool bs_digest(char digest_r[BS_DIGEST_SIZE], const struct bs_hmac_key *key, enum bs_digest_of of,
               struct bs_span sender, struct bs_span other);

/* Does a Message-ID name a mail? "<>" does not: its digest is that of mail without a Message-ID. */
bool bs_digest_names(struct bs_span id);

/* The digest of BS_DIGEST_ACTIVE for that period, a number. */
bool bs_digest_period(char digest_r[BS_DIGEST_SIZE], const struct bs_hmac_key *key,
                      struct bs_span sender, long long period);

/* Takes one digest, which is the caller's to copy. */
typedef void bs_digest_keep(void *keeper, const char *digest);

/* At `at`, in seconds since 1970, `sender` has sent something. */
void bs_digest_active(const struct bs_hmac_key *key, struct bs_span sender, long long at,
                      bs_digest_keep *keep, void *keeper);

/* `id` may be absent. */
void bs_digest_sent(const struct bs_hmac_key *key, struct bs_span sender, struct bs_span id,
                    bs_digest_keep *keep, void *keeper);
void bs_digest_wrote(const struct bs_hmac_key *key, struct bs_span sender,
                     struct bs_span recipient, bs_digest_keep *keep, void *keeper);
void bs_digest_delivered(const struct bs_hmac_key *key, struct bs_span sender,
                         struct bs_span host, bs_digest_keep *keep, void *keeper);
void bs_digest_passed_on(const struct bs_hmac_key *key, struct bs_span sender, struct bs_span id,
                         bs_digest_keep *keep, void *keeper);

/* A digest of any other text, cut off at 1,000 octets. */
void bs_digest_text(char digest_r[BS_DIGEST_SIZE], const struct bs_hmac_key *key,
                    struct bs_span text);

/* What marks the row of a host in the memory (memory.sql), by what identifies this boot of the
 * machine. The marks of versions that did not keep all of the digests above are different: a row
 * under one of these does not count, and the log is read again. */
void bs_digest_mark(char digest_r[BS_DIGEST_SIZE], const struct bs_hmac_key *key, const char *boot);

#endif
