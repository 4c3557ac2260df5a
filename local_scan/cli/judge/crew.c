/* crew: several processes do one list of tasks, and write as one process would. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "crew.h"

#include "asker.h"
#include "terminal.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORKERS 8

/* A block is full with so many tasks, or so much to read: then 64 messages of usual size take about
 * a millisecond. */
#define TASKS  64
#define WEIGHT (512 * 1024)
#define TEXT   (16 * 1024) /* octets of paths */

/* Blocks that a process may be ahead of what is passed on. */
#define AHEAD 16

/* With fewer blocks, starting processes takes longer than it saves. Two processes have room for
 * them. */
#define WORTH 8

/* Ends a block. In the output, each word follows a NUL. */
#define DONE 'e'

struct block {
    unsigned tasks;
    unsigned at; /* the task that is being done */
    size_t weight, used;
    struct bs_task task[TASKS];
    char text[TEXT];
};

struct worker {
    pid_t pid;
    int fd; /* gets an octet for each block to be done, and gives what the process writes */
    size_t at, end;
    char text[16 * 1024];
};

static struct {
    const struct bs_crew *of;
    unsigned size;                /* processes that work; 1: this one */
    bool alone;                   /* memory cannot be shared */
    bool hired, working, stopped; /* the others run; this is one of them; nothing more is done */
    struct block *block;          /* a ring, shared */
    unsigned blocks;
    unsigned long filled, copied; /* blocks so far */
    struct worker worker[WORKERS];
} crew;

void *
bs_crew_share(void *own, size_t size)
{
    void *shared = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    crew.alone |= shared == MAP_FAILED;
    return shared == MAP_FAILED ? own : shared;
}

static unsigned
processors(void)
{
    cpu_set_t set;

    if (sched_getaffinity(0, sizeof set, &set) != 0)
        return 1;
    return CPU_COUNT(&set) < WORKERS ? (unsigned)CPU_COUNT(&set) : WORKERS;
}

void
bs_crew_start(const struct bs_crew *of, bool several)
{
    unsigned size = several && !crew.alone ? processors() : 1;

    crew.of = of;
    crew.blocks = size * AHEAD;
    if (size > 1)
        crew.block = bs_crew_share(NULL, crew.blocks * sizeof *crew.block);
    crew.size = crew.block ? size : 1;
}

bool
bs_crew_is_several(void)
{
    return crew.size > 1;
}

static struct block *
block_of(unsigned long number)
{
    return &crew.block[number % crew.blocks];
}

static void
do_block(struct block *block)
{
    for (block->at = 0; block->at < block->tasks; block->at++)
        crew.of->work(&block->task[block->at]); /* bounds: at < tasks <= TASKS */
}

/* --- in a process of the crew ------------------------------------------------ */

void
bs_crew_say(char word)
{
    if (!crew.working) {
        crew.of->hear(word, NULL);
        return;
    }
    putchar('\0');
    putchar(word);
}

static _Noreturn void
serve(unsigned me, int fd)
{
    unsigned long number = crew.copied;
    char octet;

    while (number % crew.size != me)
        number++;
    for (; read(fd, &octet, 1) == 1; number += crew.size) {
        do_block(block_of(number));
        bs_crew_say(DONE);
        bs_terminal_flush(true);
    }
    _exit(0);
}

static _Noreturn void
join(unsigned me, int fd, pid_t parent)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent || dup2(fd, STDOUT_FILENO) < 0)
        _exit(1);
    for (unsigned i = 0; i <= me; i++)
        close(crew.worker[i].fd); /* so that the end of this process ends the others */
    crew.working = true;
    bs_terminal_relay();
    bs_asker_end(); /* its sockets belong to one process */
    serve(me, fd);
}

/* --- in the process that adds ------------------------------------------------ */

static void
dismiss(void)
{
    for (unsigned i = 0; i < WORKERS && crew.worker[i].pid > 0; i++) {
        close(crew.worker[i].fd);
        if (crew.stopped)
            kill(crew.worker[i].pid, SIGKILL);
        while (waitpid(crew.worker[i].pid, NULL, 0) < 0 && errno == EINTR)
            continue;
        crew.worker[i].pid = 0;
    }
}

static bool
hire_one(unsigned me)
{
    struct worker *worker = &crew.worker[me];
    pid_t parent = getpid();
    int fd[2];

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fd) != 0)
        return false;
    worker->fd = fd[0];
    worker->pid = fork();
    if (worker->pid == 0)
        join(me, fd[1], parent);
    close(fd[1]);
    if (worker->pid < 0)
        close(fd[0]);
    return worker->pid > 0;
}

