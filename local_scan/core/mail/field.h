/* field: the fields of a header, by their framing alone (RFC 5322 §2.2).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Pull parser over a header block: 1 = a field, 0 = the header is over. The
 * header ends at an empty line, at the end of the view, or at the first line
 * that is neither a field nor a continuation (Exim mostly ends it there too, and
 * the rest is body; plugin/message has the exceptions). Lines end with LF or CRLF, or with bare CR in a text without
 * any LF. Blanks before the colon are tolerated (RFC 5322 §4.5.3, obs-syntax;
 * still sent by old gateways).
 *
 * Results are views into the block. Fields past BS_MAX_FIELDS are not returned;
 * `limit` says so.
 *
 * Does not: decode, unfold in place, or allocate. */
#ifndef BS_FIELD_H
#define BS_FIELD_H

#include "bounds.h"
#include "name.h"

struct bs_field {
    struct bs_span name;  /* without blanks and colon */
    enum bs_name id;      /* which one it is */
    struct bs_span value; /* raw, with its folds, without the last line end */
    struct bs_span whole; /* name to last line end */
    size_t offset;        /* of `whole` in the block */
};

/* Where the fields of a header are, for a header that is read several times. */
struct bs_index {
    unsigned count;
    bool more; /* than BS_MAX_FIELDS */
    struct bs_index_field {
        unsigned offset, length, name, value, value_length; /* octets; `value` is where it begins */
        enum bs_name id;
    } field[BS_MAX_FIELDS];
};

struct bs_fields {
    struct bs_span block;
    const struct bs_index *index; /* of the block, or NULL */
    size_t offset; /* of the next line; the body's when the header is over */
    unsigned count;
    bool bare_cr;
    bool limit; /* more than BS_MAX_FIELDS */
    bool junk;  /* ended by a line that is not a field, not by an empty one */
};

struct bs_fields bs_fields_of(struct bs_span block);
int bs_fields_next(struct bs_fields *it, struct bs_field *field_r);

/* The length of the field name that this line starts with; 0: it is not a field. */
size_t bs_field_name(struct bs_span line);

/* Past what may precede a header in a file: a byte-order mark, empty lines, mbox "From " lines. */
struct bs_span bs_field_skip_preamble(struct bs_span text, bool bare_cr);

/* The length of a comment at the start (RFC 5322 §3.2.2); all of the text, if it is not closed. */
size_t bs_field_comment(struct bs_span text);

/* The first field of that name (case ignored); an absent span if not found. The
 * value is trimmed, its folds are still in it. */
struct bs_span bs_field_get(struct bs_span block, const char *name);

/* Iterates over the octets of a value as if unfolded: a line end followed by a
 * blank counts as one blank. Returns the next octet or -1. */
int bs_value_next(struct bs_span *rest);

/* The value unfolded into a buffer of `size` octets; what does not fit is left
 * out. Returns the view of it. */
struct bs_span bs_value_unfold(struct bs_span value, unsigned char *buffer, size_t size);

/* A message, split into header and body. */
struct bs_message {
    struct bs_span header;       /* the header block, from its first field */
    const struct bs_index *index; /* of its fields, or NULL */
    struct bs_span body;         /* as far as it was read */
    struct bs_span content_type; /* values of these two fields, or absent */
    struct bs_span transfer_encoding;
    struct bs_span sender; /* envelope reverse-path without <>, or absent */
    bool sender_known;     /* if known and empty: the null reverse-path */
    bool truncated;        /* the message goes on after `body` */
};

/* Splits raw octets into header and body, and notes what the header says about the message as a
 * whole. A caller that has the body elsewhere splits the header alone and sets `body`. A byte-order
 * mark, empty lines and mbox "From " lines before the header are skipped. The reverse-path is taken
 * from Return-Path, if there is such a field; a caller that knows the real one sets it
 * afterwards. */
void bs_message_split(struct bs_message *message_r, struct bs_span raw);

/* The same; `index` gets the places of the fields, and the message points to it. */
void bs_message_split_indexed(struct bs_message *message_r, struct bs_index *index,
                              struct bs_span raw);

/* Iterates over the fields of its header, by the index if there is one. */
struct bs_fields bs_message_fields(const struct bs_message *message);

/* As bs_field_get. */
struct bs_span bs_message_field(const struct bs_message *message, const char *name);

#endif
