/* clues: the words by which reports can be recognised.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Tables of what reporting systems write: senders, subjects and texts, by
 * family and language. A word is only a clue; report.c decides which of them
 * together make a report, because people write and quote the same words.
 *
 * Subjects and texts are UTF-8; upper and lower case are the same, and octets that are not UTF-8
 * are read as ISO 8859-1. Time is linear in the text, of which at most BS_CLUES_WINDOW octets are
 * read. The caller owns the index of phrases and zeroes it; it is filled for the first text. */
#ifndef BS_CLUES_H
#define BS_CLUES_H

#include "span.h"

/* Octets read of a text. Every system says what happened on its first screen; the returned message
 * comes later. */
#define BS_CLUES_WINDOW 6144u

#define BS_CLUES_PHRASES 3072u
#define BS_CLUES_BUCKETS 2048u

/* All phrases of texts, or of subjects, by their hash (phrase.h), so that each word is compared
 * with only one or two of them. */
struct bs_clues_index {
    bool made;
    unsigned short head[BS_CLUES_BUCKETS];
    unsigned short next[BS_CLUES_PHRASES];
    unsigned sort[BS_CLUES_PHRASES]; /* what a text says with it; which list of subjects */
    unsigned hash[BS_CLUES_PHRASES];
    struct bs_span phrase[BS_CLUES_PHRASES];
};

/* What a sender or a subject says. */
enum {
    BS_CLUE_DAEMON = 1u << 0,     /* mailer-daemon and its like: not a person's name */
    BS_CLUE_POSTMASTER = 1u << 1, /* postmaster, system administrator: people too */
    BS_CLUE_SUBJECT = 1u << 2,    /* subject of a bounce */
    BS_CLUE_AWAY = 1u << 3,       /* subject of an absence */
    BS_CLUE_CHALLENGE = 1u << 4,  /* subject of a challenge */
    BS_CLUE_VIRUS = 1u << 5,      /* subject of a filter's notice */
    BS_CLUE_FORWARD = 1u << 6,    /* subject of a forward or an answer */
    BS_CLUE_AUTOMATIC = 1u << 7,  /* sent by a program, for any reason */
    BS_CLUE_PREFIX = 1u << 8,     /* … that only programs put before a subject */
    BS_CLUE_HOLIDAY = 1u << 9,    /* subject that absences have, and much else */
    BS_CLUE_TICKET = 1u << 10,    /* a number, or words, of ticket systems */
    BS_CLUE_COMPLAINT = 1u << 11, /* subject of a feedback loop */
    BS_CLUE_TRADE = 1u << 12,     /* an order, a booking, an account: nothing that answers */
    BS_CLUE_NAMED = 1u << 13,     /* a mail system by its display name, which spam also writes */
    BS_CLUE_READ = 1u << 14,      /* subject of a receipt */
    BS_CLUES_END = 1u << 15       /* suspect.h adds its own from here */
};

/* What a text says. Lines quoted with '>' say nothing. */
enum {
    BS_TEXT_FAMILY = 1u << 0,   /* words of one reporting system */
    BS_TEXT_GENERIC = 1u << 1,  /* "could not be delivered": people and spam too */
    BS_TEXT_OPENING = 1u << 2,  /* a family's words in the opening lines */
    BS_TEXT_STATUS = 1u << 3,   /* an SMTP reply, a field of RFC 3464 */
    BS_TEXT_ADDRESS = 1u << 4,  /* a line begins with "<user@host>" */
    BS_TEXT_RETURNED = 1u << 5, /* a header follows, or is announced */
    BS_TEXT_AWAY = 1u << 6,
    BS_TEXT_CHALLENGE = 1u << 7,
    BS_TEXT_VIRUS = 1u << 8,
    BS_TEXT_LETTER = 1u << 9,     /* speaks of a message or an attachment */
    BS_TEXT_THANKS = 1u << 10,    /* "thank you for your …" */
    BS_TEXT_RECEIPT = 1u << 11,   /* it has been received, and has a number */
    BS_TEXT_AUTOMATIC = 1u << 12, /* says that a program wrote it: shops and banks too */
    BS_TEXT_NAMES = 1u << 13,     /* it contains an address */
    BS_TEXT_JOURNAL = 1u << 14,   /* begins with "Sender: ", as journals do */
    BS_TEXT_REPLY = 1u << 15,     /* says that it is an automatic reply */
    BS_TEXT_MAIL = 1u << 16,      /* names a message */
    BS_TEXT_ANSWERS = 1u << 17,   /* thanks for a message or request, or has received it, in one
                                   * sentence */
    BS_TEXT_GOODS = 1u << 18,     /* speaks of a parcel */
    BS_TEXT_FAILED = 1u << 19,    /* a message was not delivered, in one sentence */
    BS_TEXT_FIRST = 1u << 20,     /* a family's words in the first line */
    BS_TEXT_GONE = 1u << 21,      /* somebody has left, or has another address */
    BS_TEXT_READ = 1u << 22,      /* it was read */
    BS_TEXT_UNREAD = 1u << 23,    /* the address is not read, in the opening lines */
    BS_TEXT_REQUEST = 1u << 24,   /* names a request, as what was received */
    BS_TEXT_FIELDS = 1u << 25,    /* fields of RFC 3464 in an attached text (content.h) */
    BS_TEXT_REFUSED = 1u << 26,   /* refused: generic if a server did it, in one sentence */
    BS_TEXT_SERVER = 1u << 27     /* names a server */
};

unsigned bs_clues_address(struct bs_span address); /* local@domain or local */
unsigned bs_clues_name(struct bs_span name);       /* display name, decoded */

/* Both are decoded. `index` may be NULL: to make one for a single subject is not worthwhile. */
unsigned bs_clues_subject(struct bs_span subject, struct bs_clues_index *index);

/* Searches for each word, so it is meant for the few messages from the null sender. */
unsigned bs_clues_trade(struct bs_span subject);

unsigned bs_clues_text(struct bs_span text, struct bs_clues_index *index);

#endif
