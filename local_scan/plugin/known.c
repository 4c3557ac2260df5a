/* known: what the ACLs ask of the memory of sent mail. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "known.h"

#include "digest.h"
#include "load.h"
#include "remember.h"
#include "text.h"

static struct bs_load load;
static struct bs_policy policy;

/* The store; NULL: there is no memory. The caller ends the load. */
static const char *
start(struct bs_span dir, struct bs_hmac_key *key_r)
{
    bs_load_start(&load, &policy, dir);
    bs_load_settings(&load);
    bs_load_keys(&load);
    bs_hmac_key(key_r, policy.keyring.memory);
    return bs_remember_store(&load);
}

const char *
bs_known_find(struct bs_span id, struct bs_span address, struct bs_span dir)
{
    char digest[BS_DIGEST_SIZE], question[2 * BS_DIGEST_SIZE];
    struct bs_remembered remembered;
    struct bs_hmac_key key;
    const char *store = start(dir, &key);

    bs_load_end(&load);
    /* Mail that left without a Message-ID is remembered with an empty one. */
    if (store == NULL || !bs_digest_names(id) ||
        !bs_digest(digest, &key, BS_DIGEST_SENT, address, id))
        return "no";
    /* The mark is of no use here: any will do. */
    struct bs_text t = bs_text_in(question, sizeof question);
    bs_text_put(&t, digest);
    bs_text_put(&t, ",");
    bs_text_put(&t, digest);
    if (!bs_remember_ask(&remembered, store, bs_span_text(question)))
        return "failed";
    return remembered.known[0] ? "yes" : "no";
}

const char *
bs_known_host(struct bs_span user, struct bs_span host, struct bs_span name, struct bs_span dir)
{
    static struct bs_memory memory;
    static char text[BS_MEMORY_TEXT];
    struct bs_remembered remembered;
    struct bs_hmac_key key;
    bool had = false;
    const char *store = start(dir, &key);

    bs_load_list(&load, BS_LIST_OWN_DOMAINS);
    bs_load_end(&load);
    if (store == NULL)
        return "no";
    bs_memory_ask_host(&memory, &key, &policy, user, host, name);
    struct bs_text t = bs_text_in(text, sizeof text);
    bs_remember_put(&t, &memory, &key, store);
    if (memory.questions == 0 || t.cut)
        return "no";
    if (!bs_remember_ask(&remembered, store, bs_span_text(text)))
        return remembered.since < 0 ? "yes" : "no";
    for (unsigned i = 0; i < memory.questions; i++) /* bounds: at most the maximum */
        had |= remembered.known[i];
    return had ? "yes" : "no";
}
