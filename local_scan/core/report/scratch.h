/* scratch: the working space of one judgement, provided by the caller.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The caller zeroes it before the first message. Between messages, it keeps only indexes of
 * constants. A verdict may point into it, so it must live as long as the verdict is used. */
#ifndef BS_SCRATCH_H
#define BS_SCRATCH_H

#include "bounds.h"
#include "clues.h"
#include "lost.h"
#include "mime.h"

struct bs_scratch {
    bool once; /* for one message: an index of subjects costs more than it saves */
    struct bs_parts parts;                /* of the message, once it is suspected */
    unsigned char text[BS_MAX_DECODED];   /* a part, decoded */
    unsigned char mended[BS_MAX_DECODED]; /* a returned header, mended */
    struct bs_clues_index phrases;
    struct bs_clues_index subjects;
    struct bs_lost_index delays;
};

#endif
