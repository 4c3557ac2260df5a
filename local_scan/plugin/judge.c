/* judge: a suspected report, judged in a child. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "judge.h"

#include "identity.h"
#include "remember.h"
#include "say.h"

#include "message.h"

#include "asker.h"
#include "explain.h"
#include "settings.h"
#include "weigh.h"

#include <string.h>
#include <time.h>

/* All of it is the child's; the parent never touches these pages. */
static struct bs_message message;
static struct bs_scratch scratch;
static struct bs_inquiry inquiry;
static struct bs_memory memory;
static struct bs_verdict verdict;
static struct bs_outcome outcome;
static struct bs_result result;

static const struct bs_job *job; /* the parent's, as it was at the fork */

static void
complete_policy(void)
{
    struct bs_policy *policy = job->load->policy;

    bs_load_own(job->load);
    bs_load_keys(job->load);
    policy->keys_unread = job->load->flaw[BS_FILE_KEYS].kind != BS_FLAW_NONE;
    bs_load_zones(job->load);
    bs_load_end(job->load);
    bs_identity_add(policy, job->setting);
}

static struct bs_delivery
delivery(void)
{
    struct bs_delivery delivery = {.to = {.known = true},
                                   .signed_to = job->setting[BS_SETTING_SIGNED].n > 0,
                                   .now = (long long)time(NULL)};
    struct bs_span address;

    bs_ip_read(job->host, &delivery.client);
    for (size_t i = 0; i < BS_MAX_RECIPIENTS && (address = bs_exim_recipient(i)).p; i++)
        delivery.to.address[delivery.to.count++] = address; /* bounds: i < max */
    delivery.to.more = bs_exim_recipient(BS_MAX_RECIPIENTS).p != NULL;
    return delivery;
}

/* Memory */

static bool
ask_parent(const struct bs_hmac_key *key, const char *store)
{
    static char text[BS_FRAME_MAX];
    static unsigned char frame[BS_FRAME_MAX];
    struct bs_remembered remembered;
    struct bs_text t = bs_text_in(text, sizeof text);

    bs_remember_put(&t, &memory, key, store);
    size_t n = bs_frame_write_question(text, frame, sizeof frame);
    if (!bs_child_ask(bs_span_of(frame, n), &remembered, sizeof remembered))
        return false;
    memory.since = remembered.since;
    memory.until = remembered.until;
    for (unsigned i = 0; i < memory.questions; i++)
        memory.question[i].known = remembered.known[i] ? BS_KNOWN_SOME : BS_KNOWN_NONE;
    return remembered.since >= 0;
}

/* NULL: no memory, or it has not answered. */
static const struct bs_memory *
recall(const struct bs_recipients *to)
{
    const struct bs_policy *policy = job->load->policy;
    const char *store = bs_remember_store(job->load);
    struct bs_hmac_key key;

    if (store == NULL || verdict.report.kind == BS_KIND_ORDINARY)
        return NULL;
    bs_hmac_key(&key, policy->keyring.memory);
    bs_memory_ask(&memory, &key,
                  &(struct bs_memory_about){.named = &verdict.named,
                                            .returned = &verdict.returned,
                                            .policy = policy,
                                            .to = to,
                                            .client = job->client,
                                            .now = (long long)time(NULL)});
    return memory.questions > 0 && ask_parent(&key, store) ? &memory : NULL;
}

/* The parent's: the verdict without its place, if it was sent. */
static struct bs_result early;
static bool has_early;

/* The parent's part of it: it believes nothing but the form (exim.h). */
static size_t
answer_child(struct bs_span frame, unsigned char *reply, size_t size)
{
    if (!has_early && size > 0 && bs_frame_read_early(&early, frame)) {
        has_early = true;
        reply[0] = 1;
        return 1;
    }
    static char digests[BS_FRAME_MAX];
    struct bs_remembered remembered;
    bool pgsql = bs_span_is(bs_setting_read(job->load->settings, BS_SET_STORE), "pgsql");

    if (size < sizeof remembered || !bs_frame_read_question(digests, frame))
        return 0;
    if (!bs_remember_ask(&remembered, pgsql ? "pgsql" : "sqlite", bs_span_text(digests)))
        remembered.since = -1;
    memcpy(reply, &remembered, sizeof remembered); /* bounds: sizeof <= size */
    return sizeof remembered;
}

