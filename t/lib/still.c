/* still: the clock that waiting moves.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "still.h"

#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define HANG_MS 120000 /* an answer that never comes */

#define LIBC __attribute__((visibility("default")))

static bool still;
static unsigned live; /* the port */
static int due;       /* answers on their way from there */
static long long now_ms;

/* From the present on, and never before it: a cache takes no answer from the
 * future. */
void
bs_still_start(unsigned port)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    now_ms = (long long)t.tv_sec * 1000 + t.tv_nsec / 1000000 + 1;
    still = true;
    live = port;
}

static bool
is_live(int fd)
{
    struct sockaddr_in peer = {0};
    socklen_t n = sizeof peer;
    int type = 0;
    socklen_t type_n = sizeof type;

    return getpeername(fd, (struct sockaddr *)&peer, &n) == 0 && peer.sin_family == AF_INET &&
           ntohs(peer.sin_port) == live &&
           getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &type_n) == 0 && type == SOCK_DGRAM;
}

static void
count(int fd, long done, int step)
{
    if (still && done > 0 && is_live(fd))
        due += step;
}

LIBC int
clock_gettime(clockid_t which, struct timespec *t)
{
    if (!still)
        return (int)syscall(SYS_clock_gettime, which, t);
    *t = (struct timespec){.tv_sec = now_ms / 1000, .tv_nsec = now_ms % 1000 * 1000000};
    return 0;
}

static int
really_poll(struct pollfd *fds, nfds_t n, int ms)
{
    struct timespec wait = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L};

    return (int)syscall(SYS_ppoll, fds, n, ms < 0 ? NULL : &wait, NULL, 0);
}

LIBC int
poll(struct pollfd *fds, nfds_t n, int ms)
{
    int ready = really_poll(fds, n, !still ? ms : due > 0 ? HANG_MS : 0);

    if (still && ready == 0)
        now_ms += ms;
    return ready;
}

LIBC ssize_t
sendto(int fd, const void *octets, size_t n, int flags, const struct sockaddr *to, socklen_t to_n)
{
    long sent = syscall(SYS_sendto, fd, octets, n, flags, to, to_n);

    count(fd, sent, 1);
    return sent;
}

LIBC ssize_t
send(int fd, const void *octets, size_t n, int flags)
{
    return sendto(fd, octets, n, flags, NULL, 0);
}

LIBC ssize_t
recvfrom(int fd, void *restrict octets, size_t n, int flags, struct sockaddr *restrict from,
         socklen_t *restrict from_n)
{
    long got = syscall(SYS_recvfrom, fd, octets, n, flags, from, from_n);

    count(fd, got, -1);
    return got;
}

LIBC ssize_t
recv(int fd, void *octets, size_t n, int flags)
{
    return recvfrom(fd, octets, n, flags, NULL, NULL);
}

/* What the same calls become if the caller is compiled with _FORTIFY_SOURCE, as all of
 * ours are; it can end a program that overruns its buffer. */
LIBC int __poll_chk(struct pollfd *fds, nfds_t n, int ms, size_t size);
LIBC ssize_t __recv_chk(int fd, void *octets, size_t n, size_t size, int flags);
LIBC ssize_t __recvfrom_chk(int fd, void *restrict octets, size_t n, size_t size, int flags,
                            struct sockaddr *restrict from, socklen_t *restrict from_n);

int
__poll_chk(struct pollfd *fds, nfds_t n, int ms, size_t size)
{
    if (n > size / sizeof *fds)
        abort();
    return poll(fds, n, ms);
}

ssize_t
__recv_chk(int fd, void *octets, size_t n, size_t size, int flags)
{
    return __recvfrom_chk(fd, octets, n, size, flags, NULL, NULL);
}

ssize_t
__recvfrom_chk(int fd, void *restrict octets, size_t n, size_t size, int flags,
               struct sockaddr *restrict from, socklen_t *restrict from_n)
{
    if (n > size)
        abort();
    return recvfrom(fd, octets, n, flags, from, from_n);
}
