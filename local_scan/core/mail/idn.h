/* idn: internationalised domains in ASCII (RFC 5890: from U-labels to A-labels).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Policy files and the DNS have "xn--…"; mail (RFC 6532) may also have the letters, and mail
 * programs show the same for both. Letters are mapped as mail programs do (UTS #46): small
 * letters, wide forms, other full stops. Blanks and invisible characters are left out; combining
 * marks that the languages of Europe need are joined with their letter.
 *
 * Does not: know the other mappings of Unicode, or check whether RFC 5891 permits a label. What it
 * does not know, it encodes as it is; such a name is then merely not recognised. */
#ifndef BS_IDN_H
#define BS_IDN_H

#include "bounds.h"
#include "span.h"

/* A code point as it is read in an address: a small letter, or ASCII for a wide form; 0 if it is
 * not seen. */
unsigned long bs_idn_seen(unsigned long point);

struct bs_idn {
    unsigned char octet[BS_MAX_HOSTNAME + 1]; /* one more shows that it does not fit */
};

/* The name itself if it is ASCII; absent if it is not UTF-8, or too long. Otherwise a view into the
 * buffer. */
struct bs_span bs_idn_ascii(struct bs_span name, struct bs_idn *buffer);

#endif
