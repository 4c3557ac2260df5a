/* child: a forked process with limits, and the wait for its answer. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "child.h"

#include "clock.h"
#include "confine.h"
#include "frame.h"

#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Exim itself maps up to 120 MiB, mostly libraries, and a database of cities
 * has as much; the work needs under one. */
#define MAX_MEMORY (512ul * 1024 * 1024)

/* After SIGKILL a process can only outlive this in an uninterruptible wait for
 * a disk or NFS server. Then it is abandoned rather than waited for. */
#define REAP_MS 200

static unsigned char answer[BS_FRAME_MAX];
static size_t answered; /* octets of it */

const char *
bs_child_end_name(enum bs_child_end end)
{
    static const char *const name[] = {
        [BS_CHILD_DONE] = "done",
        [BS_CHILD_NONE] = "no_process",
        [BS_CHILD_SIGNAL] = "crashed",
        [BS_CHILD_TIMEOUT] = "timed_out",
        [BS_CHILD_SILENT] = "sent_nothing_valid",
    };

    return name[end];
}

/* --- in the child ------------------------------------------------------- */

/* Kernels before 5.9 have no close_range. */
static void
close_from(int first)
{
    struct rlimit limit;

    if (close_range((unsigned)first, ~0u, 0) == 0)
        return;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur > 65536)
        limit.rlim_cur = 65536;
    for (int fd = first; fd < (int)limit.rlim_cur; fd++)
        close(fd);
}

/* Exim has the body open for writing, and delivers what is in it. The same descriptor, if the
 * system does not open it a second time. */
static int
open_to_read(int body)
{
    char path[32];
    struct bs_text t = bs_text_in(path, sizeof path);

    bs_text_put(&t, "/proc/self/fd/");
    bs_text_number(&t, (unsigned long long)body);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    return fd >= 0 && lseek(fd, lseek(body, 0, SEEK_CUR), SEEK_SET) >= 0 ? fd : body;
}

/* 0 the body, if there is one, 1 the parent, 2 nothing. With `exim4 -bs` all three
 * may have been the client, who must not read what libc says when it aborts. */
static bool
arrange_files(int body, int out)
{
    int nothing = open("/dev/null", O_RDWR);
    int high_body = fcntl(body < 0 ? nothing : open_to_read(body), F_DUPFD, 3);
    int high_out = fcntl(out, F_DUPFD, 3);

    if (dup2(high_body, 0) < 0 || dup2(high_out, 1) < 0)
        return false;
    if (nothing >= 0)
        dup2(nothing, 2);
    else
        close(2);
    close_from(3);
    return true;
}

/* Only what ends the child comes through, by its default; all others, of which Exim handles
 * some, stay blocked, as they were before the fork. To ask for or to set what each of 64 does
 * was half of all system calls of a child. */
static void
reset_signals(void)
{
    static const int fatal[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL,  SIGABRT, SIGSYS,
                                SIGTRAP, SIGALRM, SIGXCPU, SIGTERM, SIGINT, SIGQUIT};
    struct sigaction plain = {.sa_handler = SIG_DFL};
    sigset_t blocked;

    sigfillset(&blocked);
    for (size_t i = 0; i < BS_COUNT(fatal); i++) {
        sigaction(fatal[i], &plain, NULL);
        sigdelset(&blocked, fatal[i]);
    }
    sigprocmask(SIG_SETMASK, &blocked, NULL);
}

/* A database that the parent asks may take as long (acl/memory). */
#define ASKED_SECONDS 4

/* The parent kills a child that is late; the alarm and the death signal are for
 * a child whose parent has gone. */
