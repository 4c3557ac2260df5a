/* why: what happened to a mail, and who sent the one that a complaint is about. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "commands.h"

#include "logfile.h"
#include "mailbox.h"
#include "policydir.h"
#include "recollection.h"
#include "search.h"
#include "story.h"
#include "verdict.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

static struct bs_search search = {.last = 5};
static unsigned format;
static struct bs_recollection recollection;

static bool
take_last(char *text)
{
    long value = bs_span_number(bs_span_text(text), 3);

    if (value < 1 || value > BS_STORIES_MAX || strspn(text, "0123456789") != strlen(text))
        return bs_options_refuse("--last", text, "not a number of mails", "write 1 to 200");
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

static bool
is_file(const char *word)
{
    struct stat st;

    return strcmp(word, "-") == 0 || (stat(word, &st) == 0 && S_ISREG(st.st_mode));
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
    bs_recollect_report(&recollection, &verdict);
    struct bs_span header =
        verdict.returned.header.n > 0 ? verdict.returned.header : message.header;
    struct bs_span id = bs_span_trim(bs_field_get(header, "Message-ID"));
    snprintf(id_r, 512, "%.*s", BS_SPAN(id));
    if (id.n == 0)
        bs_terminal_complain(path, "it does not show the Message-ID of the message it is about",
                             "search for an address: backstop why ADDRESS");
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
    } else {
        bs_recollect_id(&recollection, bs_span_text(search.word));
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
