/* suspect: what the envelope and the header say about a message.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The first step of report.h: one field at a time, which costs next to nothing. A message that is
 * not suspected is ordinary, and its body is never read. An Exchange journal message is never
 * suspected, no matter what it looks like.
 *
 * Does not: decide what a suspect is. */
#ifndef BS_SUSPECT_H
#define BS_SUSPECT_H

#include "clues.h"
#include "field.h"

/* What else the envelope and the header say. Each alone proves nothing. */
enum {
    CLUE_NULL = BS_CLUES_END,               /* null reverse-path, RFC 5321 §4.5.5 */
    CLUE_REPORT = BS_CLUES_END << 1,        /* multipart/report, or a report's part alone */
    CLUE_FAILED = BS_CLUES_END << 2,        /* X-Failed-Recipients and the like */
    CLUE_REPLIED = BS_CLUES_END << 3,       /* Auto-Submitted: auto-replied, RFC 3834 */
    CLUE_VACATION = BS_CLUES_END << 4,      /* fields of autoresponders */
    CLUE_CONFIRM = BS_CLUES_END << 5,       /* fields of challenge/response products */
    CLUE_LIST = BS_CLUES_END << 6,          /* passed on by a list */
    CLUE_RETURNED_PART = BS_CLUES_END << 7, /* a part holds a message or its header */
    CLUE_PLAIN = BS_CLUES_END << 8,         /* the text is plain, not HTML */
    CLUE_LIST_ID = BS_CLUES_END << 9,       /* List-Id, which aliases also write */
    CLUE_OWN_NAME = BS_CLUES_END << 10,     /* the envelope's sender is the author */
    CLUE_RULES = BS_CLUES_END << 11,        /* a rule of an Exchange mailbox wrote it */
    CLUE_JOURNAL = BS_CLUES_END << 12,      /* a copy for the archive */
    CLUE_COMPLAINT = BS_CLUES_END << 13,    /* fields of X-ARF and its like */
    CLUE_ANSWERS = BS_CLUES_END << 14,      /* In-Reply-To or References */
    CLUE_PERSON = BS_CLUES_END << 15 /* the author's own envelope, and not a program's name */
};

#define CLUE_AUTORESPONDER ((unsigned)CLUE_VACATION | BS_CLUE_AUTOMATIC)

struct bs_suspect {
    bool null_sender;
    struct bs_span sender;       /* of the envelope; absent if it is not known */
    struct bs_span content_type; /* for octets of no declared charset */
    unsigned clues;              /* bit set of what the header says */
    struct bs_clues_index *subjects;
};

/* `subjects` is NULL where few messages are looked at (clues.h). */
void bs_suspect_start(struct bs_suspect *s, const struct bs_message *message,
                      struct bs_clues_index *subjects);
void bs_suspect_field(struct bs_suspect *s, const struct bs_field *field);
bool bs_suspect_is(const struct bs_suspect *s);

/* Is there a sign, in the header or in `says` (the clues of the text), that it is about an earlier
 * mail? Of a bounce, the address that failed is one. */
bool bs_suspect_answers(unsigned clues, unsigned says, bool bounce);

/* After the last field: what it says, and what follows from two fields together. */
unsigned bs_suspect_clues(const struct bs_suspect *s);

/* Did a mailing list pass it on? */
bool bs_suspect_list(const struct bs_suspect *s);

#endif
