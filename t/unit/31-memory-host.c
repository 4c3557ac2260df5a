/* Tests of local_scan/core/memory.c: before there is a report, has that user sent mail to the host
 * that brings it? */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "memory.h"
#include "held.h"

#include <string.h>

#define ANNA "anna@ours.example"

static struct bs_policy policy;
static struct bs_memory memory;
static struct bs_hmac_key key;

static const struct host_row {
    const char *name, *user, *host, *client;
    bool had;
} host_rows[] = {
    {"the host", ANNA, "192.0.2.1", "", true},
    {"another one in its network", ANNA, "192.0.2.77", "", true},
    {"in another network", ANNA, "192.0.3.1", "", false},
    {"of another user", "bob@ours.example", "192.0.2.1", "", false},
    {"a signed return path", "prvs=0123abcdef=" ANNA, "192.0.2.1", "", true},
    {"the domain", ANNA, "203.0.113.5", "mx1.far.example", true},
    {"another domain", ANNA, "203.0.113.5", "mx1.near.example", false},
    {"our own domain", ANNA, "203.0.113.5", "mx1.ours.example", false},
    {"no address", "anna", "192.0.2.1", "mx1.far.example", false},
    {"nothing", "", "", "", false},
};

static void
host_test(void **state)
{
    const struct host_row *row = *state;
    bool had = false;

    holds = 0;
    bs_digest_wrote(&key, bs_span_text(ANNA), bs_span_text("bob@far.example"), hold, NULL);
    bs_digest_wrote(&key, bs_span_text(ANNA), bs_span_text("joe@ours.example"), hold, NULL);
    bs_digest_delivered(&key, bs_span_text(ANNA), bs_span_text("192.0.2.1"), hold, NULL);
    bs_memory_ask_host(&memory, &key, &policy, bs_span_text(row->user), bs_span_text(row->host),
                       bs_span_text(row->client));
    for (unsigned i = 0; i < memory.questions; i++)
        for (unsigned j = 0; j < holds; j++)
            had |= strcmp(held[j], memory.question[i].digest) == 0;
    assert_int_equal(had, row->had);
}

int
main(void)
{
    bs_hmac_key(&key, bs_span_text("secret"));
    bs_policy_defaults(&policy);
    assert_true(bs_policy_add(&policy, BS_LIST_OWN_DOMAINS, bs_span_text("ours.example")));
    BS_ROWS(host_rows, host_test);
    return bs_run("memory-host");
}
