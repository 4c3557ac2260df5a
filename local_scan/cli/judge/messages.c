/* messages: from the paths of a command line to single messages. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "messages.h"

#include "crew.h"
#include "spool.h"
#include "terminal.h"
#include "walk.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

static struct {
    struct bs_walk walk; /* first: a visitor is handed its address */
    const struct bs_messages *of;
    char **argument; /* the one whose messages are taken */
    unsigned long messages;
    bool numbered;      /* only one message of a mailbox: `only`, counted from 1 */
    unsigned long only;
    unsigned long seen; /* the number of the last one read */
    bool any;           /* the argument has a message, or there was trouble with it */
    struct bs_messages_end end;
} run;

/* What tasks say. */
enum word { MESSAGE = 'm', REFUSED = 'r', TROUBLE = 't', NEXT_ARGUMENT = 'n' };

static void
trouble(const char *path, int problem)
{
    bs_crew_say(TROUBLE);
    bs_mailbox_complain(path, problem);
}

static void
failed(struct bs_walk *walk, const char *path, int problem)
{
    (void)walk;
    bs_crew_catch_up();
    trouble(path, problem);
}

/* Ends the command if standard output is full or gone, because to go on would be pointless. */
static bool
flush(void)
{
    int problem = bs_terminal_flush(false);

    run.walk.stop |= problem != 0;
    run.end.trouble |= problem != 0 && problem != EPIPE;
    return problem == 0;
}

static void
take(const char *path)
{
    if (run.of->take(path))
        bs_crew_say(REFUSED);
    bs_crew_say(MESSAGE);
    flush();
    bs_terminal_progress(run.messages, "messages", path);
}

/* If a message was delivered since the directory was read, that is not an error. */
static int
visit_spool(struct bs_mailbox *box, const char *path, int flags)
{
    if (bs_spool_file(path) == BS_SPOOL_PART)
        return 0;
    int problem = bs_spool_read(box, path, flags, run.of->mail);
    if (problem == 0)
        take(path);
    else if (problem != ENOENT)
        trouble(path, problem);
    return 0;
}

static int
visit_part(const char *path, int flags, const struct bs_mailbox_part *part)
{
    static struct bs_mailbox box;
    int more = 1;

    if (bs_spool_file(path) != BS_SPOOL_NONE)
        return visit_spool(&box, path, flags);
    int problem = bs_mailbox_open_part(&box, path, flags, part);
    if (problem == EISDIR && strcmp(path, "-") != 0)
        return EISDIR;
    if (problem != 0) {
        trouble(path, problem);
        return 0;
    }
    while (!run.walk.stop && (more = bs_mailbox_next(&box, run.of->mail)) > 0) {
        run.seen = run.of->mail->index + 1;
        if (!run.numbered || run.seen == run.only)
            take(path);
    }
    if (more < 0)
        trouble(path, errno);
    bs_mailbox_close(&box);
    return 0;
}

static int
visit(const char *path, int flags)
{
    return visit_part(path, flags, &(struct bs_mailbox_part){.to = 0});
}

#define END_OF_ARGUMENT (-1) /* in place of flags */

static void
work(const struct bs_task *task)
{
    if (task->flags == END_OF_ARGUMENT)
        bs_crew_say(NEXT_ARGUMENT);
    else
        visit_part(task->path, task->flags, &task->part);
}

/* Parts of this size are long enough for a block of tasks. */
#define PART_MESSAGES 64
#define PART_OCTETS   (512u * 1024)

/* False: it is not an mbox, or cannot be opened. */
static bool
split(const char *path, int flags)
{
    static struct bs_mailbox box; /* that of visit_part may be needed meanwhile */
    struct bs_task task = {.path = path, .flags = flags};

    if (!bs_mailbox_is_mbox(path, flags) || bs_mailbox_open(&box, path, flags) != 0)
        return false;
    while (!run.walk.stop && bs_mailbox_split(&box, PART_MESSAGES, PART_OCTETS, &task.part))
        bs_crew_add(&task, PART_OCTETS);
    bs_mailbox_close(&box);
    return true;
}

/* Regular files are for the crew. What else there is, this process judges when its turn comes. */
static int
find(struct bs_walk *walk, const char *path, int flags)
{
    struct stat st = {.st_mode = 0};

    (void)walk;
    if (!bs_crew_is_several())
        return visit(path, flags);
    if (strcmp(path, "-") != 0)
        ((flags & O_NOFOLLOW) ? lstat : stat)(path, &st);
    if (S_ISDIR(st.st_mode))
        return EISDIR;
    if (!S_ISREG(st.st_mode) || run.numbered) {
        bs_crew_catch_up();
        return visit(path, flags);
    }
    if (st.st_size <= PART_OCTETS || !split(path, flags))
        bs_crew_add(&(struct bs_task){.path = path, .flags = flags}, (size_t)st.st_size);
    return 0;
}

static void
complain_empty(const char *path)
{
    run.end.trouble |= run.numbered || run.of->needed;
    if (run.numbered)
        bs_mailbox_complain_number(path, run.only, run.seen);
    else if (!run.of->silent)
        bs_mailbox_complain(path, 0);
}

static void
hear(char word, const char *path)
{
    run.any |= word == MESSAGE || word == TROUBLE;
    run.messages += word == MESSAGE;
    run.end.refused |= word == REFUSED;
    run.end.lost |= word == BS_CREW_LOST;
    run.end.trouble |= word == TROUBLE || run.end.lost;
    run.walk.stop |= run.end.lost;
    if (word == NEXT_ARGUMENT) {
        if (!run.any && !run.walk.stop)
            complain_empty(*run.argument);
        run.argument++;
        run.any = false;
    }
    if (path)
        bs_terminal_progress(run.messages, "messages", path);
}

/* The crew never knows of a number: what is in an argument with one, this process takes. */
static void
take_argument(char *path)
{
    bool numbered = bs_mailbox_number(path, &run.only);

    if (numbered)
        bs_crew_catch_up();
    run.numbered = numbered;
    run.seen = 0;
    bs_walk_path(&run.walk, path);
    if (numbered)
        bs_crew_say(NEXT_ARGUMENT);
    else
        bs_crew_add(&(struct bs_task){.path = path, .flags = END_OF_ARGUMENT}, 0);
    run.numbered = false;
}

struct bs_messages_end
bs_messages_take(const struct bs_messages *messages, int count, char **path)
{
    static const struct bs_crew crew = {.work = work, .hear = hear, .wrote = flush};

    run.of = messages;
    run.walk.file = find;
    run.walk.failed = failed;
    run.argument = path;
    bs_crew_start(&crew, messages->crew);
    for (int i = 0; i < count && !run.walk.stop; i++)
        take_argument(path[i]);
    bs_crew_catch_up();
    bs_crew_end();
    bs_terminal_clear();
    return run.end;
}
