/* punycode: the letters of an internationalised label (RFC 3492).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Does not: check what RFC 5891 permits in a label. */
#ifndef BS_PUNYCODE_H
#define BS_PUNYCODE_H

#include "sink.h"

#define BS_PUNYCODE_POINTS 63 /* RFC 1035 §2.3.4: octets of a label */

/* Decodes what follows "xn--". Returns the number of code points, 0 if it is not punycode. */
size_t bs_punycode_read(struct bs_span text, unsigned long point_r[BS_PUNYCODE_POINTS]);

/* Writes what follows "xn--" for these code points of Unicode, at most BS_PUNYCODE_POINTS. */
void bs_punycode_write(struct sink *out, const unsigned long *point, size_t count);

#endif
