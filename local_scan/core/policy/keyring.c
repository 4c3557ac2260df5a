/* keyring: the secrets of the file `keys` that tags are made and checked with. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keyring.h"

#define MIN_ID     4
#define MAX_ID     12
#define MIN_SECRET 32 /* as many octets as the hash has (RFC 2104 §3), if they are random */

/* The number after "since=" or "until="; 0 if absent. */
static long long
moment_of(struct bs_span words, const char *name)
{
    struct bs_span word;

    while ((word = bs_span_word(&words, " \t")).n > 0)
        if (bs_span_starts(word, name))
            return bs_span_seconds(bs_span_drop(word, strlen(name)));
    return 0;
}

static bool
is_id(struct bs_span id)
{
    bool is = id.n >= MIN_ID && id.n <= MAX_ID;

    for (size_t i = 0; i < id.n; i++)
        is &= bs_is_alnum(bs_span_at(id, i));
    return is;
}

enum bs_key_form
bs_key_read(struct bs_key *key_r, const struct bs_policy_line *line)
{
    struct bs_span words = line->data;

    key_r->id = bs_span_drop(line->key, 4);
    key_r->secret = bs_span_word(&words, " \t");
    key_r->since = moment_of(words, "since=");
    key_r->until = moment_of(words, "until=");
    if (bs_span_is(line->key, "memory"))
        return key_r->secret.n < MIN_SECRET ? BS_KEY_SHORT : BS_KEY_MEMORY;
    if (!bs_span_starts(line->key, "tag"))
        return BS_KEY_OTHER;
    if (!bs_span_starts(line->key, "tag-") || !is_id(key_r->id))
        return BS_KEY_BAD_ID;
    if (key_r->secret.n < MIN_SECRET)
        return BS_KEY_SHORT;
    return key_r->since < 0 || key_r->until < 0 ? BS_KEY_BAD_MOMENT : BS_KEY_GOOD;
}

/* False if it does not fit, or is there already. */
static bool
keep_key(struct bs_keyring *keyring, enum bs_key_form form, const struct bs_key *key)
{
    if (form == BS_KEY_MEMORY && keyring->memory.n == 0) {
        keyring->memory = key->secret;
        return true;
    }
    if (form != BS_KEY_GOOD || keyring->count == BS_MAX_KEYS || bs_keyring_find(keyring, key->id))
        return false;
    keyring->key[keyring->count++] = *key; /* bounds: count < max */
    return true;
}

unsigned
bs_keyring_read(struct bs_keyring *keyring_r, struct bs_span text)
{
    struct bs_policy_line line;
    struct bs_key key;
    unsigned bad = 0;

    *keyring_r = (struct bs_keyring){.count = 0};
    struct bs_policy_lines lines = bs_policy_lines_of(text);
    while (bs_policy_lines_next(&lines, &line)) {
        enum bs_key_form form = line.indented ? BS_KEY_OTHER : bs_key_read(&key, &line);
        if (form == BS_KEY_OTHER)
            continue;
        if (!keep_key(keyring_r, form, &key) && bad == 0)
            bad = line.number;
    }
    return bad;
}

const struct bs_key *
bs_keyring_find(const struct bs_keyring *keyring, struct bs_span id)
{
    for (unsigned i = 0; i < keyring->count; i++)
        if (bs_span_equal(keyring->key[i].id, id))
            return &keyring->key[i];
    return NULL;
}

const struct bs_key *
bs_keyring_signer(const struct bs_keyring *keyring)
{
    return keyring->count > 0 && keyring->key[0].until == 0 ? &keyring->key[0] : NULL;
}

/* Goes back from key to key, as long as each has signed until the next one began. */
long long
bs_keyring_since(const struct bs_keyring *keyring)
{
    const struct bs_key *signer = bs_keyring_signer(keyring);
    long long since = signer ? signer->since : 0;

    for (unsigned i = 1; since > 0 && i < keyring->count; i++) {
        const struct bs_key *key = &keyring->key[i];
        bool followed = key->until == 0 || key->until >= since;
        if (key->since > 0 && key->since < since && followed)
            since = key->since;
    }
    return since;
}
