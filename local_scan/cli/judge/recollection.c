/* recollection: what the memory of sent mail says about the mail that a report returns. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "recollection.h"

#include "machine.h"
#include "sentstore.h"

#include <stdio.h>
#include <time.h>

static const char *const told[BS_RECALLS] = {
    [BS_RECALL_SENT] = "it left, sent by the address that the report is for.",
    [BS_RECALL_PASSED_ON] = "it came for the address that the report is for, and was passed on.",
    [BS_RECALL_OTHER] = "it left through this server, but not from the address that the report is "
                        "for.",
    [BS_RECALL_WROTE_TO] = "it does not know that mail, but the address that the report is for has "
                           "written to a recipient that it names.",
    [BS_RECALL_WROTE_THERE] = "the report does not name a message, but the address that it is "
                              "for has written to a domain that it names.",
    [BS_RECALL_WROTE_LATELY] = "the report does not name a message, but the address that it is "
                               "for has sent mail in the days before.",
    [BS_RECALL_UNSENT] = "no such mail left, although all mail of that time is known: it was forged.",
    [BS_RECALL_NOT_WRITTEN] = "the report does not name a message, and the address that it is "
                              "for has not sent any in the days before.",
};

static void
say_nothing_known(struct bs_recollection *r)
{
    char known[700];

    bs_sentstore_say(known, sizeof known);
    snprintf(r->text, sizeof r->text,
             "The memory of sent mail does not know that mail, which proves nothing. %s.", known);
}

static void
say_not_asked(struct bs_recollection *r, const struct bs_fault *fault)
{
    snprintf(r->text, sizeof r->text, "The memory of sent mail was not asked: %s; %s.", fault->what,
             fault->remedy);
}

void
bs_recollect_report(struct bs_recollection *r, const struct bs_verdict *verdict)
{
    static struct bs_policy policy;
    static struct bs_memory memory;
    static struct bs_sentstore store;
    const struct bs_recipients to = {.known = false};
    long long now = (long long)time(NULL);
    struct bs_fault fault;

    *r = (struct bs_recollection){.asked = false};
    if (!bs_sentstore_open(&store, &fault)) {
        say_not_asked(r, &fault);
        return;
    }
    bs_machine_lists(&policy);
    bs_machine_domains(&policy);
    bs_memory_ask(&memory, &store.key,
                  &(struct bs_memory_about){.named = &verdict->named,
                                            .returned = &verdict->returned,
                                            .policy = &policy,
                                            .to = &to,
                                            .now = now});
    if (!bs_sentstore_ask(&store, &memory, &fault)) {
        say_not_asked(r, &fault);
        return;
    }
    r->asked = true;
    r->recall = bs_memory_says(&memory, now);
    if (r->recall == BS_RECALL_NOTHING)
        say_nothing_known(r);
    else
        snprintf(r->text, sizeof r->text, "The memory of sent mail: %s", told[r->recall]);
}

void
bs_recollect_id(struct bs_recollection *r, struct bs_span id)
{
    static struct bs_memory memory;
    static struct bs_sentstore store;
    struct bs_memory_question *question = &memory.question[0];
    struct bs_fault fault;

    *r = (struct bs_recollection){.asked = false};
    memory = (struct bs_memory){.questions = 1};
    if (!bs_span_has(id, "@") || !bs_sentstore_open(&store, &fault) ||
        !bs_digest(question->digest, &store.key, BS_DIGEST_SENT, bs_span_of(NULL, 0), id) ||
        !bs_sentstore_ask(&store, &memory, &fault))
        return;
    r->asked = true;
    if (question->known != BS_KNOWN_SOME)
        return;
    r->recall = BS_RECALL_OTHER;
    snprintf(r->text, sizeof r->text,
             "The memory of sent mail: mail with this Message-ID left through this server.");
}
