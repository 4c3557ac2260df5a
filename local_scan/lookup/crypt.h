/* crypt: checks signatures and pairs of keys, with GnuTLS.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * RSA-SHA256 by PKCS #1 v1.5 (RFC 6376 §3.3.1), with keys of 1,024 to 8,192 bits (RFC 8301 §3.2
 * forbids less); Ed25519 over the SHA-256 of the data (RFC 8463 §3). An invalid key, or a signature
 * that does not match, is `none`; a fault of the library is unknown. For pairs of keys, RSA keys
 * may have any size.
 *
 * Does not: know DKIM. MACs are made without a library (core/mail/mac.h). */
#ifndef BS_CRYPT_H
#define BS_CRYPT_H

#include "found.h"

/* BS_ASK_SIGNED and BS_ASK_PAIR. */
void bs_crypt_find(const struct bs_question *question, struct bs_found *found_r);

#endif
