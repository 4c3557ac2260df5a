/* reach: can a user of this host connect to a port of another one? */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reach.h"

#include <errno.h>
#include <grp.h>
#include <netdb.h>
#include <poll.h>
#include <pwd.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static bool
become(const char *user)
{
    const struct passwd *pw = getpwnam(user);

    return pw && initgroups(user, pw->pw_gid) == 0 && setgid(pw->pw_gid) == 0 &&
           setuid(pw->pw_uid) == 0;
}

static bool
wait_for(int fd, short what)
{
    struct pollfd poll_fd = {.fd = fd, .events = what};

    return poll(&poll_fd, 1, BS_REACH_SECONDS * 1000) > 0;
}

static bool
is_connected(int fd)
{
    int problem = 0;
    socklen_t size = sizeof problem;

    return wait_for(fd, POLLOUT) && getsockopt(fd, SOL_SOCKET, SO_ERROR, &problem, &size) == 0 &&
           problem == 0;
}

static bool
connect_to(const struct addrinfo *to)
{
    int fd = socket(to->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    char greeting[512];

    if (fd < 0 || (connect(fd, to->ai_addr, to->ai_addrlen) < 0 && errno != EINPROGRESS) ||
        !is_connected(fd))
        return false;
    if (wait_for(fd, POLLIN) && read(fd, greeting, sizeof greeting) > 0)
        (void)!write(fd, "QUIT\r\n", 6);
    return true; /* the child ends, and the socket with it */
}

static enum bs_reach
try(const char *user, const struct bs_ip *ip, unsigned port)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
                             .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV};
    struct addrinfo *to;
    char address[BS_IP_TEXT], service[12];

    bs_ip_text(ip, address);
    snprintf(service, sizeof service, "%u", port);
    if (getaddrinfo(address, service, &hints, &to) != 0 || !become(user))
        return BS_REACH_UNKNOWN;
    return connect_to(to) ? BS_REACH_YES : BS_REACH_NO;
}

enum bs_reach
bs_reach_as(const char *user, const struct bs_ip *ip, unsigned port)
{
    int status;
    pid_t pid = fork();

    if (pid == 0)
        _exit(try(user, ip, port));
    if (pid < 0 || waitpid(pid, &status, 0) < 0 || !WIFEXITED(status))
        return BS_REACH_UNKNOWN;
    return WEXITSTATUS(status) <= BS_REACH_YES ? (enum bs_reach)WEXITSTATUS(status)
                                               : BS_REACH_UNKNOWN;
}
