/* hold: blocks a user, and notifies postmaster and the user; called by the ACLs. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "commands.h"

#include "block.h"
#include "check.h"
#include "decode.h"
#include "run.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

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

/* The notice contains commands to paste, with a login that a stranger may have chosen: inside
 * single quotes, the shell interprets only the quote itself. */
static void
write_quoted(FILE *to, const char *before, const char *word)
{
    fprintf(to, "'%s", before);
    for (; *word; word++)
        if (*word == '\'')
            fputs("'\\''", to);
        else
            fputc(*word, to);
    fputs("'", to);
}

static void
write_commands(FILE *to, const char *user)
{
    fputs("The hits, with the recipients:\n\n    sudo grep -F ", to);
    write_quoted(to, "user=", user);
    fputs(" " BS_LOG_DIR "/mainlog\n"
          "\n"
          "If the mail is wanted, this lifts the block, thaws the mail and "
          "resets the counters:\n"
          "\n"
          "    sudo backstop unlock ",
          to);
    if (bs_terminal_is_plain(bs_span_text(user))) {
        fputs(user, to);
    } else {
        fputs("-- ", to);
        write_quoted(to, "", user);
    }
    fputs("\n\n", to);
}

static void
write_to_postmaster(FILE *to, const char *user, const struct bs_about *check, const char *mailbox)
{
    write_head(to, "postmaster", "Backstop holds mail of a user");
    fprintf(
        to,
        "User:  %s\n"
        "Check: %s (%s)\n"
        "\n"
        "The check fired on mail of this user, and its mode is hold. So this message, and all\n"
        "that the user sends from now on, is frozen in the queue. Nothing is lost yet, but Exim\n"
        "returns frozen mail after timeout_frozen_after (a week in Debian).\n"
        "\n",
        user, check->name, check->meaning);
    write_commands(to, user);
    fprintf(
        to,
        "If it is not, first change the password or stop the program and remove the mail from\n"
        "the queue (sudo exim4 -Mrm ID), then unlock. This lists the blocked users:\n"
        "\n"
        "    sudo backstop unlock\n"
        "\n"
        "%s This is the only message about this block.\n",
        mailbox ? "The user has also been notified." : "The user has not been notified.");
}

static void
write_to_user(FILE *to, const char *mailbox)
{
    write_head(to, mailbox, "Your mail is being held");
    fputs("Our mail server has stopped mail that was sent in your name, because it looks unusual.\n"
          "It has been kept, not delivered, and anything you send now has to wait with it.\n"
          "\n"
          "If you sent it, write to postmaster, who can release it.\n"
          "\n"
          "If you did not, somebody else may know your password: change it now, and inform\n"
          "postmaster.\n",
          to);
}

static bool
send(const char *exim, const char *to, const char *text)
{
    struct bs_run run = {.argv = {exim, "-i", "-f", "<>", "--", to}, .input = text, .seconds = 30};
    char reason[300];

    bool sent = bs_run(&run) == 0;
    if (!sent) {
        snprintf(reason, sizeof reason, "the notice could not be sent: %s", bs_run_said(&run));
        bs_terminal_complain(to, reason, "look at Exim's logs");
    }
    bs_run_free(&run);
    return sent;
}

static bool
send_notices(const struct bs_about *check, const char *user, const char *mailbox)
{
    char *text[2] = {NULL, NULL};
    size_t n;

    /* If there is no such word, some versions of Exim pass an empty one. */
    if (mailbox && *mailbox == '\0')
        mailbox = NULL;
    FILE *to[2] = {open_memstream(&text[0], &n), open_memstream(&text[1], &n)};

    if (to[0])
        write_to_postmaster(to[0], user, check, mailbox);
    if (to[1] && mailbox)
        write_to_user(to[1], mailbox);
    bool sent = to[0] && fclose(to[0]) == 0 && send(bs_block_exim, "postmaster", text[0]);
    if (to[1] && fclose(to[1]) == 0 && mailbox)
        sent &= send(bs_block_exim, mailbox, text[1]);
    free(text[0]);
    free(text[1]);
    return sent;
}

/* "base64:…", as the ACLs give it, or the name itself. False if it is not such a word. */
static bool
read_user(const char *argument, char *user_r, size_t size)
{
    static const char coded[] = "base64:";

    if (strncmp(argument, coded, sizeof coded - 1) != 0)
        return (size_t)snprintf(user_r, size, "%s", argument) < size;
    struct bs_span user = bs_decode_base64(bs_span_text(argument + sizeof coded - 1),
                                           (unsigned char *)user_r, size - 1);
    user_r[user.n] = '\0';
    return user.n > 0 && user.n < size - 1 && strlen(user_r) == user.n;
}

static bool
read_arguments(int count, char **argument, struct bs_block *block_r)
{
    if (count <= USER || !bs_block_is_hash(argument[HASH]))
        return false;
    memcpy(block_r->hash, argument[HASH], sizeof block_r->hash);
    return bs_check_find(bs_span_text(argument[CHECK])) < BS_ALL_CHECKS &&
           (size_t)snprintf(block_r->check, sizeof block_r->check, "%s", argument[CHECK]) <
               sizeof block_r->check &&
           read_user(argument[USER], block_r->user, sizeof block_r->user) &&
           strpbrk(block_r->user, " \t\r\n") == NULL;
}

/* Two messages of one user may come at once: only the one that makes the block sends the
 * notices. */
static int
run(int count, char **argument)
{
    struct bs_block block;

    if (!read_arguments(count, argument, &block))
        return bs_trouble("hold", "these are not the arguments that the ACLs pass",
                          "this command is for Exim; 'sudo backstop unlock' lists the users who "
                          "are blocked");
    int problem = bs_block_put(bs_block_state, &block);
    if (problem == EEXIST)
        return BS_EXIT_FINE;
    if (problem != 0)
        return bs_exit_status(bs_terminal_complain_write(bs_block_state, problem));
    const struct bs_about *check = bs_check_about(bs_check_find(bs_span_text(block.check)));
    return send_notices(check, block.user, argument[MAILBOX]) ? BS_EXIT_FINE : BS_EXIT_TROUBLE;
}

const struct bs_command bs_hold_command = {
    .name = "hold",
    .summary = "blocks a user (called by the ACLs)",
    .usage = "Usage: backstop hold [OPTION...] HASH CHECK USER [MAILBOX]\n\n"
             "Exim calls this when a check in mode hold fires. Blocks the user (USER may be\n"
             "base64:CODE), and sends one message to postmaster and one to MAILBOX; does\n"
             "nothing if the user is already blocked.\n",
    .options = bs_block_options,
    .arguments = MAILBOX + 1,
    .run = run,
};
