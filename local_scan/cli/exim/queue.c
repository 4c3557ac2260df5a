/* queue: messages in Exim's queue that a check in hold has frozen. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "queue.h"

#include "paths.h"
#include "span.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEAD_MAX (64 * 1024) /* of a -H file: the variables come first */

/* "-aclm NAME LENGTH", and the value on the next line; with a second hyphen,
 * and "(…)" since Exim 4.98 if it is tainted. */
static struct bs_span
held_by(struct bs_span head)
{
    struct bs_span line;

    while (bs_span_next_line(&head, &line)) {
        while (bs_span_at(line, 0) == '-')
            line = bs_span_drop(line, 1);
        if (bs_span_starts(line, "(") && bs_span_find(line, ')') < line.n)
            line = bs_span_drop(line, bs_span_find(line, ')') + 1);
        if (bs_span_starts(line, "aclm _backstop_held ") && bs_span_next_line(&head, &line))
            return line;
    }
    return bs_span_of(NULL, 0);
}

static bool
is_frozen(struct bs_span head)
{
    return bs_span_search(head, "\n-frozen ") < head.n;
}

/* "1xV2fz-0001O0-36-H", and longer since 4.97. */
static bool
read_id(const char *name, char id_r[BS_QUEUE_ID])
{
    size_t n = strlen(name);

    if (n < 18 || n - 2 >= BS_QUEUE_ID || strcmp(name + n - 2, "-H") != 0)
        return false;
    for (size_t i = 0; i < n; i++)
        if (!bs_is_alnum(name[i]) && name[i] != '-')
            return false;
    snprintf(id_r, BS_QUEUE_ID, "%.*s", (int)(n - 2), name);
    return name[0] != '-';
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
    struct bs_span user = held_by(text);
    if (user.n == 0 || user.n >= sizeof message_r->user || !is_frozen(text))
        return false;
    snprintf(message_r->user, sizeof message_r->user, "%.*s", (int)user.n, (const char *)user.p);
    return true;
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

int
bs_queue_each(const char *spool, bs_queue_found *found, void *arg)
{
    char path[BS_PATH_SIZE];

    if ((size_t)snprintf(path, sizeof path, "%s/input", spool) >= sizeof path)
        return ENAMETOOLONG;
    return read_dir(path, true, found, arg);
}
