/* known: has an incoming message left this host before? */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "known.h"

#include "load.h"
#include "remember.h"

#include "digest.h"
#include "text.h"

static struct bs_load load;
static struct bs_policy policy;

const char *
bs_known_find(struct bs_span id, struct bs_span address, struct bs_span dir)
{
    char digest[BS_DIGEST_SIZE], question[2 * BS_DIGEST_SIZE];
    struct bs_remembered remembered;
    struct bs_hmac_key key;
    struct bs_text t;

    bs_load_start(&load, &policy, dir);
    bs_load_settings(&load);
    bs_load_keys(&load);
    bs_load_end(&load);
    const char *store = bs_remember_store(&load);
    /* Mail that left without a Message-ID is remembered with an empty one. */
    if (store == NULL || bs_span_strip(id, "<> \t\r\n").n == 0)
        return "no";
    bs_hmac_key(&key, policy.keyring.memory);
    if (!bs_digest(digest, &key, BS_DIGEST_SENT, address, id))
        return "no";
    bs_text_start(&t, question, sizeof question); /* the mark is of no use here: any will do */
    bs_text_put(&t, digest);
    bs_text_put(&t, ",");
    bs_text_put(&t, digest);
    if (!bs_remember_ask(&remembered, store, bs_span_text(question)))
        return "failed";
    return remembered.known[0] ? "yes" : "no";
}
