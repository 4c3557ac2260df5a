/* inject: makes the plugin's child fail on demand, before anything is judged, for
 * t/plugin/71-failures.t, or afterwards, for 75-outside.t; or its parent find no body, for
 * 73-scanner.t. The message says which fault it wants, in a field X-Fault. Linked into a plugin of its own, never into the product.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "field.h"
#include "message.h"
#include "spooled.h"
#include "weigh.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define BODY 0
#define PIPE 1 /* what the child's answer goes to */

static void
crash(void)
{
    raise(SIGSEGV);
}

static void
divide(void)
{
    raise(SIGFPE);
}

static void
leave(void)
{
    exit(0);
}

static void
spin(void)
{
    for (volatile bool ever = true; ever;)
        ;
}

static void
wait_for_ever(void)
{
    for (;;)
        pause();
}

/* Takes all that it can get; then the judgement must still work. The limit is one of
 * address space, so touching one page of every block is enough: to touch half a
 * gigabyte takes longer than the deadline on a machine that is slow or busy. */
static void
eat_memory(void)
{
    char *block;

    while ((block = malloc(1 << 20)) != NULL)
        *(volatile char *)block = 1;
}

static void
eat_memory_and_crash(void)
{
    eat_memory();
    abort();
}

static int
recurse(volatile char *above)
{
    volatile char here[4096];

    here[0] = above[0];
    return recurse(here) + here[0];
}

static void
overflow_stack(void)
{
    volatile char top[1] = {0};

    _exit(recurse(top));
}

static void
write_pipe(const char *octets, size_t n)
{
    ssize_t sent = write(PIPE, octets, n);

    (void)sent;
}

static void
send_garbage(void)
{
    char garbage[200];

    memset(garbage, 0xa5, sizeof garbage);
    write_pipe(garbage, sizeof garbage);
    _exit(0);
}

/* Magic, version, and a length of which only half comes. */
static void
send_half(void)
{
    write_pipe("Bskp\0\0\0\1\0\0\0\x40\1\2\3\4........", 24);
    _exit(0);
}

static void
send_half_and_wait(void)
{
    write_pipe("Bskp\0\0\0\1\0\0\0\x40\1\2\3\4........", 24);
    wait_for_ever();
}

static void
send_wrong_sum(void)
{
    write_pipe("Bskp\0\0\0\1\0\0\0\x18\1\2\3\4........", 24);
    _exit(0);
}

static void
flood(void)
{
    static char octets[4096];

    for (;;)
        write_pipe(octets, sizeof octets);
}

static void
close_pipe(void)
{
    close(PIPE);
    _exit(0);
}

static void
close_pipe_and_wait(void)
{
    close(PIPE);
    wait_for_ever();
}

static void
stop_itself(void)
{
    raise(SIGSTOP);
}

/* Into every descriptor but the pipe: the client must see nothing of it, nor
 * the spooled body, which Exim has open for writing. */
static void
shout(void)
{
    signal(SIGXFSZ, SIG_IGN);
    for (int fd = 0; fd < 1024; fd++) {
        ssize_t sent = fd == PIPE ? 0 : write(fd, "500 shout\r\n", 11);
        (void)sent;
    }
    abort();
}

/* A limit of file size does not keep anyone from writing by a map. */
static void
map_body(void)
{
    char *body = mmap(NULL, 100, PROT_READ | PROT_WRITE, MAP_SHARED, BODY, 0);

    if (body != MAP_FAILED)
        memset(body, 'x', 100);
}

/* What Exim handles itself must end the child, not run Exim's handler. */
static void
terminate(void)
{
    raise(SIGTERM);
}

/* All of this fails in a confined child; otherwise nothing is judged. */
static void
escape(void)
{
    static const char made[] = "/var/tmp/backstop-escape";

    if (open(made, O_WRONLY | O_CREAT | O_CLOEXEC, 0600) >= 0 || mkdir(made, 0700) == 0 ||
        symlink("/", made) == 0)
        remove(made);
    else if (execl("/bin/true", "true", (char *)NULL) < 0)
        return;
    _exit(0);
}