static void
post(unsigned long number)
{
    ssize_t sent = write(crew.worker[number % crew.size].fd, "", 1);

    (void)sent; /* if that process is gone, its output shows it */
}

static void
do_all(void)
{
    for (; crew.copied < crew.filled; crew.copied++)
        if (!crew.stopped)
            do_block(block_of(crew.copied));
}

static void
hire(void)
{
    bool fine = true;

    fflush(stdout); /* or each process would write it */
    for (unsigned i = 0; i < crew.size && fine; i++)
        fine = hire_one(i);
    crew.hired = fine;
    if (!fine) {
        dismiss();
        do_all();
        crew.size = 1;
    }
    for (unsigned long i = crew.copied; i < crew.filled; i++)
        post(i);
}

static void
stop(void)
{
    crew.stopped = true;
    dismiss();
}

/* WNOWAIT: dismiss waits for it. */
static void
lose(struct worker *dead, const char *path)
{
    char reason[120];
    siginfo_t how = {.si_code = 0};

    kill(dead->pid, SIGKILL);
    waitid(P_PID, (id_t)dead->pid, &how, WEXITED | WNOWAIT);
    snprintf(reason, sizeof reason, "the process that judged it has ended (%s)",
             how.si_code == CLD_EXITED ? "by itself" : strsignal(how.si_status));
    bs_terminal_complain(path, reason,
                         "scan this file and those after it again; if that fails too, report it");
    crew.of->hear(BS_CREW_LOST, path);
    stop();
}

static bool
refill(struct worker *from)
{
    ssize_t n;

    do
        n = read(from->fd, from->text, sizeof from->text);
    while (n < 0 && errno == EINTR);
    from->at = 0;
    from->end = n > 0 ? (size_t)n : 0;
    return n > 0;
}

/* Passes on what comes before the next word, and returns that; 0: the process has ended, or the
 * output. */
static char
pass_on(struct worker *from, bool complaint)
{
    const char *nul = NULL;

    while (nul == NULL && (from->at < from->end || refill(from))) {
        const char *text = from->text + from->at;
        size_t n = from->end - from->at;

        nul = memchr(text, '\0', n);
        n = nul ? (size_t)(nul - text) : n;
        bs_terminal_pass(text, n, complaint);
        from->at += n + (nul != NULL);
        if (!crew.of->wrote())
            return 0;
    }
    return nul && (from->at < from->end || refill(from)) ? from->text[from->at++] : '\0';
}

/* What a process is at. After its last task, it may still be writing. */
static const char *
path_of(const struct block *block)
{
    unsigned at = block->at;

    return block->task[at < block->tasks ? at : block->tasks - 1].path; /* bounds: tasks > 0 */
}

static void
copy_block(void)
{
    struct worker *from = &crew.worker[crew.copied % crew.size];
    struct block *block = block_of(crew.copied);
    bool complaint = false;
    char word;

    while ((word = pass_on(from, complaint)) != DONE && word != 0) {
        complaint = word == BS_TERMINAL_COMPLAINT;
        if (!complaint && word != BS_TERMINAL_OUTPUT)
            crew.of->hear(word, path_of(block));
    }
    crew.copied++;
    if (word == 0 && !crew.of->wrote())
        stop();
    else if (word == 0)
        lose(from, path_of(block));
}

static void
close_block(void)
{
    crew.filled++;
    if (crew.hired)
        post(crew.filled - 1);
    else if (crew.filled - crew.copied == WORTH)
        hire();
    if (crew.filled - crew.copied == crew.blocks)
        copy_block();
    struct block *next = block_of(crew.filled);
    next->tasks = next->at = 0;
    next->weight = next->used = 0;
}

void
bs_crew_add(const struct bs_task *task, size_t weight)
{
    size_t length = strlen(task->path) + 1;
    struct block *block = block_of(crew.filled);

    if (crew.size > 1 && block->used + length > TEXT) {
        close_block();
        block = block_of(crew.filled);
    }
    if (crew.size == 1)
        crew.of->work(task);
    if (crew.size == 1 || crew.stopped)
        return;
    char *path = memcpy(block->text + block->used, task->path, length); /* bounds: above */
    block->task[block->tasks] = *task;
    block->task[block->tasks++].path = path;
    block->used += length;
    block->weight += weight;
    if (block->tasks == TASKS || block->weight >= WEIGHT)
        close_block();
}

void
bs_crew_catch_up(void)
{
    if (crew.size > 1 && !crew.stopped && block_of(crew.filled)->tasks > 0)
        close_block();
    if (!crew.hired)
        do_all();
    while (crew.copied < crew.filled && !crew.stopped)
        copy_block();
}

void
bs_crew_end(void)
{
    dismiss();
}
