/* main: the `backstop` command: which command of it is meant? */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "commands.h"

#include "copy.h"
#include "modelog.h"
#include "policydir.h"
#include "slip.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>

/* In the order of --help. */
static const struct bs_command *const commands[] = {
    &bs_scan_command,   &bs_explain_command, &bs_replay_command,  &bs_trace_command,
    &bs_status_command, &bs_hits_command,    &bs_why_command,     &bs_exempt_command,
    &bs_mode_command,   &bs_undo_command,    &bs_key_command,     &bs_compile_command,
    &bs_store_command,  &bs_report_command,  &bs_digest_command,  &bs_outbound_command,
    &bs_doctor_command, &bs_enable_command,  &bs_disable_command, &bs_unlock_command,
    &bs_bounces_command, &bs_hold_command,
};

#define COMMANDS (sizeof commands / sizeof *commands)

static int
finish(void)
{
    int problem = bs_terminal_flush(true);

    return problem == 0 || problem == EPIPE ? BS_EXIT_FINE : BS_EXIT_TROUBLE;
}

static int
help(void)
{
    bs_terminal_put("Usage: backstop COMMAND [OPTION...] [ARGUMENT...]\n\n"
                    "Detects forged bounces: did you send the message that a bounce is about?\n\n"
                    "Commands:\n");
    for (size_t i = 0; i < COMMANDS; i++)
        printf("  %-9s %s\n", commands[i]->name, commands[i]->summary);
    bs_terminal_put("\n'backstop COMMAND --help' lists its options; backstop(1) describes all of them.\n");
    return finish();
}

static int
version(void)
{
    bs_terminal_put("backstop " BS_VERSION "\n");
    return finish();
}

static int
no_command(const char *word)
{
    struct bs_slip near = {0};
    char remedy[120];

    if (word[0] == '-')
        return bs_exit_status(
            bs_terminal_complain(word, "there is no such option before the command",
                                 "name the command first; 'backstop --help' lists the commands"));
    for (size_t i = 0; i < COMMANDS; i++) {
        bool begun = word[0] && word[1] && strncmp(word, commands[i]->name, strlen(word)) == 0;
        bs_slip_try(&near, begun ? commands[i]->name : word, commands[i]->name);
    }
    snprintf(remedy, sizeof remedy, "%s%s%s'backstop --help' lists the commands",
             near.name ? "did you mean " : "", near.name ? near.name : "", near.name ? "? " : "");
    return bs_trouble(word, "there is no such command", remedy);
}

static const struct bs_command *
find_command(const char *word)
{
    for (size_t i = 0; i < COMMANDS; i++)
        if (strcmp(word, commands[i]->name) == 0)
            return commands[i];
    return NULL;
}

/* A complaint about what could not be read, or not be written for Exim or for undo, counts whatever
 * else the command has done. But by this status, enable and disable say that nothing was changed, and
 * doctor that there is a fault. */
static int
run(const struct bs_command *command, int argc, char **argv)
{
    int status = bs_command_run(command, argc, argv);
    bool otherwise = command == &bs_enable_command || command == &bs_disable_command ||
                     command == &bs_doctor_command;
    bool failed = bs_policydir_unread() || bs_copy_failed() || bs_modelog_failed();

    return failed && !otherwise ? BS_EXIT_TROUBLE : status;
}

/* "backstop help status" */
static int
help_on(char *word)
{
    static char option[] = "--help";
    const struct bs_command *command = find_command(word);

    return command ? bs_command_run(command, 2, (char *[]){word, option, NULL}) : no_command(word);
}

int
main(int argc, char **argv)
{
    const char *word = argc > 1 ? argv[1] : NULL;

    signal(SIGCHLD, SIG_DFL); /* a caller that ignores it would hide how programs end */
    umask(S_IWGRP | S_IWOTH); /* Exim's user reads what root makes, whatever root's umask is */
    bs_terminal_open();
    if (word == NULL)
        return bs_trouble("usage", "no command was named", "'backstop --help' lists the commands");
    if (strcmp(word, "help") == 0 && argc > 2)
        return help_on(argv[2]);
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0)
        return help();
    if (strcmp(word, "--version") == 0)
        return version();
    const struct bs_command *command = find_command(word);
    return command ? run(command, argc - 1, argv + 1) : no_command(word);
}
