/* judgement: from paths to judged messages, for every command that judges. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "judgement.h"

#include "command.h"
#include "machine.h"
#include "messages.h"
#include "outside.h"
#include "sent.h"

#include "date.h"
#include "exempt.h"
#include "forged.h"
#include "received.h"
#include "settings.h"
#include "weigh.h"

#include "asker.h"

#include <stdio.h>
#include <time.h>

static struct {
    const struct bs_judge *judge;
    struct bs_policy policy;
} run;

static struct bs_judgement current;

static const char *sender; /* without <>; NULL: not given */

/* Octets that may not be in a mailbox (RFC 5321 §4.1.2), unless its local part is quoted. */
static bool
has_none(struct bs_span text, const char *octets)
{
    for (size_t i = 0; i < text.n; i++)
        if (bs_span_at(text, i) < ' ' || bs_span_at(text, i) == 0x7f)
            return false;
    return bs_span_find_any(text, octets) == text.n;
}

static bool
is_mailbox(struct bs_span text)
{
    size_t behind = bs_span_behind(text, '@');
    struct bs_span local = bs_span_take(text, behind > 0 ? behind - 1 : 0);
    bool quoted = local.n > 2 && bs_span_at(local, 0) == '"' && bs_span_ends(local, "\"");

    return local.n > 0 && behind < text.n && has_none(local, quoted ? "" : " <>()\",;@") &&
           has_none(bs_span_drop(text, behind), " <>()\",;");
}

/* RFC 5321 §4.5.5 writes the null reverse-path "<>". */
static bool
take_sender(char *text)
{
    size_t n = strlen(text);
    bool bracketed = n >= 2 && text[0] == '<' && text[n - 1] == '>';
    struct bs_span address = bs_span_of(text + bracketed, n - 2 * bracketed);

    if (address.n > 0 && !is_mailbox(address))
        return bs_options_refuse("--sender", text, "this is not a mail address",
                                 "write it as joe@example.org, or <> for the null sender");
    text[n - bracketed] = '\0';
    sender = text + bracketed;
    return true;
}

const struct bs_option bs_judge_options[] = {
    BS_GROUP(bs_machine_options),
    BS_TAKE("sender", "ADDRESS", take_sender,
            "the envelope sender, <> for the null sender (default: from Return-Path)"),
    BS_GROUP(bs_sent_options),
    BS_GROUP(bs_outside_options),
    BS_END,
};

bool
bs_judge_refuses(const struct bs_judgement *judged)
{
    return judged->outcome.refusable && judged->exempt == NULL && !judged->leaving;
}

void
bs_judge_name(const struct bs_judgement *judged)
{
    bs_terminal_style(BS_STYLE_BOLD);
    bs_terminal_path(judged->path);
    if (judged->mail.of_many)
        printf(":%lu", judged->mail.index + 1);
    bs_terminal_style(BS_STYLE_PLAIN);
}

enum bs_style
bs_judge_style(enum bs_origin origin)
{
    static const enum bs_style styles[BS_ORIGINS] = {[BS_ORIGIN_OURS] = BS_STYLE_GOOD,
                                                     [BS_ORIGIN_FOREIGN] = BS_STYLE_BAD,
                                                     [BS_ORIGIN_UNKNOWN] = BS_STYLE_DOUBT};

    return styles[origin];
}

/* Mail is judged as of the time at which it came in: a proof that was valid then is still valid.
 * Our own server wrote that time into the topmost line. */
static long long
arrival(const struct bs_message *message)
{
    struct bs_date date = bs_date_read(bs_received_date(bs_message_field(message, "Received")));

    return date.form == BS_DATE_VALID ? date.at : (long long)time(NULL);
}

static bool
names_recipients(struct bs_span name)
{
    return bs_span_is(name, "Envelope-to") || bs_span_is(name, "X-Original-To") ||
           bs_span_is(name, "Delivered-To");
}

#define ADDRESS_ENDS ", \t\r\n<>"

