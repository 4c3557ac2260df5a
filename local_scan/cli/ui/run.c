/* run: runs other programs, with a time limit, and collects their output. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run.h"

#include "clock.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define OUTPUT_MAX (1024 * 1024) /* the rest is not read */

static char nothing[] = "";
static volatile pid_t running; /* the group, or 0 */

/* `descriptors` become 0, 1 and 2. */
static int
spawn(pid_t *child_r, const char *const *argv, const int descriptors[3])
{
    static char *const environment[] = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;

    sigemptyset(&none);
    sigfillset(&all);
    posix_spawn_file_actions_init(&actions);
    for (int i = 0; i < 3; i++)
        posix_spawn_file_actions_adddup2(&actions, descriptors[i], i);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
                                              POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    int problem =
        posix_spawnp(child_r, argv[0], &actions, &attributes, (char *const *)argv, environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return problem;
}

static int
shell_status(int status)
{
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* Its status, as in the shell. */
static int
reap(pid_t child)
{
    int status = 0;

    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return BS_RUN_NO_START;
    return shell_status(status);
}

static int
wait_for(pid_t child, unsigned seconds)
{
    const struct timespec pause = {0, 2 * 1000 * 1000};
    long long end = bs_clock_ms() + 1000LL * seconds;
    int status;

    while (waitpid(child, &status, WNOHANG) == 0) {
        if (bs_clock_ms() >= end) {
            kill(-child, SIGKILL);
            reap(child);
            return BS_RUN_TOO_LONG;
        }
        nanosleep(&pause, NULL);
    }
    return shell_status(status);
}

/* Input and output are files in memory: neither side can block the other. */
static int
open_input(const char *input)
{
    if (input == NULL)
        return open("/dev/null", O_RDWR | O_CLOEXEC);
    int fd = memfd_create("input", MFD_CLOEXEC);
    size_t n = strlen(input);
    if (fd >= 0 && (write(fd, input, n) != (ssize_t)n || lseek(fd, 0, SEEK_SET) != 0)) {
        close(fd);
        return -1;
    }
    return fd;
}

static char *
take_output(int fd)
{
    struct stat st;

    if (fd < 0 || fstat(fd, &st) < 0)
        return nothing;
    size_t n = st.st_size > OUTPUT_MAX ? OUTPUT_MAX : (size_t)st.st_size;
    char *text = malloc(n + 1);
    ssize_t got = text ? pread(fd, text, n, 0) : -1;
    if (got < 0) {
        free(text);
        return nothing;
    }
    text[got] = '\0';
    return text;
}

static void
close_all(const int descriptors[3])
{
    for (int i = 0; i < 3; i++)
        if (descriptors[i] >= 0)
            close(descriptors[i]);
}

int
bs_run(struct bs_run *run)
{
    int fd[3] = {open_input(run->input), memfd_create("out", MFD_CLOEXEC),
                 memfd_create("err", MFD_CLOEXEC)};
    pid_t child;

    run->status = BS_RUN_NO_START;
    if (fd[0] >= 0 && fd[1] >= 0 && fd[2] >= 0 && spawn(&child, run->argv, fd) == 0) {
        running = child;
        run->status = wait_for(child, run->seconds);
        running = 0;
    }
    run->out = take_output(fd[1]);
    run->err = take_output(fd[2]);
    close_all(fd);
    return run->status;
}

void
bs_run_kill(void)
{
    if (running > 0)
        kill(-running, SIGKILL);
}

void
bs_run_free(struct bs_run *run)
{
    if (run->out != nothing)
        free(run->out);
    if (run->err != nothing)
        free(run->err);
    run->out = run->err = nothing;
}

/* "error in line 5 of FILE:", with the error on the next line: joined into one. */
static char *
first_line(char *text)
{
    text += strspn(text, " \t\r\n");
    char *end = text + strcspn(text, "\r\n");
    while (end > text && end[-1] == ':' && *end) {
        size_t gap = strspn(end, " \t\r\n");
        memset(end, ' ', gap);
        end += strcspn(end, "\r\n");
    }
    *end = '\0';
    return text;
}

const char *
bs_run_said(struct bs_run *run)
{
    if (run->status == BS_RUN_TOO_LONG)
        return "it takes too long";
    if (run->status == BS_RUN_NO_START)
        return "it cannot be run";
    const char *line = first_line(run->err);
    line = *line ? line : first_line(run->out);
    return *line ? line : "it does not say why";
}