/* Without the networks of a trail's hosts, which only speak against a claim of ours. */
static void
weigh(struct bs_delivery *to)
{
    struct bs_questions *q = &inquiry.questions;

    to->memory = recall(&to->to);
    bs_questions_start(q, !bs_setting_on(job->load->settings, BS_SET_DNS));
    q->no_places = true;
    bs_asker_start(job->load->settings, NULL, job->cache);
    do
        bs_weigh_verdict(&verdict, job->load->policy, to, &inquiry);
    while (bs_asker_answer(q) > 0);
}

static unsigned char
count_unanswered(const struct bs_questions *q)
{
    unsigned count = 0;

    for (unsigned i = 0; i < q->questions; i++)
        count += q->question[i].known == BS_KNOWN_UNKNOWN;
    return count < 255 ? (unsigned char)count : 255;
}

static void
fill_result(void)
{
    bs_outcome_of(&outcome, &verdict, job->load->policy);
    result.kind = verdict.report.kind;
    result.origin = verdict.origin;
    result.reason = verdict.reason;
    result.recall = verdict.recall;
    result.check = verdict.check;
    result.global = verdict.report.global;
    result.has_lookups = bs_asker_fault() == NULL;
    result.unanswered = inquiry.questions.offline ? 0 : count_unanswered(&inquiry.questions);
    bs_explain_place(&verdict, &result.place);
    struct bs_text said = bs_text_in(result.said, sizeof result.said);
    bs_explain_header(&said, &verdict, &outcome);
    for (size_t i = 0; i < BS_FILES; i++)
        result.flaw[i] = job->load->flaw[i];
}

static void
weigh_places(const struct bs_delivery *to)
{
    if (inquiry.questions.postponed)
        bs_weigh_verdict(&verdict, job->load->policy, to, &inquiry);
    bs_weigh_place(&verdict, &inquiry);
}

/* A database that is damaged, or on a disk that is gone, must not cost the verdict: so the
 * parent has it before they are looked into. What they say can then turn `unknown` into
 * `foreign`, if they part the hosts of a trail that claims to come from us. */
static void
find_places(const struct bs_delivery *to)
{
    static unsigned char frame[BS_FRAME_MAX];
    unsigned char heard;

    inquiry.questions.no_places = false;
    weigh_places(to);
    if (bs_questions_open(&inquiry.questions) == 0)
        return;
    fill_result();
    size_t n = bs_frame_write_early(&result, frame, sizeof frame);
    if (!bs_child_ask(bs_span_of(frame, n), &heard, sizeof heard))
        return;
    while (bs_asker_answer(&inquiry.questions) > 0)
        weigh_places(to);
}

static size_t
judge(unsigned char *buffer, size_t size)
{
    bs_message_read(&message, job->sender);
    complete_policy();
    bool asks = bs_remember_store(job->load) != NULL;
    scratch.once = true;
    bs_verdict_read(&verdict, &message, &scratch, asks);
    struct bs_delivery to = delivery();
    weigh(&to);
    bs_judge_add_findings(&verdict.findings, &job->findings, verdict.report.global);
    find_places(&to);
    fill_result();
    return bs_frame_write(&result, buffer, size);
}

struct bs_child
bs_judge_run(const struct bs_job *given, struct bs_result *result_r)
{
    job = given;
    has_early = false;
    struct bs_child child = bs_child_run(job->body, job->patience, judge, answer_child, result_r);
    if (child.end == BS_CHILD_DONE || !has_early)
        return child;
    bs_say_not_found("where", "host", bs_span_text(early.place.border), &child);
    *result_r = early;
    child.end = BS_CHILD_DONE;
    return child;
}

void
bs_judge_add_findings(struct bs_findings *to, const struct bs_findings *from, bool global)
{
    for (unsigned i = 0; i < from->count && i < BS_MAX_FINDINGS; i++)
        if (!global || from->item[i].id != BS_FIND_UTF8)
            bs_finding_add(to, from->item[i]);
}
