/* mime: the parts of a message (RFC 2045, RFC 2046), one pass, no recursion.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Pull parser: 1 = a part, 0 = no more. Multiparts are returned when they begin, then their parts;
 * message/rfc822 and the like are leaves, whose content is not parsed. Time is linear in the body:
 * each line is compared with the open boundaries, at most BS_MAX_DEPTH.
 *
 * Limits: BS_MAX_DEPTH, BS_MAX_PARTS, BS_MAX_BOUNDARY; `limit` says if one was
 * reached, and what lies deeper is one leaf. An unclosed boundary ends with its
 * parent or the view. All spans lie in the message. */
#ifndef BS_MIME_H
#define BS_MIME_H

#include "field.h"
#include "bounds.h"

enum bs_encoding { BS_ENC_NONE, BS_ENC_BASE64, BS_ENC_QP };

struct bs_part {
    struct bs_span type; /* "text", as written; absent: no Content-Type */
    struct bs_span subtype;
    struct bs_span params; /* raw, after the first ';' */
    enum bs_encoding encoding;
    struct bs_span header;
    struct bs_span body; /* of a multipart: all of it, boundaries included */
    unsigned depth;      /* 0: the message itself */
    bool leaf;
};

struct bs_mime {
    struct bs_span body;
    size_t offset; /* of the next line to read in body */
    struct bs_span boundary[BS_MAX_DEPTH];
    unsigned depth;
    unsigned parts;
    bool bare_cr;
    bool limit;
    bool started;
    bool digest[BS_MAX_DEPTH]; /* multipart/digest: parts default to message */
    struct bs_part top;
};

void bs_mime_start(struct bs_mime *it, const struct bs_message *message);
int bs_mime_next(struct bs_mime *it, struct bs_part *part_r);

/* All parts at once, for callers that need them more than once. part[0] is the message itself; if a
 * multipart is the only part, its boundary was not found. */
struct bs_parts {
    struct bs_part part[BS_MAX_PARTS + 1];
    unsigned count;
    bool limit;
};

void bs_mime_parts(struct bs_parts *parts_r, const struct bs_message *message);

bool bs_part_is(const struct bs_part *part, const char *type, const char *subtype);

/* A parameter of Content-Type or the like ("boundary", "report-type"), without
 * quotes; comments are skipped, the simple RFC 2231 form name*=''value and
 * name*0= are understood (first piece only). Absent if not found. */
struct bs_span bs_mime_param(struct bs_span params, const char *name);

#endif
