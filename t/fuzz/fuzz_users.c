/* Fuzz target: addresses of our users in a text, some of which its first line names. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "users.h"
#include "fuzz.h"

static void
look_for(const struct bs_users *users, struct bs_span text, unsigned how)
{
    struct bs_cut cut;

    for (size_t from = 0; bs_users_next(users, text, from, how, &cut); from = cut.to)
        must(cut.from >= from && cut.to > cut.from && cut.to <= text.n);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct bs_policy policy;
    static struct bs_users users;
    struct bs_span text = bs_span_of(data, size);
    struct bs_span names = bs_span_line(&text, false), name;

    bs_policy_defaults(&policy);
    bs_policy_add(&policy, BS_LIST_OWN_DOMAINS, bs_span_text("ours.example"));
    bs_policy_add(&policy, BS_LIST_OWN_HOSTS, bs_span_text("mx.other.example"));
    bs_users_start(&users, &policy);
    bs_users_add(&users, bs_span_text("joe@ours.example"));
    while ((name = bs_span_word(&names, " ")).n > 0)
        bs_users_add(&users, name);
    must(users.count <= BS_MAX_USERS && users.used <= BS_MAX_USER_TEXT);
    for (unsigned how = 0; how <= (BS_USERS_WORDS | BS_USERS_AGAIN); how++)
        look_for(&users, text, how);
    return 0;
}
