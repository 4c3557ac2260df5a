/* trace_cmd: `backstop trace`: where did a message come from, and who should get
 * the complaint? */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "commands.h"

#include "machine.h"
#include "mailbox.h"
#include "outside.h"
#include "paths.h"
#include "report.h"
#include "returned.h"
#include "settings.h"
#include "trace_view.h"

#include <errno.h>
#include <stdio.h>

/* All memory is static: a message may be large, and there is only one. */
static struct bs_policy policy;
static struct bs_mailbox box;
static struct bs_scratch scratch;
static struct bs_questions questions;
static struct bs_trace_view traced;

static bool returned, report;
static const char *from;
static unsigned format;

static const struct bs_option options[] = {
    BS_GROUP(bs_machine_options),
    BS_GROUP(bs_outside_options),
    BS_FLAG("returned", &returned, "trace the mail that a bounce returns, not the bounce itself"),
    BS_FLAG("report", &report, "print a complaint (ARF) with our users' addresses masked"),
    BS_TEXT("from", "ADDRESS", &from, "who complains (default: postmaster at our first domain)"),
    BS_FORMAT(&format, "text (the default) or json, one object"),
    BS_END,
};

/* Reads one message. If a mailbox has several and none is named ("file:3"), it is not clear which
 * one to trace. */
static bool
read_mail(const char *word, struct bs_mail *mail_r)
{
    static unsigned char copy[BS_MAILBOX_KEEP]; /* the next one takes the mailbox's buffer */
    struct bs_mail second;
    char path[BS_PATH_SIZE];
    unsigned long number = 1;

    snprintf(path, sizeof path, "%s", word);
    bool numbered = bs_mailbox_number(path, &number);
    int problem = bs_mailbox_open(&box, path, 0);
    if (problem != 0) {
        bs_mailbox_complain(path, problem);
        return false;
    }
    int found = bs_mailbox_nth(&box, number, mail_r);
    if (found == 0 && numbered)
        bs_mailbox_complain_number(path, number, box.index);
    else if (found <= 0)
        bs_mailbox_complain(path, found < 0 ? errno : 0);
    if (found > 0 && mail_r->of_many && !numbered) {
        memcpy(copy, mail_r->raw.p, mail_r->raw.n); /* bounds: BS_MAILBOX_KEEP */
        mail_r->raw = bs_span_of(copy, mail_r->raw.n);
    }
    bool many = found > 0 && mail_r->of_many && !numbered && bs_mailbox_next(&box, &second) > 0;
    bs_mailbox_close(&box);
    return found > 0 &&
           (!many || bs_terminal_complain(path, "this mailbox contains more than one message",
                                          "name the one that you mean, the first as FILE:1"));
}

/* The header of the mail that a bounce is about. */
static bool
find_returned(const struct bs_message *message)
{
    struct bs_report kind;
    struct bs_returned mail;

    bs_report_recognise(&kind, message, &scratch);
    if (kind.kind == BS_KIND_ORDINARY)
        return bs_terminal_complain(
            traced.path, "it is not a bounce, so it does not return a message", "omit --returned");
    bs_returned_find(&mail, &scratch);
    if (mail.where == BS_RETURNED_NOTHING)
        return bs_terminal_complain(traced.path, "it does not return a header", "omit --returned");
    traced.header = mail.header;
    return true;
}

/* Repeats until no question is open. */
static void
ask(void)
{
    static struct bs_owned owned;
    struct bs_span zone = bs_setting_read(bs_outside_settings(), BS_SET_ABUSE_ZONE);

    traced.offline = bs_outside_offline();
    traced.has_zone = zone.n > 0;
    bs_questions_start(&questions, traced.offline);
    do {
        bs_own_learn(&owned, &questions, &policy, NULL);
        bs_trace_run(&traced.trace, traced.header, &owned, &questions);
        if (traced.trace.source == 0)
            continue;
        bs_border_ask(&traced.border, &questions, &traced.trace.ip, policy.zones);
        bs_border_ask_place(&traced.border, &questions);
        bs_border_ask_name(&traced.border, &questions);
        bs_abuse_ask(&traced.contacts, &questions, &traced.trace.ip, zone);
    } while (bs_outside_answer(&questions) > 0);
}

static bool
trace(const char *path)
{
    struct bs_message message;
    struct bs_mail mail;

    traced = (struct bs_trace_view){.path = path, .policy = &policy};
    if (!bs_machine_identify(&policy) || !read_mail(traced.path, &mail))
        return false;
    if (report)
        bs_machine_domains(&policy);
    bs_message_split(&message, mail.raw);
    message.truncated |= mail.truncated;
    traced.raw = mail.raw;
    traced.truncated = mail.truncated;
    traced.header = message.header;
    traced.returned = returned;
    if (returned && !find_returned(&message))
        return false;
    bs_outside_start();
    ask();
    return true;
}

static int
run(int count, char **argument)
{
    bool fine = true;

    (void)count;
    if (from && !report)
        return bs_exit_status(bs_options_refuse("--from", from, "only a complaint has a sender",
                                                "also give --report, or omit --from"));
    if (report && format == BS_FORMAT_JSON)
        return bs_exit_status(bs_options_refuse("--report", NULL, "a complaint is a mail, not JSON",
                                                "omit --format json, or --report"));
    if (!trace(argument[0]))
        return BS_EXIT_TROUBLE;
    if (report && traced.trace.source == 0)
        bs_terminal_complain(traced.path, traced.trace.why, "without --report, the trail is shown");
    else if (report)
        fine = bs_trace_view_complain(&traced, from);
    else if (format == BS_FORMAT_JSON)
        bs_trace_view_json(&traced);
    else
        bs_trace_view_tell(&traced);
    bs_outside_end();
    if (!fine)
        return BS_EXIT_TROUBLE;
    return traced.trace.source > 0 ? BS_EXIT_FINE : BS_EXIT_REFUSED;
}

const struct bs_command bs_trace_command = {
    .name = "trace",
    .summary = "finds where a message really came from, and who to complain to",
    .usage = "Usage: backstop trace [OPTION...] FILE\n\n"
        "Follows the Received lines of a message, or of a bounce, as far as they can be\n"
        "believed. Shows the source address, its name, country and network, who takes\n"
        "complaints about it, and the first line that is not believed, with the reason.\n"
        "With --report, prints a complaint in which the addresses of our users are\n"
        "masked. Nothing is sent.\n\n"
        "Exit status: 0 a source was found, 1 no source was found, 2 trouble.\n",
    .options = options,
    .arguments = 1,
    .wanted = "a file",
    .run = run,
};
