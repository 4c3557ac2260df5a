/* found: collects the parts of an answer before the question is answered.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Answers come in parts (A and AAAA, several replies at once, a cache), and
 * the table of questions takes them whole. The answering side gathers them
 * here.
 *
 * Limits: BS_FOUND_ITEMS and BS_FOUND_TEXT. No mail server has more records
 * than this. If a name does, all of them are left out and its answer is
 * unknown, so that the table has room for the others. */
#ifndef BS_FOUND_H
#define BS_FOUND_H

#include "question.h"

/* Some domains have almost a hundred texts beside the SPF record; of addresses and mail servers, at
 * most a dozen. */
#define BS_FOUND_ITEMS 96
#define BS_FOUND_TEXT  (6u * 1024)

struct bs_found {
    enum bs_known known;
    struct bs_item item[BS_FOUND_ITEMS]; /* texts are in `text` */
    unsigned count;
    unsigned char text[BS_FOUND_TEXT];
    size_t used;
    bool over; /* there was more */
};

void bs_found_start(struct bs_found *found);
void bs_found_ip(struct bs_found *found, const struct bs_ip *ip);
void bs_found_text(struct bs_found *found, struct bs_span text);
/* Appends to the last text. */
void bs_found_more_text(struct bs_found *found, struct bs_span text);

/* SOME with items, NONE without, UNKNOWN if there was more than fits. */
void bs_found_end(struct bs_found *found);

/* Answers question `i` with it. */
void bs_found_tell(const struct bs_found *found, struct bs_questions *q, unsigned i);

#endif
