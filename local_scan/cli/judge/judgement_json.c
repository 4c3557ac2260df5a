/* judgement_json: a judged message as JSON, for programs. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "judgement.h"

#include "json.h"

static void
put_evidences(const struct bs_verdict *verdict)
{
    bs_json_open("evidence", '[');
    for (unsigned i = 0; i < verdict->evidences; i++) {
        char sentence[BS_SENTENCE_SIZE];
        struct bs_text s = bs_text_in(sentence, sizeof sentence);

        bs_explain_evidence(&s, &verdict->evidence[i]);
        bs_json_text(NULL, sentence);
    }
    bs_json_close();
}

static void
put_returned(const struct bs_returned *returned)
{
    bool found = returned->where != BS_RETURNED_NOTHING;

    bs_json_open("returned", '{');
    bs_json_bool("found", found);
    bs_json_text("where", bs_returned_name(returned->where));
    bs_json_number("received", found ? returned->received : 0);
    bs_json_close();
}

static void
put_finding(const struct bs_finding *finding)
{
    char sentence[BS_SENTENCE_SIZE];
    struct bs_text s = bs_text_in(sentence, sizeof sentence);

    bs_explain_finding(&s, finding);
    bs_json_open(NULL, '{');
    bs_json_text("finding", bs_finding_name(finding->id));
    bs_json_span("field", bs_span_take(finding->field, BS_SHOWN_NAME));
    bs_json_number("offset", finding->offset);
    bs_json_number("code", finding->code);
    bs_json_text("text", sentence);
    bs_json_close();
}

/* Only what the report says. */
static void
put_fate(const struct bs_fate *fate)
{
    if (fate->action != BS_ACTION_UNKNOWN)
        bs_json_text("action", bs_action_name(fate->action));
    if (fate->status[0] != '\0')
        bs_json_text("status", fate->status);
    if (fate->recipient[0] != '\0')
        bs_json_text("recipient", fate->recipient);
}

static void
put_fired(const struct bs_outcome *outcome)
{
    bs_json_open("checks", '[');
    for (unsigned i = 0; i < outcome->count && i < BS_CHECKS; i++) {
        bs_json_open(NULL, '{');
        bs_json_text("check", bs_check_name(outcome->fired[i]));
        bs_json_text("mode", bs_mode_name(outcome->mode[i]));
        bs_json_close();
    }
    bs_json_close();
}

void
bs_judgement_json(const struct bs_judgement *judged)
{
    const struct bs_verdict *verdict = &judged->verdict;

    bs_json_open(NULL, '{');
    bs_json_text("path", judged->path);
    bs_json_number("index", judged->mail.index);
    bs_json_text("kind", bs_kind_name(verdict->report.kind));
    bs_json_text("origin", bs_origin_name(verdict->origin));
    bs_json_text("reason", bs_reason_name(verdict->reason));
    put_fate(&verdict->fate);
    if (verdict->recall != BS_RECALL_NOTHING)
        bs_json_text("memory", bs_recall_name(verdict->recall));
    put_evidences(verdict);
    put_returned(&verdict->returned);
    bs_json_text("header_bytes", bs_octets_name(judged->octets));
    bs_json_open("findings", '[');
    for (unsigned i = 0; i < verdict->findings.count; i++)
        put_finding(&verdict->findings.item[i]);
    bs_json_close();
    put_fired(&judged->outcome);
    bs_json_close();
}