/* Other words are not addresses: ezmlm writes "Delivered-To: mailing list joe@ours.example". */
static void
add_addresses(struct bs_recipients *to, struct bs_span value)
{
    while (to->count < BS_MAX_RECIPIENTS && value.n > 0) {
        struct bs_span address = bs_span_word(&value, ADDRESS_ENDS);
        if (bs_span_find(address, '@') < address.n)
            to->address[to->count++] = address; /* bounds: count < max */
    }
    to->more |= bs_span_word(&value, ADDRESS_ENDS).n > 0;
    to->known = to->count > 0;
}

/* The envelope's recipients, if the server that delivered the mail recorded them (Exim, Postfix,
 * qmail). They write these fields above their Received line; fields below it came with the mail
 * (dma's bounces have an X-Original-To of their own). `all`: reads all of these fields, not only
 * the first. */
static struct bs_recipients
recipients(const struct bs_mail *mail, const struct bs_message *message, bool all)
{
    struct bs_recipients to = {.known = false};
    struct bs_field field;

    for (unsigned i = 0; i < mail->recipients; i++)
        add_addresses(&to, mail->recipient[i]);
    struct bs_fields it = bs_message_fields(message);
    while (bs_fields_next(&it, &field) == 1 && field.id != BS_NAME_RECEIVED)
        if (names_recipients(field.name) && (!to.known || (all && mail->recipients == 0)))
            add_addresses(&to, field.value);
    return to;
}

/* A field with several addresses is about a message to several recipients. */
static bool
has_several(const struct bs_message *message)
{
    struct bs_field field;
    struct bs_fields it = bs_message_fields(message);

    while (bs_fields_next(&it, &field) == 1 && field.id != BS_NAME_RECEIVED) {
        struct bs_recipients to = {.known = false};
        if (names_recipients(field.name))
            add_addresses(&to, field.value);
        if (to.count > 1)
            return true;
    }
    return false;
}

/* Our own server wrote the topmost line, and in it the client's confirmed name. An alias
 * leaves two recipients, the one before it and the one after, each in a field of its own; either
 * may have sent the mail. */
static const struct bs_memory *
recall(const struct bs_judgement *judged, long long now)
{
    struct bs_hop hop;

    if (!bs_sent_given())
        return NULL;
    struct bs_recipients to = recipients(&judged->mail, &judged->message, true);
    bool aliases = judged->mail.recipients == 0 && !has_several(&judged->message);
    bs_received_read(&hop, bs_message_field(&judged->message, "Received"));
    return bs_sent_ask(&(struct bs_memory_about){.named = &judged->verdict.named,
                                                 .returned = &judged->verdict.returned,
                                                 .policy = &run.policy,
                                                 .to = &to,
                                                 .aliases = aliases,
                                                 .client = hop.rdns,
                                                 .now = now});
}

static void
weigh(struct bs_judgement *judged)
{
    static struct bs_inquiry inquiry;
    struct bs_delivery delivery = {.thorough = run.judge->thorough};
    struct bs_hop hop;

    if (judged->verdict.report.kind != BS_KIND_ORDINARY) {
        bs_received_read(&hop, bs_message_field(&judged->message, "Received"));
        if (hop.peer_known == BS_PEER_SEEN && hop.handover) /* not fetched by POP3 */
            delivery.client = hop.peer;
        delivery.to = recipients(&judged->mail, &judged->message, false);
        delivery.now = arrival(&judged->message);
        delivery.memory = recall(judged, delivery.now);
    }
    bs_questions_start(&inquiry.questions, bs_outside_offline());
    bs_asker_again(); /* each message has a deadline of its own */
    do
        bs_weigh_verdict(&judged->verdict, &run.policy, &delivery, &inquiry);
    while (bs_outside_answer(&inquiry.questions) > 0);
    do
        bs_weigh_place(&judged->verdict, &inquiry);
    while (bs_outside_answer(&inquiry.questions) > 0);
}

static void
judge_trace(const struct bs_message *message, struct bs_findings *findings)
{
    struct bs_forged forged;
    struct bs_field field;

    bs_forged_start(&forged, findings, time(NULL), bs_span_of(NULL, 0), &run.policy);
    struct bs_fields it = bs_message_fields(message);
    while (bs_fields_next(&it, &field) == 1)
        bs_forged_field(&forged, &field);
    bs_forged_end(&forged, &run.policy);
}

