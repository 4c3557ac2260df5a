/* mask: a message, with the addresses of our users masked everywhere.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A spammer gets the complaints about its spam, and learns from them which addresses
 * are read (list washing). So the local part of each address of ours becomes "masked"
 * (users.h has the forms): in fields, encoded words, text in base64 and
 * quoted-printable, URLs, and messages inside the message. The domain stays: the
 * receiver needs it to find the mail in its logs, and our Received lines name it
 * anyway.
 *
 * What was encoded is written in the same encoding again; what contains no user is
 * copied octet by octet. Afterwards each field and part is taken apart once more,
 * more tolerantly than before (entities, tags, escapes, blanks). If a user still
 * shows, or the part is not text, it is left out, and a line says so.
 *
 * Users: those of our domains, and the recipients that the header names. Limits:
 * BS_MAX_COMPLAINT octets of the message are read; messages nested deeper than
 * BS_MAX_NESTED, and what lies beyond a limit of mime.h, is left out. Linear time.
 *
 * Does not: mask names of persons; find what users.h does not find. */
#ifndef BS_MASK_H
#define BS_MASK_H

#include "mime.h"
#include "users.h"

/* Enough to see what it is; abuse desks refuse large mail. */
#define BS_MAX_COMPLAINT (256u * 1024)
/* A forwarded bounce holds a report, which holds the mail. */
#define BS_MAX_NESTED 3

/* The space of one masking, given by the caller; needs no preparation. */
struct bs_mask {
    struct bs_users users;
    unsigned char decoded[BS_MAX_COMPLAINT];
    unsigned char masked[2 * BS_MAX_COMPLAINT];
    unsigned char plain[2 * BS_MAX_COMPLAINT];
    unsigned char field[2 * BS_MAX_COMPLAINT];
    unsigned char bare[2 * BS_MAX_COMPLAINT];
};

struct bs_masked {
    struct bs_span text; /* in the buffer */
    unsigned masked;     /* octet ranges that were */
    unsigned left_out;   /* fields and parts */
    bool cut;            /* the message goes on, or did not fit */
};

/* Knows our domains, and the recipients that the header names: fields that
 * delivery writes, "for" of Received lines, and addresses of ours in To and Cc. */
void bs_mask_users(struct bs_mask *mask, const struct bs_policy *policy, struct bs_span header);

/* Into a buffer of `size` octets. */
void bs_mask_message(struct bs_masked *masked_r, struct bs_mask *mask, struct bs_span raw,
                     unsigned char *buffer, size_t size);

/* One text, such as the envelope sender; the result is in `mask->masked`. Absent:
 * a user cannot be masked in it. */
struct bs_span bs_mask_text(struct bs_mask *mask, struct bs_span text);

#endif
