/* leftover: directories that are removed when the command ends, however it ends. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "leftover.h"

#include "run.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define LEFTOVERS 2
#define ENDINGS   4

static const char *volatile leftover[LEFTOVERS];
static const int ending[ENDINGS] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};
static struct sigaction before[ENDINGS];

/* Uses only functions that signal-safety(7) allows. */
static void
remove_directory(const char *dir)
{
    pid_t child = fork();

    if (child == 0) {
        execl("/bin/rm", "rm", "-rf", "--one-file-system", "--", dir, (char *)NULL);
        _exit(1);
    }
    while (child > 0 && waitpid(child, NULL, 0) < 0 && errno == EINTR)
        ;
}

static void
clear_up(int sig)
{
    static const char said[] = "\nbackstop: interrupted; nothing has been changed\n";

    bs_run_kill();
    for (size_t i = 0; i < LEFTOVERS; i++)
        if (leftover[i])
            remove_directory(leftover[i]);
    ssize_t n = write(STDERR_FILENO, said, sizeof said - 1);
    _exit(n < 0 ? 128 : 128 + sig);
}

static void
watch(void)
{
    struct sigaction action = {.sa_handler = clear_up};

    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < ENDINGS; i++)
        sigaddset(&action.sa_mask, ending[i]);
    for (size_t i = 0; i < ENDINGS; i++)
        if (sigaction(ending[i], NULL, &before[i]) == 0 && before[i].sa_handler != SIG_IGN)
            sigaction(ending[i], &action, NULL);
}

/* Signals that are already ignored (setup.c, after the change) stay ignored. */
static void
unwatch(void)
{
    struct sigaction now;

    for (size_t i = 0; i < ENDINGS; i++)
        if (sigaction(ending[i], NULL, &now) == 0 && now.sa_handler == clear_up)
            sigaction(ending[i], &before[i], NULL);
}

void
bs_leftover_add(const char *dir)
{
    if (leftover[0] == NULL)
        watch();
    leftover[leftover[0] ? 1 : 0] = dir;
}

void
bs_leftover_remove(const char *dir)
{
    remove_directory(dir);
    leftover[leftover[1] == dir ? 1 : 0] = NULL;
    if (leftover[0] == NULL)
        unwatch();
}
