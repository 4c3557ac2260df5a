/* why: what happened to a mail, and who sent the one that a complaint is about. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "commands.h"

#include "logfile.h"
#include "machine.h"
#include "mailbox.h"
#include "policydir.h"
#include "search.h"
#include "sentstore.h"
#include "story.h"
#include "verdict.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>

static struct bs_search search = {.last = 5};
static unsigned format;

static bool
take_last(char *text)
{
    long value = bs_span_number(bs_span_text(text), 3);

    if (value < 1 || value > BS_STORIES_MAX || strspn(text, "0123456789") != strlen(text))
        return bs_options_refuse("--last", text, "not a number from 1 to 200",
                                 "'--last 200' shows as many as there can be");
    search.last = (unsigned)value;
    return true;
}

static const struct bs_option options[] = {
    BS_GROUP(bs_policydir_options),
    BS_GROUP(bs_logs_options),
    BS_TAKE("last", "NUMBER", take_last, "show at most this many, newest first (default: 5)"),
    BS_FORMAT(&format, "text (the default) or json"),
    BS_END,
};

/* What the memory of sent mail says. The plugin asks the same questions when a report comes in
 * (plugin/remember.h); here they are asked afterwards, for a person who has the report, or a
 * Message-ID. */

static struct recollection {
    bool asked; /* else `text` says why not */
    enum bs_recall recall;
    char text[1200]; /* one or two sentences; empty if there is nothing to say */
} recollection;

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
    [BS_RECALL_UNSENT] =
        "no such mail left, although all mail of that time is known: it was forged.",
    [BS_RECALL_NOT_WRITTEN] = "the report does not name a message, and the address that it is "
                              "for has not sent any in the days before.",
};

static void
say_nothing_known(struct recollection *r)
{
    char known[700];

    bs_sentstore_say(known, sizeof known);
    snprintf(r->text, sizeof r->text,
             "The memory of sent mail does not know that mail, which proves nothing. %s.", known);
}

static void
say_not_asked(struct recollection *r, const struct bs_fault *fault)
{
    snprintf(r->text, sizeof r->text, "The memory of sent mail was not asked: %s; %s.", fault->what,
             fault->remedy);
}

/* The message and the scratch space of the verdict must still be there. */
static void
recollect_report(struct recollection *r, const struct bs_verdict *verdict)
{
    static struct bs_policy policy;
    static struct bs_memory memory;
    static struct bs_sentstore store;
    const struct bs_recipients to = {.known = false};
    long long now = (long long)time(NULL);
    struct bs_fault fault;

    *r = (struct recollection){.asked = false};
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

/* Has mail with this Message-ID left through this server? Not answered without a memory, or if `id`
 * is not a Message-ID. */
static void
recollect_id(struct recollection *r, struct bs_span id)
{
    static struct bs_memory memory;
    static struct bs_sentstore store;
    struct bs_memory_question *question = &memory.question[0];
    struct bs_fault fault;

    *r = (struct recollection){.asked = false};
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

static bool
is_file(const char *word)
{
    struct stat st;

    return strcmp(word, "-") == 0 || (stat(word, &st) == 0 && S_ISREG(st.st_mode));
}

/* "/tmp/bounce", "./bounce": no word in a log is like that. */
static bool
is_path(const char *word)
{
    return word[strspn(word, ".")] == '/';
}

/* The Message-ID of the mail that a complaint, a bounce or a forwarded mail returns; else that of
 * the message itself. False after a complaint. */
static bool
read_message_id(const char *path, unsigned long number, char id_r[512])
{
    static struct bs_mailbox box;
    static struct bs_verdict verdict;
    static struct bs_scratch scratch;
    struct bs_message message;
    struct bs_mail mail;
    int problem = bs_mailbox_open(&box, path, 0);

    int found = problem == 0 ? bs_mailbox_nth(&box, number, &mail) : -1;
    if (found == 0 && number != 1)
        bs_mailbox_complain_number(path, number, box.index);
    else if (found <= 0)
        bs_mailbox_complain(path, problem != 0 ? problem : found < 0 ? errno : 0);
    if (found <= 0)
        return false;
    bs_message_split(&message, mail.raw);
    bs_verdict_read(&verdict, &message, &scratch, true);
    recollect_report(&recollection, &verdict);
    struct bs_span header =
        verdict.returned.header.n > 0 ? verdict.returned.header : message.header;
    struct bs_span id = bs_span_trim(bs_field_get(header, "Message-ID"));
    snprintf(id_r, 512, "%.*s", BS_SPAN(id));
    if (id.n == 0)
        bs_terminal_complain(
            path,
            verdict.returned.header.n > 0
                ? "the header that it returns has no Message-ID"
                : "it has no Message-ID, and returns no header that could have one",
            "search for an address: 'sudo backstop why ADDRESS'");
    bs_mailbox_close(&box);
    return id.n > 0;
}

static int
run(int count, char **argument)
{
    char id[512], path[BS_PATH_SIZE];
    unsigned long number = 1;

    if (count == 0 || argument[0][strspn(argument[0], " <>")] == '\0')
        return bs_trouble("why", "nothing to look for was given",
                          "give a message id, an address, a host, or a file");
    search.word = argument[0];
    search.json = format == BS_FORMAT_JSON;
    snprintf(path, sizeof path, "%s", argument[0]);
    bs_mailbox_number(path, &number);
    if (is_file(path)) {
        if (!read_message_id(path, number, id))
            return BS_EXIT_TROUBLE;
        search.word = id;
        search.sent = true;
    } else if (is_path(path)) {
        struct stat st;
        int problem = stat(path, &st) < 0 ? errno : EISDIR;
        return bs_exit_status(bs_terminal_complain_errno(path, problem));
    } else {
        recollect_id(&recollection, bs_span_text(search.word));
    }
    search.memory = recollection.text[0] ? recollection.text : NULL;
    search.recall = !recollection.asked                          ? NULL
                    : recollection.recall == BS_RECALL_NOTHING ? "unknown"
                                                                 : bs_recall_name(recollection.recall);
    return bs_search_run(&search);
}

const struct bs_command bs_why_command = {
    .name = "why",
    .summary = "shows what happened to a message: by id, address or host",
    .usage = "Usage: backstop why [OPTION...] WORD|FILE\n\n"
             "Shows, from Exim's main log and its rotated parts, what happened to a message:\n"
             "when it came and from where, which checks fired in which mode, what was\n"
             "answered, and how to exempt such mail if the answer was wrong. WORD is a message\n"
             "id, a Message-ID, the id of a hit, a mail address, the address or name of a\n"
             "host, or a login. FILE is a complaint (ARF) or a bounce: for these, shows which\n"
             "of our users sent the message that the file is about, or that no user did; as\n"
             "root, also what the memory of sent mail says of that message.\n\n"
             "Exit status: 0 found, 1 not in the log, 2 trouble.\n",
    .options = options,
    .arguments = 1,
    .run = run,
};