#if (defined __x86_64__ || defined __aarch64__) && !defined __SANITIZE_ADDRESS__
/* The kernel sends signals to the owner of a descriptor, at the sender's choice. */
static bool
sets_owner(int fd, pid_t owner)
{
    return fcntl(fd, F_SETOWN, owner) == 0 || fcntl(fd, F_SETSIG, SIGKILL) == 0 ||
           ioctl(fd, FIOSETOWN, &owner) == 0 || ioctl(fd, SIOCSPGRP, &owner) == 0;
}

/* So does this, if calls are filtered (plugin/callfilter.h). */
static void
reach_out(void)
{
    char octet;
    struct iovec mine = {&octet, 1}, theirs = {(void *)reach_out, 1};

    if (kill(getppid(), 0) == 0 || process_vm_readv(getppid(), &mine, 1, &theirs, 1, 0) >= 0 ||
        socket(AF_UNIX, SOCK_STREAM, 0) >= 0 || fork() >= 0)
        _exit(0);
    int asked = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (asked < 0 || sets_owner(asked, getppid()) || close(asked) != 0)
        _exit(0);
}
#else
static void
reach_out(void)
{
}
#endif

/* When country and network are looked up. */
static void (*at_place)(void);

static void
crash_at_place(void)
{
    at_place = crash;
}

static void
wait_at_place(void)
{
    at_place = wait_for_ever;
}

static const struct {
    const char *name;
    void (*run)(void);
} fault[] = {
    {"segv", crash},
    {"fpe", divide},
    {"abort", abort},
    {"exit", leave},
    {"spin", spin},
    {"wait", wait_for_ever},
    {"memory", eat_memory},
    {"memory-abort", eat_memory_and_crash},
    {"stack", overflow_stack},
    {"garbage", send_garbage},
    {"half", send_half},
    {"half-wait", send_half_and_wait},
    {"sum", send_wrong_sum},
    {"flood", flood},
    {"close", close_pipe},
    {"close-wait", close_pipe_and_wait},
    {"stop", stop_itself},
    {"shout", shout},
    {"map", map_body},
    {"term", terminate},
    {"escape", escape},
    {"reach", reach_out},
    {"place-segv", crash_at_place},
    {"place-wait", wait_at_place},
};

static void
run_fault(struct bs_span header)
{
    struct bs_span wanted = bs_field_get(header, "X-Fault");

    for (size_t i = 0; i < sizeof fault / sizeof *fault; i++)
        if (bs_span_is(wanted, fault[i].name))
            fault[i].run();
}

/* The linker puts this in place of bs_verdict_read (--wrap). */
void __real_bs_verdict_read(struct bs_verdict *verdict_r, const struct bs_message *message,
                            struct bs_scratch *scratch, bool names);
void __wrap_bs_verdict_read(struct bs_verdict *verdict_r, const struct bs_message *message,
                            struct bs_scratch *scratch, bool names);

void
__wrap_bs_verdict_read(struct bs_verdict *verdict_r, const struct bs_message *message,
                       struct bs_scratch *scratch, bool names)
{
    run_fault(message->header);
    __real_bs_verdict_read(verdict_r, message, scratch, names);
}

/* The first call asks, and the next one has the answers. */
void __real_bs_weigh_place(struct bs_verdict *verdict, struct bs_inquiry *inquiry);
void __wrap_bs_weigh_place(struct bs_verdict *verdict, struct bs_inquiry *inquiry);

void
__wrap_bs_weigh_place(struct bs_verdict *verdict, struct bs_inquiry *inquiry)
{
    static unsigned calls;

    if (at_place && calls++ > 0)
        at_place();
    __real_bs_weigh_place(verdict, inquiry);
}

/* In the DATA ACL. */
int __real_bs_spooled_open(struct bs_span id);
int __wrap_bs_spooled_open(struct bs_span id);

int
__wrap_bs_spooled_open(struct bs_span id)
{
    bool unread = bs_span_is(bs_field_get(bs_message_header(), "X-Fault"), "unread");

    return unread ? -1 : __real_bs_spooled_open(id);
}