/* As in the plugin (plugin/gate.h), with what is left of the session: our own server wrote the
 * topmost line, and recorded the client there. */
static const char *
exempt(const struct bs_judgement *judged)
{
    struct bs_recipients to = recipients(&judged->mail, &judged->message, false);
    struct bs_exempt_rcpts all = {0};
    struct bs_hop hop;

    bs_received_read(&hop, bs_message_field(&judged->message, "Received"));
    const char *why =
        bs_exempt_host(&run.policy, hop.peer_known == BS_PEER_SEEN ? &hop.peer : NULL, hop.rdns);
    if (why == NULL)
        why = bs_exempt_sender(&run.policy, judged->message.sender);
    for (unsigned i = 0; i < to.count; i++)
        bs_exempt_add(&all, &run.policy, to.address[i]);
    return why ? why : bs_exempt_of(&all);
}

static void
set_sender(struct bs_judgement *judged)
{
    if (sender == NULL && !judged->mail.envelope)
        return;
    judged->message.sender = sender ? bs_span_text(sender) : judged->mail.sender;
    judged->message.sender_known = true;
}

/* As the plugin knows it from Exim; here, the server that received the message says so on top of
 * it (RFC 6531, section 4.3). Hardly any line has that word, and reading one takes long. */
static bool
is_smtputf8(const struct bs_message *message)
{
    struct bs_span received = bs_message_field(message, "Received");
    struct bs_hop hop;

    if (!bs_span_has(received, "utf8"))
        return false;
    bs_received_read(&hop, received);
    return bs_span_starts(hop.with, "utf8");
}

static void
judge_mail(struct bs_judgement *judged)
{
    static struct bs_scratch scratch;
    static struct bs_index index;
    struct bs_message *message = &judged->message;

    bs_message_split_indexed(message, &index, judged->mail.raw);
    message->truncated |= judged->mail.truncated;
    set_sender(judged);
    bs_verdict_read(&judged->verdict, message, &scratch, bs_sent_given());
    weigh(judged);
    judged->octets =
        bs_octets_message(message, &judged->verdict.findings,
                          judged->verdict.report.global || is_smtputf8(message));
    judge_trace(message, &judged->verdict.findings);
    bs_outcome_of(&judged->outcome, &judged->verdict, &run.policy);
    if (run.judge->replays) {
        judged->exempt = exempt(judged);
        judged->leaving =
            judged->mail.envelope && (!judged->mail.outside || judged->mail.authenticated);
    }
}

static bool
take(const char *path)
{
    current.path = path;
    current.policy = &run.policy;
    judge_mail(&current);
    bs_terminal_clear();
    run.judge->show(&current);
    return bs_judge_refuses(&current);
}

static void
mention_identity(void)
{
    bool needed = bs_outside_offline() && !bs_sent_given();

    if (!run.judge->silent && needed && !bs_policy_has_identity(&run.policy))
        bs_terminal_complain("note",
                             "no public address of ours is known, so the trail of a bounce "
                             "decides nothing",
                             "name our addresses with --own-net, or in own_nets");
}

int
bs_judgement_run(const struct bs_judge *judge, int count, char **path)
{
    struct bs_messages messages = {.crew = judge->crew,
                                   .silent = judge->silent || judge->replays, /* shows the number */
                                   .needed = judge->needed,
                                   .mail = &current.mail,
                                   .take = take};

    run.judge = judge;
    if (!bs_machine_identify(&run.policy) || !bs_sent_start(&run.policy))
        return BS_EXIT_TROUBLE;
    bs_outside_start();
    run.policy.tag_days = (unsigned)bs_setting_number(bs_outside_settings(), BS_SET_TAG_DAYS);
    mention_identity();
    if (judge->begin)
        judge->begin(&run.policy);
    struct bs_messages_end end = bs_messages_take(&messages, count, path);
    if (judge->end && !end.lost)
        judge->end(&run.policy);
    bs_outside_end();
    bs_sent_end();
    return end.trouble ? BS_EXIT_TROUBLE : end.refused ? BS_EXIT_REFUSED : BS_EXIT_FINE;
}
