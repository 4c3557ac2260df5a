/* queue: messages in Exim's queue that a check in hold or drop has frozen. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "queue.h"

#include "paths.h"
#include "program.h"
#include "run.h"
#include "terminal.h"

#include "eximid.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEAD_MAX (64 * 1024) /* of a -H file: the variables come first */

static const char *given;

const struct bs_option bs_queue_options[] = {
    BS_GROUP(bs_block_options),
    BS_DIR("spool", &given, "Exim's spool (default: where Exim says it is)"),
    BS_END,
};

/* "-NAME VALUE", with a second hyphen, and "(…)" since Exim 4.98, if it is tainted; of an ACL
 * variable "-aclm NAME LENGTH", and the value on the next lines. */
struct option {
    struct bs_span name, words; /* what follows the name */
    struct bs_span value;       /* of an ACL variable */
};

/* The next line of those that begin with a hyphen. Only these are Exim's: a header field and the
 * value of a variable have a stranger's words, and could contain such lines. */
static bool
next_option(struct bs_span *rest, struct option *option_r)
{
    struct bs_span line;

    if (bs_span_at(*rest, 0) != '-' || !bs_span_next_line(rest, &line))
        return false;
    while (bs_span_at(line, 0) == '-')
        line = bs_span_drop(line, 1);
    if (bs_span_starts(line, "(") && bs_span_find(line, ')') < line.n)
        line = bs_span_drop(line, bs_span_find(line, ')') + 1);
    *option_r = (struct option){.name = bs_span_word(&line, " ")};
    option_r->words = bs_span_trim(line);
    if (!bs_span_starts(option_r->name, "acl"))
        return true;
    struct bs_span length = bs_span_drop(line, bs_span_behind(line, ' '));
    long n = bs_span_number(length, 9);
    option_r->value = bs_span_take(*rest, n < 0 ? 0 : (size_t)n);
    *rest = bs_span_drop(*rest, n < 0 ? 0 : (size_t)n + 1);
    return true;
}

/* The first four lines are the file's name; who handed it in; "<SENDER>"; "SECONDS WARNINGS". */
static struct bs_span
options_of(struct bs_span head)
{
    struct bs_span line;

    for (size_t i = 0; i < 4; i++)
        bs_span_next_line(&head, &line);
    return head;
}

struct bs_span
bs_queue_variable(struct bs_span head, const char *name)
{
    struct bs_span rest = options_of(head);
    struct option option;

    while (next_option(&rest, &option))
        if (bs_span_is(option.name, "aclm") && bs_span_is(bs_span_word(&option.words, " "), name))
            return bs_span_take(option.value, bs_span_find(option.value, '\n'));
    return bs_span_of(NULL, 0);
}

static bool
is_frozen(struct bs_span head)
{
    struct bs_span rest = options_of(head);
    struct option option;

    while (next_option(&rest, &option))
        if (bs_span_is(option.name, "frozen"))
            return true;
    return false;
}

/* "1xV2fz-0001O0-36-H" */
static bool
read_id(const char *name, char id_r[BS_QUEUE_ID])
{
    size_t n = strlen(name);
    struct bs_span id = bs_span_of(name, n > 2 ? n - 2 : 0);

    snprintf(id_r, BS_QUEUE_ID, "%.*s", (int)id.n, name);
    return bs_is_exim_id(id) && strcmp(name + id.n, "-H") == 0;
}

static void
copy(char *text_r, size_t size, struct bs_span value)
{
    snprintf(text_r, size, "%.*s", value.n < size ? (int)value.n : 0, (const char *)value.p);
}

static bool
read_envelope(struct bs_span head, struct bs_queued *message_r)
{
    struct bs_span rest = head, line[4], who;

    for (size_t i = 0; i < 4; i++)
        if (!bs_span_next_line(&rest, &line[i]))
            return false;
    message_r->received = (time_t)bs_span_seconds(bs_span_word(&line[3], " "));
    message_r->null = bs_span_is(line[2], "<>");
    who = bs_queue_variable(head, "_backstop_held");
    copy(message_r->user, sizeof message_r->user, bs_span_word(&who, " "));
    message_r->was_null = bs_span_is(bs_span_word(&who, " "), "<>");
    copy(message_r->unsure, sizeof message_r->unsure,
         message_r->null ? bs_queue_variable(head, "_backstop_unsure") : bs_span_of(NULL, 0));
    return message_r->received >= 0 && (*message_r->user || *message_r->unsure);
}

static bool
read_message(int dir, const char *name, struct bs_queued *message_r)
{
    static char head[HEAD_MAX];
    struct stat st;

    if (!read_id(name, message_r->id))
        return false;
    int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return false;
    ssize_t n = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? read(fd, head, sizeof head) : -1;
    close(fd);
    struct bs_span text = bs_span_of(head, n > 0 ? (size_t)n : 0);
    if (!is_frozen(text))
        return false;
    return read_envelope(text, message_r);
}

/* One directory, and those below it, each named by one character. */
static int
read_dir(const char *path, bool split, bs_queue_found *found, void *arg)
{
    DIR *dir = opendir(path);
    struct dirent *entry;
    struct bs_queued message;
    char below[BS_PATH_SIZE];

    if (dir == NULL)
        return errno;
    while ((entry = readdir(dir)) != NULL) {
        if (read_message(dirfd(dir), entry->d_name, &message))
            found(arg, &message);
        else if (split && strlen(entry->d_name) == 1 && bs_is_alnum(entry->d_name[0]) &&
                 (size_t)snprintf(below, sizeof below, "%s/%s", path, entry->d_name) < sizeof below)
            read_dir(below, false, found, arg);
    }
    closedir(dir);
    return 0;
}

bool
bs_queue_each(bs_queue_found *found, void *arg)
{
    char spool[BS_PATH_SIZE], path[BS_PATH_SIZE];
    const char *where = given;
    int problem = ENAMETOOLONG;

    if (where == NULL) {
        bs_exim_option("spool_directory", spool, sizeof spool);
        where = *spool ? spool : BS_SPOOL_DIR;
    }
    if ((size_t)snprintf(path, sizeof path, "%s/input", where) < sizeof path)
        problem = read_dir(path, true, found, arg);
    return bs_block_complain(where, problem);
}

bool
bs_queue_act(const char *exim, const char *action, const char *const *id, size_t count,
             const char *failed)
{
    enum { AT_ONCE = BS_RUN_ARGUMENTS - 3 };
    char reason[300];
    bool good = true;

    for (size_t done = 0; done < count; done += AT_ONCE) {
        struct bs_run run = {.argv = {exim, action}, .seconds = 60};

        for (size_t i = 0; i < AT_ONCE && done + i < count; i++)
            run.argv[2 + i] = id[done + i]; /* bounds: AT_ONCE of them */
        bs_run(&run);
        if (run.status != 0) {
            snprintf(reason, sizeof reason, "%s: %s", failed, bs_run_said(&run));
            bs_terminal_complain(exim, reason, "look at the queue with 'sudo exim4 -bp', and try again");
            good = false;
        }
        bs_run_free(&run);
    }
    return good;
}
