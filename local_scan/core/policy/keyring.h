/* keyring: the secrets in the file `keys` for making and checking tags.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Lines: "tag-ID: SECRET since=SECONDS", ID being 4 to 12 letters and digits, SECRET at least 32
 * characters without blanks. The first such line signs, all of them verify. `since` is when the key
 * began to sign (seconds since 1970): mail that was written earlier need not have a tag. With
 * "until=SECONDS", the key stopped signing at that time. The first line "memory: SECRET" has the
 * secret of the memory of sent mail. Lines of other keys (batvN) are skipped.
 *
 * Views into the text, which must outlive the keyring. Limit: BS_MAX_KEYS. */
#ifndef BS_KEYRING_H
#define BS_KEYRING_H

#include "bounds.h"
#include "lines.h"

struct bs_key {
    struct bs_span id;
    struct bs_span secret;
    long long since; /* 0: not said, so nothing is ever called untagged by it */
    long long until; /* 0: signs still, if it is the first */
};

struct bs_keyring {
    struct bs_key key[BS_MAX_KEYS];
    unsigned count;
    struct bs_span memory; /* the secret; empty: nothing is remembered */
};

/* One line. Secret and moments are also read for OTHER keys. Only a GOOD key can be used for
 * tags. */
enum bs_key_form {
    BS_KEY_GOOD,
    BS_KEY_OTHER, /* no key for tags */
    BS_KEY_MEMORY,
    BS_KEY_BAD_ID,
    BS_KEY_SHORT,     /* the secret */
    BS_KEY_BAD_MOMENT /* since= or until= */
};
enum bs_key_form bs_key_read(struct bs_key *key_r, const struct bs_policy_line *line);

/* 0, or the number of the first "tag" or "memory" line that cannot be used: it is malformed, its ID
 * is taken, or there are too many keys. */
unsigned bs_keyring_read(struct bs_keyring *keyring_r, struct bs_span text);

const struct bs_key *bs_keyring_find(const struct bs_keyring *keyring, struct bs_span id);
const struct bs_key *bs_keyring_signer(const struct bs_keyring *keyring); /* NULL: no key signs */

/* Since when has all mail been signed, with the key that signs now or those before it? 0: no key
 * signs, or the file does not say. */
long long bs_keyring_since(const struct bs_keyring *keyring);

#endif
