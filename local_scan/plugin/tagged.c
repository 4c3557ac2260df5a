/* tagged: does an incoming message have a tag of ours? */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tagged.h"

#include "child.h"
#include "frame.h"
#include "load.h"
#include "say.h"

#include "asker.h"
#include "tag.h"

#include <time.h>

static const char valid[] = "valid", none[] = "none", failed[] = "failed";

static struct bs_result result;
static struct bs_load load;
static struct bs_policy policy;
static struct bs_span asked_header;
static struct bs_recipients asked_sender;

/* Used in the child only. */
static struct bs_questions questions;
static struct bs_tag_work work;

static size_t
look_at(unsigned char *buffer, size_t size)
{
    long long now = (long long)time(NULL);
    enum bs_tag_state state;
    struct bs_text t;

    bs_questions_start(&questions, true);
    bs_asker_start(load.settings, NULL, NULL);
    do
        state = bs_tag_check(&questions, &work, asked_header, &policy.keyring, &asked_sender, now,
                             policy.tag_days);
    while (bs_asker_answer(&questions) > 0);
    bs_text_start(&t, result.said, sizeof result.said);
    bs_text_put(&t, bs_asker_fault() ? failed : state == BS_TAG_VALID ? valid : none);
    return bs_frame_write(&result, buffer, size);
}

const char *
bs_tagged_find(struct bs_span header, struct bs_span sender, struct bs_span dir)
{
    bs_load_start(&load, &policy, dir);
    bs_load_settings(&load);
    bs_load_keys(&load);
    bs_load_end(&load);
    asked_header = bs_span_take(header, BS_MAX_HEADER);
    asked_sender = (struct bs_recipients){.address = {sender}, .count = 1, .known = true};
    result = (struct bs_result){.has_lookups = true};
    struct bs_child child =
        bs_child_run(BS_CHILD_NO_BODY, bs_load_patience(&load), look_at, NULL, &result);
    if (child.end != BS_CHILD_DONE) {
        bs_say_not_found("tag", "domain", bs_address_domain(sender), &child);
        return failed;
    }
    struct bs_span said = bs_span_text(result.said);
    return bs_span_is(said, valid) ? valid : bs_span_is(said, none) ? none : failed;
}
