/* explain_cmd: one message's verdict in full, the trail hop by hop. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "commands.h"

#include "draw.h"
#include "judgement.h"

#include <limits.h>
#include <stdio.h>

static void
show_item(enum bs_style style, const char *sentence)
{
    bs_terminal_wrap("  - ", "    ", style, sentence);
}

static void
show_title(const struct bs_judgement *judged)
{
    static bool another;

    bs_terminal_put(another ? "\n\n" : "");
    another = true;
    bs_judge_name(judged);
    bs_terminal_put("\n");
}

static const char *const kinds[BS_KINDS] = {
    [BS_KIND_ORDINARY] = "ordinary mail",
    [BS_KIND_DSN] = "a delivery status notification (RFC 3464)",
    [BS_KIND_BOUNCE] = "a bounce, not in the form of RFC 3464",
    [BS_KIND_MDN] = "a read receipt (RFC 8098)",
    [BS_KIND_AUTOREPLY] = "an automatic reply (RFC 3834)",
    [BS_KIND_ARF] = "a complaint (RFC 5965, X-ARF, XARF, JMRP)",
    [BS_KIND_CHALLENGE] = "a request to confirm that a mail was sent",
    [BS_KIND_NOTICE] = "a notice of a virus or content filter",
};

static void
show_kind(const struct bs_report *report)
{
    char sentence[BS_SENTENCE_SIZE];

    snprintf(sentence, sizeof sentence, "%s: %s%s%s%s", bs_kind_name(report->kind),
             kinds[report->kind], report->clue ? "; recognised by: " : "",
             report->clue ? report->clue : "",
             report->relisted ? "; a mailing list passed it on to its owner" : "");
    bs_terminal_row("what", BS_STYLE_PLAIN, sentence);
}

static void
show_fate(const struct bs_fate *fate)
{
    char sentence[BS_SENTENCE_SIZE];
    const char *action = bs_action_name(fate->action);

    if (action[0] == '\0' && fate->status[0] == '\0' && fate->recipient[0] == '\0')
        return;
    snprintf(sentence, sizeof sentence, "%s%s%s%s%s",
             action[0] ? action : "the report does not say what happened to the mail",
             fate->status[0] ? ", status " : "", fate->status,
             fate->recipient[0] ? ", recipient " : "", fate->recipient);
    bs_terminal_row("says", BS_STYLE_PLAIN, sentence);
}

static void
show_sender(const struct bs_message *message)
{
    char sentence[BS_SENTENCE_SIZE];
    struct bs_text t = bs_text_in(sentence, sizeof sentence);

    if (!message->sender_known && message->sender.n == 0) {
        bs_text_put(&t, "not known: there is no Return-Path, and no --sender was given");
    } else {
        bs_text_put(&t, "<");
        bs_terminal_data(&t, message->sender, BS_SHOWN_ADDRESS);
        bs_text_put(&t, message->sender.n == 0 ? "> (the null sender, which reports use)" : ">");
    }
    bs_terminal_row("sender", BS_STYLE_PLAIN, sentence);
}

static const char *const places[] = {
    [BS_RETURNED_PART] = ", in a part of the message that is meant for it",
    [BS_RETURNED_TEXT] = ", in the text of the message",
    [BS_RETURNED_ENCODED] = ", in encoded text (base64 or quoted-printable)",
    [BS_RETURNED_HTML] = ", in HTML",
    [BS_RETURNED_QUOTED] = ", in quoted text",
};

static void
show_returned(const struct bs_returned *returned)
{
    char sentence[BS_SENTENCE_SIZE];

    if (returned->where == BS_RETURNED_NOTHING) {
        bs_terminal_row("returned", BS_STYLE_PLAIN,
                        "nothing from the header of the message it is about");
        return;
    }
    snprintf(sentence, sizeof sentence, "a header with %u Received line%s%s%s", returned->received,
             bs_plural(returned->received), places[returned->where],
             returned->later ? ", after another header: it cannot make anything ours" : "");
    bs_terminal_row("returned", BS_STYLE_PLAIN, sentence);
}

static void
show_trail(const struct bs_verdict *verdict, const struct bs_policy *policy)
{
    if (verdict->trail.hops == 0)
        return;
    bs_terminal_heading("The returned trail, from the top");
    bs_terminal_wrap("  ", "  ", BS_STYLE_DIM,
                     "The reporting system wrote hop 1, and saw where the mail came from. Each "
                     "further hop is only a claim: anyone can have written it.");
    bs_terminal_put("\n");
    bs_draw_trail(verdict, policy);
}

/* The place of the border address: it does not affect the verdict, but people ask. */
static void
show_where(const struct bs_verdict *verdict)
{
    const struct bs_border *where = &verdict->where;
    char sentence[BS_SENTENCE_SIZE];
    struct bs_place place;

    bs_explain_place(verdict, &place);
    if (where->country.n + where->network.n + where->listings == 0)
        return;
    struct bs_text t = bs_text_in(sentence, sizeof sentence);
    bs_text_put(&t, "the border address ");
    bs_text_put(&t, place.border);
    if (where->country.n > 0) {
        bs_text_put(&t, ", of the country ");
        bs_text_put(&t, place.country);
    }
    if (where->network.n > 0) {
        bs_text_put(&t, ", in the network ");
        bs_text_put(&t, place.network);
        bs_text_put(&t, " ");
        bs_terminal_data(&t, where->network_name, BS_MAX_HOSTNAME);
    }
    if (where->listings > 0) {
        bs_text_put(&t, ", listed by ");
        bs_text_put(&t, place.listed);
    }
    show_item(BS_STYLE_DIM, sentence);
}

