/* listed: are the mail servers of a domain in a DNS list? */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "listed.h"

#include "child.h"
#include "frame.h"
#include "load.h"
#include "say.h"

#include "listed_mx.h"
#include "asker.h"

static struct bs_result result;
static struct bs_load load;
static struct bs_policy policy;

/* Set by the parent before the fork. */
static struct bs_span asked_domain, asked_lists;

/* Used in the child only. */
static struct bs_questions questions;

static void
put_word(struct bs_text *t, const char *key, struct bs_span value)
{
    bs_text_put(t, key);
    bs_text_word(t, value, BS_MAX_HOSTNAME);
}

static void
write_listed(const struct bs_listed_mx *listed)
{
    char address[BS_IP_TEXT];
    struct bs_text t;

    bs_ip_text(&listed->ip, address);
    bs_text_start(&t, result.said, sizeof result.said);
    put_word(&t, "zone=", listed->zone);
    put_word(&t, " mx=", listed->host);
    put_word(&t, " border=", bs_span_text(address));
}

static size_t
look_up(unsigned char *buffer, size_t size)
{
    struct bs_listed_mx listed;
    bool any;

    bs_questions_start(&questions, false);
    bs_asker_start(load.settings, NULL, NULL);
    do
        any = bs_listed_mx_ask(&listed, &questions, asked_domain, asked_lists);
    while (bs_asker_answer(&questions) > 0);
    if (any)
        write_listed(&listed);
    return bs_frame_write(&result, buffer, size);
}

void
bs_listed_find(struct bs_span domain, struct bs_span lists, struct bs_span dir,
               char text_r[BS_LISTED_TEXT])
{
    struct bs_text t;

    bs_text_start(&t, text_r, BS_LISTED_TEXT);
    bs_load_start(&load, &policy, dir);
    bs_load_settings(&load);
    bs_load_end(&load);
    asked_domain = domain;
    asked_lists = lists;
    result = (struct bs_result){.has_lookups = true};
    struct bs_child child =
        bs_child_run(BS_CHILD_NO_BODY, bs_load_patience(&load), look_up, NULL, &result);
    if (child.end == BS_CHILD_DONE)
        bs_text_put(&t, result.said);
    else
        bs_say_not_found("listed", "domain", domain, &child);
}
