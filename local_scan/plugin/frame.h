/* frame: what a child sends through its pipe, as bytes that the parent checks.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A frame is a result, an early result, or a question (a text of printable octets). The child has
 * read hostile data, so the parent does not trust what it sends: magic, version, length and
 * checksum must be right, every number must be one of its enum, every text must be printable and no
 * longer than its member, and nothing may follow. A frame is at most BS_FRAME_MAX octets, what a
 * pipe takes in one piece (PIPE_BUF).
 *
 * Does not: read or write a file. */
#ifndef BS_PLUGIN_FRAME_H
#define BS_PLUGIN_FRAME_H

#include "explain.h"
#include "flaw.h"

#define BS_FRAME_MAX 4096

/* The value of X-Backstop: about 300 octets, and room for all checks at once. */
#define BS_SAID_MAX 2048

struct bs_result {
    enum bs_kind kind;
    enum bs_origin origin;
    enum bs_reason reason;
    enum bs_check check;
    enum bs_recall recall;    /* what the memory says */
    bool global;              /* RFC 6533: UTF-8 in its header is right */
    bool has_lookups;         /* backstop-lookup.so could be loaded, or was not needed */
    unsigned char unanswered; /* questions that the outside has not answered */
    struct bs_place place;    /* of the border address */
    char said[BS_SAID_MAX];   /* the value of X-Backstop, folded */
    struct bs_flaw flaw[BS_FILES];
};

/* Returns the frame's octets, 0 when it does not fit. */
size_t bs_frame_write(const struct bs_result *result, unsigned char *buffer, size_t size);

/* False if anything is not right; *result_r is then of no use. */
bool bs_frame_read(struct bs_result *result_r, struct bs_span frame);

/* A result before its place is looked up, which the parent answers with an octet. */
size_t bs_frame_write_early(const struct bs_result *result, unsigned char *buffer, size_t size);
bool bs_frame_read_early(struct bs_result *result_r, struct bs_span frame);

size_t bs_frame_write_question(const char *text, unsigned char *buffer, size_t size);
bool bs_frame_is_question(struct bs_span bytes); /* or an early result: it wants an answer */
bool bs_frame_read_question(char text_r[BS_FRAME_MAX], struct bs_span frame);

/* True once `bytes` hold as many octets as their head announces, or can never
 * become a frame. */
bool bs_frame_ended(struct bs_span bytes);

#endif