static void
show_verdict(const struct bs_verdict *verdict)
{
    char sentence[BS_SENTENCE_SIZE];

    bs_terminal_heading("Verdict");
    snprintf(sentence, sizeof sentence, "%s (%s): %s", bs_origin_name(verdict->origin),
             bs_reason_name(verdict->reason), bs_reason_sentence(verdict->reason));
    bs_terminal_wrap("  ", "  ", bs_judge_style(verdict->origin), sentence);
    for (unsigned i = 0; i < verdict->evidences; i++) {
        struct bs_text t = bs_text_in(sentence, sizeof sentence);
        bs_explain_evidence(&t, &verdict->evidence[i]);
        show_item(BS_STYLE_PLAIN, sentence);
    }
    show_where(verdict);
}

static void
show_findings(const struct bs_findings *findings, enum bs_octet_class octets)
{
    char sentence[BS_SENTENCE_SIZE];

    bs_terminal_heading("Header");
    snprintf(sentence, sizeof sentence, "octets: %s%s", bs_octets_name(octets),
             findings->count == 0 ? "; no faults found" : "");
    bs_terminal_say("  ", sentence);
    for (unsigned i = 0; i < findings->count; i++) {
        struct bs_text t = bs_text_in(sentence, sizeof sentence);
        bs_explain_finding(&t, &findings->item[i]);
        show_item(BS_STYLE_PLAIN, sentence);
    }
}

static void
show_mode(enum bs_check check, enum bs_mode mode, bool current)
{
    static const char *const effects[BS_MODES] = {
        [BS_MODE_OFF] = "the check does not run, and the message passes",
        [BS_MODE_WARN] = "the message passes; X-Backstop and the log say so",
        [BS_MODE_DEFER] = "the sending server is asked to try again later",
        [BS_MODE_DENY] = "550",
    };
    char first[16], sentence[BS_SENTENCE_SIZE];

    snprintf(first, sizeof first, "  %c %-6s", current ? '>' : ' ', bs_mode_name(mode));
    snprintf(sentence, sizeof sentence, "%s %s", effects[mode],
             mode == BS_MODE_DENY ? bs_check_refusal(check) : "");
    bs_terminal_wrap(first, "          ", current ? BS_STYLE_BOLD : BS_STYLE_PLAIN, sentence);
}

static void
show_check(enum bs_check check, const struct bs_policy *policy, bool spared)
{
    enum bs_mode current = policy->mode[check];

    bs_terminal_put("  ");
    bs_terminal_put(bs_check_name(check));
    bs_terminal_put(", in mode ");
    bs_terminal_put(bs_mode_name(current));
    bs_terminal_put("\n");
    if (spared)
        bs_terminal_say("    ", "this check never refuses a report like this one: in every mode but "
                                "off, it only marks the message");
    for (enum bs_mode mode = 0; mode < BS_MODES && !spared; mode++)
        if (bs_mode_fits(mode, bs_span_text(bs_check_name(check))))
            show_mode(check, mode, mode == current);
}

/* All checks that apply to the message, including those in mode off. */
static void
show_checks(const struct bs_verdict *verdict, const struct bs_policy *policy)
{
    bool fired[BS_CHECKS + 1] = {false}; /* and one for BS_CHECK_NONE */
    bool any = false;

    fired[verdict->check] = true;
    for (unsigned i = 0; i < verdict->findings.count; i++)
        fired[bs_finding_check(verdict->findings.item[i].id)] = true;
    bs_terminal_heading("What each mode would do");
    for (unsigned check = 0; check < BS_CHECKS; check++) {
        if (!fired[check])
            continue;
        any = true;
        show_check((enum bs_check)check, policy, bs_outcome_spares(verdict, check));
    }
    if (!any)
        bs_terminal_put("  No check fires on this message: it passes in every mode.\n");
}

static void
show(const struct bs_judgement *judged)
{
    const struct bs_verdict *verdict = &judged->verdict;

    show_title(judged);
    show_kind(&verdict->report);
    show_sender(&judged->message);
    if (verdict->report.kind != BS_KIND_ORDINARY) {
        show_fate(&verdict->fate);
        show_returned(&verdict->returned);
        show_trail(verdict, judged->policy);
        show_verdict(verdict);
    }
    show_findings(&verdict->findings, judged->octets);
    show_checks(verdict, judged->policy);
}

static int
run(int count, char **path)
{
    struct bs_judge judge = {.needed = true, .thorough = true, .show = show};

    return bs_judgement_run(&judge, count, path);
}

const struct bs_command bs_explain_command = {
    .name = "explain",
    .summary = "shows step by step why a message is judged as it is",
    .usage = "Usage: backstop explain [OPTION...] FILE...\n\n"
        "Draws the trail that a bounce returns, hop by hop: who wrote each line, where\n"
        "the mail came from, and which links hold; then the verdict, the evidence for it,\n"
        "and what each mode of each check would do. FILE is as for 'backstop scan';\n"
        "FILE:3 is the third message of a mailbox, as 'backstop scan' shows it.\n\n"
        "Exit status: 0 all fine, 1 something would be refused in deny, 2 trouble.\n",
    .options = bs_judge_options,
    .arguments = INT_MAX,
    .wanted = "a path",
    .run = run,
};
