/* tag: a keyed mark on outgoing mail, and its verification in returned headers.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 *   X-Backstop-Tag: v=1; k=ID; d=DAY; h=MAC; s=MAC
 *
 * DAY counts from 1970-01-01; h is the first 16 octets of an HMAC-SHA-256 (RFC
 * 2104 §5), s the first 6 of another one, both in base64url without padding.
 *
 * h covers version, key id, day, and the three parts of a header that survive in a bounce: the id
 * of Message-ID, the moment of Date, and the address of From. Bounces refold and reorder fields,
 * rewrite dates in another zone, and re-encode display names and subjects; they keep these three,
 * or return too little to be judged at all. (tag.c says more.) A header that lacks one of them does
 * not get a tag, because servers on the way add missing fields, which would make the tag wrong.
 *
 * s covers h and the envelope sender. Anyone can return a header that has been public, for instance
 * on a mailing list, with its tag. But a genuine bounce goes to the envelope sender that the mail
 * left with, or to its author. If the report is for another address, or also for another one, the
 * tag is `replayed`, and proves nothing. s does not reveal the sender.
 *
 * Does not: compute a MAC (question.h: BS_ASK_MAC), or know the time. */
#ifndef BS_TAG_H
#define BS_TAG_H

#include "address.h"
#include "keyring.h"
#include "question.h"
#include "text.h"

#define BS_TAG_NAME "X-Backstop-Tag"
#define BS_TAG_SKEW 3600 /* seconds that two hosts of ours may differ in time */

enum bs_tag_state {
    BS_TAG_ABSENT,   /* no tag at all */
    BS_TAG_OPEN,     /* waits for an answer */
    BS_TAG_UNKNOWN,  /* there will be no answer; or one that cannot be judged: by a key that is not
                      * here, a stranger's or one that we have lost, of a version to come, or on a
                      * header that lacks what it is over */
    BS_TAG_VALID,    /* this header left our hands */
    BS_TAG_EXPIRED,  /* it did, but too long ago (or it is from tomorrow) */
    BS_TAG_WRONG,    /* the tag of another message, or a made-up one */
    BS_TAG_REPLAYED, /* valid, but returned to an address that did not send it */
    BS_TAG_STATES
};

/* The octets that MACs are made over, which a check keeps until its questions are answered. Part of
 * the scratch space. */
struct bs_tag_work {
    unsigned char text[BS_MAX_TAGS][BS_MAX_TAG_TEXT];
    unsigned char sender[BS_MAX_TAGS][BS_MAX_RECIPIENTS][BS_MAX_ADDRESS + 64];
};

/* Checks the tags of the header, at most BS_MAX_TAGS; the best state counts. `days` is the
 * lifetime; `now` in seconds. */
enum bs_tag_state bs_tag_check(struct bs_questions *q, struct bs_tag_work *work,
                               struct bs_span header, const struct bs_keyring *keyring,
                               const struct bs_recipients *recipients, long long now,
                               unsigned days);

/* Does this header have all that a tag covers, in the part that is read (BS_MAX_HEADER)? If not,
 * its lack of a tag is not evidence. */
bool bs_tag_can(struct bs_span header);

/* Makes the value of the field for an outgoing message: true once `t` has it; false while questions
 * are open, or if a key, an answer, or something that a tag covers is missing (then no question is
 * open). `sender` is the reverse-path without <>. */
bool bs_tag_make(struct bs_text *t, struct bs_questions *q, struct bs_tag_work *work,
                 struct bs_span header, const struct bs_keyring *keyring, struct bs_span sender,
                 long long now);

#endif
