/* encode: octets written in the transfer encodings of RFC 2045 and RFC 2047.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Lines end with LF and have at most 76 octets. What does not fit into the sink
 * is left out. Linear time. */
#ifndef BS_ENCODE_H
#define BS_ENCODE_H

#include "sink.h"

void bs_encode_base64(struct sink *out, struct bs_span in);

/* Text: its line ends stay line ends. */
void bs_encode_qp(struct sink *out, struct bs_span in);

/* UTF-8 as encoded words, one a line, folded after a field's name. */
void bs_encode_words(struct sink *out, struct bs_span in);

#endif
