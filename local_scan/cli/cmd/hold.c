/* hold: blocks a user, and tells postmaster and him; called by the ACLs. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "commands.h"

#include "program.h"
#include "held.h"
#include "modes.h"
#include "run.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum argument { HASH, CHECK, USER, MAILBOX };

/* Auto-Submitted and the null sender (RFC 3834 §4, §5) keep programs from
 * answering it. */
static void
write_head(FILE *to, const char *recipient, const char *subject)
{
    fprintf(to,
            "From: postmaster\nTo: %s\nSubject: %s\nAuto-Submitted: auto-generated\n"
            "MIME-Version: 1.0\nContent-Type: text/plain; charset=us-ascii\n\n",
            recipient, subject);
}

static void
write_to_postmaster(FILE *to, const char *user, const struct bs_about *check, const char *mailbox)
{
    write_head(to, "postmaster", "Backstop holds mail of a user");
    fprintf(
        to,
        "User:  %s\nCheck: %s (%s)\n\n"
        "The check has fired for mail of this user, and its mode is hold. So that message and\n"
        "all that the user sends from now on are frozen in the queue. Nothing is lost yet, but\n"
        "Exim returns frozen mail after timeout_frozen_after (a week, in Debian).\n\n"
        "What has fired, and for whom it was meant:\n\n"
        "    grep 'user=%s' " BS_LOG_DIR "/mainlog\n\n"
        "Where the mail is wanted, this lifts the block, thaws the mail and resets counters:\n\n"
        "    backstop unlock %s\n\n"
        "Where it is not, first change the password or stop the program, take the mail out of\n"
        "the queue (exim4 -Mrm ID), and unlock then. 'backstop unlock' lists who is held.\n\n"
        "%s Nothing more is sent about this block.\n",
        user, check->name, check->meaning, user, user,
        mailbox ? "The user has got a message, too." : "The user was not told.");
}

static void
write_to_user(FILE *to, const char *mailbox)
{
    write_head(to, mailbox, "Your mail is being held");
    fputs("Our mail server has stopped mail that was sent in your name, because it looks unusual.\n"
          "It is kept and has not been delivered, and what you send now has to wait with it.\n\n"
          "If you have sent it, write to postmaster, who can let it go.\n\n"
          "If you have not, somebody else may know your password: change it now, and tell\n"
          "postmaster.\n",
          to);
}

static bool
send(const char *exim, const char *to, const char *text)
{
    struct bs_run run = {.argv = {exim, "-i", "-f", "<>", "--", to}, .input = text, .seconds = 30};

    bs_run(&run);
    bool sent = run.status == 0;
    if (!sent)
        bs_terminal_complain(to, "the notice could not be sent", bs_run_said(&run));
    bs_run_free(&run);
    return sent;
}

static bool
send_notices(const struct bs_about *check, const char *user, const char *mailbox)
{
    char *text[2] = {NULL, NULL};
    size_t n;
    FILE *to[2] = {open_memstream(&text[0], &n), open_memstream(&text[1], &n)};

    if (to[0])
        write_to_postmaster(to[0], user, check, mailbox);
    if (to[1] && mailbox)
        write_to_user(to[1], mailbox);
    bool sent = to[0] && fclose(to[0]) == 0 && send(bs_held_exim, "postmaster", text[0]);
    if (to[1] && fclose(to[1]) == 0 && mailbox)
        sent &= send(bs_held_exim, mailbox, text[1]);
    free(text[0]);
    free(text[1]);
    return sent;
}

static bool
read_arguments(int count, char **argument, struct bs_held *held_r)
{
    static const char hex[] = "0123456789ABCDEFabcdef";

    if (count <= USER || strlen(argument[HASH]) != sizeof held_r->hash - 1 ||
        strspn(argument[HASH], hex) != sizeof held_r->hash - 1)
        return false;
    memcpy(held_r->hash, argument[HASH], sizeof held_r->hash);
    return bs_modes_check(argument[CHECK]) != NULL &&
           (size_t)snprintf(held_r->check, sizeof held_r->check, "%s", argument[CHECK]) <
               sizeof held_r->check &&
           (size_t)snprintf(held_r->user, sizeof held_r->user, "%s", argument[USER]) <
               sizeof held_r->user &&
           strpbrk(held_r->user, " \t\r\n") == NULL;
}

/* Two messages of one user may come at once: who makes the block tells of it. */
static int
run(int count, char **argument)
{
    struct bs_held held;

    if (!read_arguments(count, argument, &held)) {
        bs_terminal_complain("hold", "these are not the arguments that the ACLs give",
                             "this is no command for people; 'backstop unlock' lists who is held");
        return BS_EXIT_TROUBLE;
    }
    int problem = bs_held_put(bs_held_state, &held);
    if (problem == EEXIST)
        return BS_EXIT_FINE;
    if (problem != 0) {
        bs_terminal_complain_write(bs_held_state, problem);
        return BS_EXIT_TROUBLE;
    }
    return send_notices(bs_modes_check(held.check), argument[USER], argument[MAILBOX])
               ? BS_EXIT_FINE
               : BS_EXIT_TROUBLE;
}

const struct bs_command bs_hold_command = {
    .name = "hold",
    .summary = "blocks a user, for the ACLs",
    .usage = "Usage: backstop hold [OPTION...] HASH CHECK USER [MAILBOX]\n\n"
             "Called by Exim where a check in mode hold fires. Blocks the user, and sends one\n"
             "message to postmaster, and one to MAILBOX; nothing where the user is blocked "
             "already.\n",
    .options = bs_held_options,
    .arguments = MAILBOX + 1,
    .run = run,
};
