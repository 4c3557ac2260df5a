/* Fuzz target: the file of keys. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keyring.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bs_span in = bs_span_of(data, size);
    struct bs_keyring keyring;

    bs_keyring_read(&keyring, in);
    must(keyring.count <= BS_MAX_KEYS);
    for (unsigned i = 0; i < keyring.count; i++) {
        const struct bs_key *key = &keyring.key[i];

        must_lie_in(key->id, in);
        must_lie_in(key->secret, in);
        must(key->id.n >= 4 && key->secret.n >= 32 && key->since >= 0 && key->until >= 0);
        must(bs_keyring_find(&keyring, key->id) == key);
    }
    const struct bs_key *signer = bs_keyring_signer(&keyring);
    must(signer == NULL || (signer >= keyring.key && signer < keyring.key + keyring.count));
    must(bs_keyring_since(&keyring) >= 0);
    return 0;
}
