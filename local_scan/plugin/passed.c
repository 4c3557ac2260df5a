/* passed: does a bounce that a host sends through us go to the author of the mail? */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "passed.h"

#include "child.h"
#include "exim.h"
#include "frame.h"
#include "identity.h"
#include "load.h"
#include "message.h"
#include "say.h"
#include "spooled.h"

#include "asker.h"
#include "relayed.h"
#include "settings.h"

#include <time.h>
#include <unistd.h>

static const char unknown[] = "proof=unknown";

static struct bs_result result;
static struct bs_load load;
static struct bs_policy policy;

/* Set by the parent before the fork. */
static struct bs_ip client;
static struct bs_span setting[BS_SETTINGS_OF_JOB];
static struct bs_session session;

/* Used in the child only. */
static struct bs_message message;
static struct bs_scratch scratch;
static struct bs_questions questions;
static struct bs_relayed_work work;
static struct bs_verdict verdict;
static struct bs_delivery delivery;

static void
say(const struct bs_relayed_answer *answer)
{
    static const char *const dkim[BS_DKIM_STATES] = {
        [BS_DKIM_ABSENT] = "none",   [BS_DKIM_OPEN] = "unknown",    [BS_DKIM_UNKNOWN] = "unknown",
        [BS_DKIM_VALID] = "pass",    [BS_DKIM_EXPIRED] = "expired", [BS_DKIM_WRONG] = "fail",
        [BS_DKIM_REPLAYED] = "pass",
    };
    char border[BS_IP_TEXT] = "-";

    if (answer->has_border)
        bs_ip_text(&answer->border, border);
    struct bs_text t = bs_text_in(result.said, sizeof result.said);
    bs_text_put(&t, "proof=");
    bs_text_put(&t, bs_relayed_name(answer->proof));
    bs_text_put(&t, " kind=");
    bs_text_put(&t, bs_kind_name(verdict.report.kind));
    bs_text_put(&t, " border=");
    bs_text_put(&t, border);
    bs_text_put(&t, " spf=");
    bs_text_put(&t, bs_spf_host_name(answer->spf));
    bs_text_put(&t, " dkim=");
    bs_text_put(&t, dkim[answer->dkim]); /* bounds: a state */
}

static size_t
judge(unsigned char *buffer, size_t size)
{
    struct bs_relayed_answer answer;

    bs_load_own(&load);
    bs_load_end(&load);
    bs_identity_add(&policy, setting);
    bs_message_read(&message, session.sender);
    bs_verdict_read(&verdict, &message, &scratch, false);
    delivery.now = (long long)time(NULL);
    bs_questions_start(&questions, !bs_setting_on(load.settings, BS_SET_DNS));
    bs_asker_start(load.settings, NULL, NULL);
    do
        bs_relayed_ask(&answer, &questions, &work, &verdict, &policy, &delivery, &client);
    while (bs_asker_answer(&questions) > 0);
    say(&answer);
    return bs_frame_write(&result, buffer, size);
}

static void
prepare(struct bs_span dir)
{
    bs_load_start(&load, &policy, dir);
    bs_load_remember(&load, bs_exim_setting(BS_SETTING_STATE_DIR));
    bs_load_settings(&load);
    bs_load_end(&load); /* the child opens it again */
    bs_exim_settings(setting);
    delivery = (struct bs_delivery){.to = {.known = true}};
    for (size_t i = 0; i < 2; i++) {
        delivery.to.address[i] = bs_exim_recipient(i); /* bounds: BS_MAX_RECIPIENTS > 2 */
        delivery.to.count += delivery.to.address[i].p != NULL;
    }
    result = (struct bs_result){.has_lookups = true};
}

const char *
bs_passed_find(struct bs_span host, struct bs_span dir)
{
    session = bs_exim_session();
    int body = bs_ip_read(host, &client) ? bs_spooled_open(session.id) : -1;

    if (body < 0)
        return unknown;
    prepare(dir);
    struct bs_child child = bs_child_run(body, bs_load_patience(&load), judge, NULL, &result);
    close(body);
    if (child.end != BS_CHILD_DONE) {
        bs_say_not_found("returned", "host", host, &child);
        return unknown;
    }
    return result.said;
}
