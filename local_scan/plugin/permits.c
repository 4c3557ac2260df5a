/* permits: does a domain's SPF record permit a host? */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "permits.h"

#include "child.h"
#include "frame.h"
#include "load.h"
#include "say.h"

#include "asker.h"
#include "settings.h"
#include "spf_host.h"

static struct bs_result result;
static struct bs_load load;
static struct bs_policy policy;

/* Set by the parent before the fork. */
static struct bs_ip ip;
static struct bs_span asked_domain;

/* Used in the child only. */
static struct bs_questions questions;

static size_t
look_up(unsigned char *buffer, size_t size)
{
    enum bs_spf spf;
    struct bs_text t;

    bs_questions_start(&questions, !bs_setting_on(load.settings, BS_SET_DNS));
    bs_asker_start(load.settings, NULL, NULL);
    do
        spf = bs_spf_host_ask(&questions, asked_domain, &ip);
    while (bs_asker_answer(&questions) > 0);
    bs_text_start(&t, result.said, sizeof result.said);
    bs_text_put(&t, bs_spf_host_name(spf));
    return bs_frame_write(&result, buffer, size);
}

/* Turns the child's answer into one of our words; anything else is not trusted. */
static const char *
word_of(struct bs_span said)
{
    for (enum bs_spf spf = BS_SPF_UNKNOWN; spf <= BS_SPF_PASS; spf++)
        if (bs_span_is(said, bs_spf_host_name(spf)))
            return bs_spf_host_name(spf);
    return bs_spf_host_name(BS_SPF_UNKNOWN);
}

const char *
bs_permits_find(struct bs_span domain, struct bs_span address, struct bs_span dir)
{
    if (domain.n == 0 || !bs_ip_read(address, &ip))
        return bs_spf_host_name(BS_SPF_UNKNOWN);
    bs_load_start(&load, &policy, dir);
    bs_load_settings(&load);
    bs_load_end(&load);
    asked_domain = domain;
    result = (struct bs_result){.has_lookups = true};
    struct bs_child child =
        bs_child_run(BS_CHILD_NO_BODY, bs_load_patience(&load), look_up, NULL, &result);
    if (child.end != BS_CHILD_DONE) {
        bs_say_not_found("spf", "domain", domain, &child);
        return bs_spf_host_name(BS_SPF_UNKNOWN);
    }
    return word_of(bs_span_text(result.said));
}
