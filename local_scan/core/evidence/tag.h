/* tag: a keyed mark on mail that leaves, and its check in what comes back.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 *   X-Backstop-Tag: v=1; k=ID; d=DAY; h=MAC; s=MAC
 *
 * DAY counts from 1970-01-01; h is the first 16 octets of an HMAC-SHA-256 (RFC
 * 2104 §5), s the first 6 of another one, both in base64url without padding.
 *
 * h covers version, key id, day, and of the header what a bounce still carries when
 * the rest is changed: the id of Message-ID, the moment of Date, and the address of
 * From. Bounces refold and reorder fields, rewrite dates in another zone, and
 * re-encode display names and subjects; they keep these three, or they return too
 * little to be judged at all. (tag.c says more.) A header that lacks one of them
 * gets no tag, for servers on the way add what is missing, and the tag would be
 * wrong.
 *
 * s covers h and the envelope sender. Anyone can return a header that has been
 * public, on a mailing list say, tag and all: but a bounce of it goes to the sender
 * it left with, or to its author. If the report is for any other address, or for
 * another one as well, the tag is `replayed`, and proves nothing. s does not reveal
 * who the sender was.
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

/* What a check needs to keep until its questions are answered: the octets that
 * MACs are over. Part of the scratch space. */
struct bs_tag_work {
    unsigned char text[BS_MAX_TAGS][BS_MAX_TAG_TEXT];
    unsigned char sender[BS_MAX_TAGS][BS_MAX_RECIPIENTS][BS_MAX_ADDRESS + 64];
};

/* Looks at every tag of the header, BS_MAX_TAGS at most; the best state counts. `days` is the lifetime; `now` in seconds. */
enum bs_tag_state bs_tag_check(struct bs_questions *q, struct bs_tag_work *work,
                               struct bs_span header, const struct bs_keyring *keyring,
                               const struct bs_recipients *recipients, long long now,
                               unsigned days);

/* Has this header all that a tag is over, in the part that is read
 * (BS_MAX_HEADER)? If not, its lack of a tag is not evidence. */
bool bs_tag_can(struct bs_span header);

/* The value of the field for a message that leaves: true once `t` has it, false
 * while questions are open, or when a key, an answer, or part of what a tag is
 * over is missing (then no question is open). `sender` is the reverse-path
 * without <>. */
bool bs_tag_make(struct bs_text *t, struct bs_questions *q, struct bs_tag_work *work,
                 struct bs_span header, const struct bs_keyring *keyring, struct bs_span sender,
                 long long now);

#endif