static void
limit_resources(unsigned patience)
{
    const struct {
        __rlimit_resource_t what;
        rlim_t limit;
    } row[] = {
        {RLIMIT_AS, MAX_MEMORY},
        /* in seconds */
        {RLIMIT_CPU, patience / 1000 + 1},
        /* a core file would hold mail */
        {RLIMIT_CORE, 0},
        /* Exim has the body open for writing */
        {RLIMIT_FSIZE, 0},
        /* policy files, databases, sockets to name servers */
        {RLIMIT_NOFILE, 32},
        {RLIMIT_NPROC, 0},
    };

    for (size_t i = 0; i < BS_COUNT(row); i++) {
        struct rlimit limit = {row[i].limit, row[i].limit};
        setrlimit(row[i].what, &limit);
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    alarm(patience / 1000 + 1 + ASKED_SECONDS);
}

static bool
send_all(struct bs_span bytes)
{
    while (bytes.n > 0) {
        ssize_t sent = write(1, bytes.p, bytes.n);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return false;
        bytes = bs_span_drop(bytes, (size_t)sent);
    }
    return true;
}

bool
bs_child_ask(struct bs_span question, void *answer_r, size_t size)
{
    unsigned char *to = answer_r;
    size_t n = 0;

    if (!send_all(question))
        return false;
    while (n < size) {
        ssize_t got = read(1, to + n, size - n); /* bounds: n < size */
        if (got == 0 || (got < 0 && errno != EINTR))
            return false;
        n += got > 0 ? (size_t)got : 0;
    }
    return true;
}

static _Noreturn void
be_child(int body, int out, unsigned patience, bs_work *work)
{
    reset_signals();
    if (!arrange_files(body, out))
        _exit(1);
    limit_resources(patience);
    bs_confine();
    size_t n = work(answer, sizeof answer);
    _exit(send_all(bs_span_of(answer, n)) ? 0 : 1);
}

/* --- in Exim's process -------------------------------------------------- */

/* All signals are blocked until the child has put away Exim's handlers of those that it lets
 * through: one of them would talk to the client in Exim's name. */
static pid_t
start(int body, const int end[2], unsigned patience, bs_work *work)
{
    sigset_t all, before;

    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &before);
    pid_t child = _Fork(); /* no thread of Exim's to wait for, and nothing of its libraries to do */
    if (child == 0)
        be_child(body, end[1], patience, work);
    int reason = errno;
    sigprocmask(SIG_SETMASK, &before, NULL);
    errno = reason;
    return child;
}

/* Exim's own alarm (local_scan_timeout, five minutes unless set) would end the
 * connection with 421, and the message with it, so it must not come first. */
static long
allowed_ms(unsigned patience)
{
    struct itimerval alarm_in;

    if (getitimer(ITIMER_REAL, &alarm_in) != 0 || !timerisset(&alarm_in.it_value))
        return (long)patience;
    long left = (long)alarm_in.it_value.tv_sec * 1000 + alarm_in.it_value.tv_usec / 1000;
    left -= left / 4;
    return left < (long)patience ? left : (long)patience;
}

/* Until a frame or the connection ends: how many octets came; *late_r when neither did
 * before the deadline. */
static size_t
receive_frame(int in, long long deadline, bool *late_r)
{
    size_t n = 0;

    while (n < sizeof answer && !bs_frame_ended(bs_span_of(answer, n))) {
        struct pollfd wait = {.fd = in, .events = POLLIN};
        long long left = deadline - bs_clock_ms();
        *late_r = left <= 0;
        if (*late_r)
            break;
        if (poll(&wait, 1, (int)left) <= 0)
            continue; /* EINTR, or the deadline */
        ssize_t got = read(in, answer + n, sizeof answer - n);
        if (got == 0 || (got < 0 && errno != EINTR))
            break;
        n += got > 0 ? (size_t)got : 0;
    }
    return n;
}

/* A child may ask so many times. The time that the answers take is not the child's. */
#define QUESTIONS 2

