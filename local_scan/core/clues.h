/* clues: the words by which reports give themselves away.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Tables of what reporting systems write: senders, subjects and texts, by
 * family and language. A word is only a clue; report.c decides which of them
 * together make a report, because people write and quote the same words.
 *
 * Letters are compared as ASCII; phrases in other letters are UTF-8. Time is
 * linear in the text with a small constant: BS_CLUES_WINDOW octets of it. */
#ifndef BS_CLUES_H
#define BS_CLUES_H

#include "span.h"

/* Octets of a text that are looked at. Every system says what happened within
 * its first screen; what comes later is the returned message. */
#define BS_CLUES_WINDOW 6144u

/* What a sender's address or name says. */
enum {
    BS_SENDER_DAEMON = 1u << 0,    /* mailer-daemon and its like: nobody's name */
    BS_SENDER_POSTMASTER = 1u << 1 /* postmaster, system administrator: people too */
};

/* What a subject says. */
enum {
    BS_SUBJECT_BOUNCE = 1u << 0,
    BS_SUBJECT_AWAY = 1u << 1,
    BS_SUBJECT_CHALLENGE = 1u << 2,
    BS_SUBJECT_VIRUS = 1u << 3,
    BS_SUBJECT_FORWARD = 1u << 4 /* a person passes something on, or answers */
};

/* What a text says. Lines quoted with '>' say nothing. */
enum {
    BS_TEXT_FAMILY = 1u << 0,  /* words of one reporting system */
    BS_TEXT_GENERIC = 1u << 1, /* "could not be delivered": people and spam too */
    BS_TEXT_OPENING = 1u << 2, /* a family's words in the opening lines */
    BS_TEXT_STATUS = 1u << 3,  /* an SMTP reply, a field of RFC 3464 */
    BS_TEXT_RETURNED = 1u << 4,/* a header follows */
    BS_TEXT_AWAY = 1u << 5,
    BS_TEXT_CHALLENGE = 1u << 6,
    BS_TEXT_VIRUS = 1u << 7
};

unsigned bs_clues_address(struct bs_span address); /* local@domain or local */
unsigned bs_clues_name(struct bs_span name);       /* display name, decoded */
unsigned bs_clues_subject(struct bs_span subject); /* decoded */
unsigned bs_clues_text(struct bs_span text);

#endif
