/* fork: a local_scan() that does nothing but fork a child, which exits, and wait for it: what
 * a child costs in Exim's process on this machine (t/bench/bench-whole). MAJOR and MINOR are
 * those of the plugin interface of this Exim. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <sys/wait.h>
#include <signal.h>
#include <unistd.h>

int local_scan(int fd, unsigned char **text);
int local_scan_version_major(void);
int local_scan_version_minor(void);

int
local_scan_version_major(void)
{
    return MAJOR;
}

int
local_scan_version_minor(void)
{
    return MINOR;
}

int
local_scan(int fd, unsigned char **text)
{
    struct sigaction plain = {.sa_handler = SIG_DFL}, before;

    (void)fd, (void)text;
    sigaction(SIGCHLD, &plain, &before);
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    if (child > 0)
        waitpid(child, NULL, 0);
    sigaction(SIGCHLD, &before, NULL);
    return 0; /* LOCAL_SCAN_ACCEPT */
}