static size_t
receive(int in, unsigned patience, bs_asked *asked, bool *late_r)
{
    unsigned char reply[BS_CHILD_REPLY];
    long long deadline = bs_clock_ms() + allowed_ms(patience);
    size_t n = receive_frame(in, deadline, late_r);

    for (unsigned i = 0; i < QUESTIONS && asked && bs_frame_is_question(bs_span_of(answer, n));
         i++) {
        long long before = bs_clock_ms();
        size_t length = asked(bs_span_of(answer, n), reply, sizeof reply);
        long long longest = bs_clock_ms() + allowed_ms(patience);
        deadline += bs_clock_ms() - before;
        deadline = deadline < longest ? deadline : longest;
        /* short enough for the socket to take it at once */
        if (length == 0 || send(in, reply, length, MSG_NOSIGNAL | MSG_DONTWAIT) != (ssize_t)length)
            return 0;
        n = receive_frame(in, deadline, late_r);
    }
    return n;
}

/* Did it end in time? */
static bool
reap(pid_t child, int *status_r)
{
    const struct timespec pause = {.tv_nsec = 50000};
    long long deadline = bs_clock_ms() + REAP_MS;
    pid_t got;

    while ((got = waitpid(child, status_r, WNOHANG)) != child) {
        if ((got < 0 && errno != EINTR) || bs_clock_ms() > deadline)
            return false;
        nanosleep(&pause, NULL);
    }
    return true;
}

/* Its status, or 0 when it had to be killed. */
static int
end_child(pid_t child, bool at_once)
{
    int status = 0;

    if (!at_once && reap(child, &status))
        return status;
    kill(child, SIGKILL);
    reap(child, &status);
    return 0;
}

static struct bs_child
conclude(pid_t child, bool late)
{
    struct bs_child result = {.end = BS_CHILD_DONE};

    if (bs_frame_ended(bs_span_of(answer, answered))) {
        kill(child, SIGKILL); /* where it does not end by itself */
        return result;
    }
    int status = end_child(child, late);
    result.end = late ? BS_CHILD_TIMEOUT : BS_CHILD_SILENT;
    if (WIFSIGNALED(status)) {
        result.end = BS_CHILD_SIGNAL;
        result.detail = WTERMSIG(status);
    }
    return result;
}

static struct bs_child
run(int body, const int end[2], unsigned patience, bs_work *work, bs_asked *asked, pid_t *child_r)
{
    bool late = false;
    pid_t child = start(body, end, patience, work);

    *child_r = child;
    if (child < 0)
        return (struct bs_child){.end = BS_CHILD_NONE, .detail = errno};
    close(end[1]);
    answered = receive(end[0], patience, asked, &late);
    return conclude(child, late);
}

/* Exim ignores SIGCHLD, and then the kernel throws the status of every child
 * away: so not here. What ends meanwhile, as the delivery of an earlier message
 * may, is taken when that is over, and what ends later goes by itself again. So
 * a child that has answered is not waited for: taking its memory down takes a
 * fifth of its time. */
static void
restore_sigchld(const struct sigaction *before, pid_t child)
{
    int status;

    if (before->sa_handler != SIG_IGN && child > 0)
        reap(child, &status);
    sigaction(SIGCHLD, before, NULL);
    while (before->sa_handler == SIG_IGN && waitpid(-1, &status, WNOHANG) > 0)
        ;
}

struct bs_child
bs_child_run(int body, unsigned patience, bs_work *work, bs_asked *asked,
             struct bs_result *result_r)
{
    struct sigaction plain = {.sa_handler = SIG_DFL}, before;
    int end[2];
    pid_t child;

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, end) != 0)
        return (struct bs_child){.end = BS_CHILD_NONE, .detail = errno};
    sigaction(SIGCHLD, &plain, &before);
    struct bs_child result = run(body, end, patience, work, asked, &child);
    restore_sigchld(&before, child);
    close(end[0]);
    if (result.end == BS_CHILD_NONE)
        close(end[1]);
    if (result.end == BS_CHILD_DONE && !bs_frame_read(result_r, bs_span_of(answer, answered)))
        result.end = BS_CHILD_SILENT;
    return result;
}
