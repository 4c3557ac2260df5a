/* original: which message does a bounce or an automatic reply of ours return or answer? */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "original.h"

#include "bounds.h"
#include "eximid.h"
#include "field.h"
#include "text.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define MAX_COMMAND 4096 /* Exim's own has a dozen words */
#define MAX_ARRIVAL 128 /* an address and a word */
#define MAX_ENTRIES 4096 /* octets of a directory, at a time */
#define MAX_REPLY   4096 /* of In-Reply-To: each id in it is compared with each one in the queue */

static char found[BS_EXIMID_NEW + 1];

static size_t
read_file(int dir, const char *name, unsigned char *buffer, size_t size)
{
    int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

    if (fd < 0)
        return 0;
    ssize_t n = read(fd, buffer, size);
    close(fd);
    return n > 0 ? (size_t)n : 0;
}

static void
set_found(struct bs_span id)
{
    struct bs_text t = bs_text_in(found, sizeof found);

    bs_text_put_span(&t, id);
}

static void
find_in_command(void)
{
    unsigned char command[MAX_COMMAND];
    size_t n = read_file(AT_FDCWD, "/proc/self/cmdline", command, sizeof command);
    struct bs_span rest = bs_span_of(command, n);

    while (rest.n > 0) {
        struct bs_span word = bs_span_take(rest, bs_span_find(rest, '\0'));
        rest = bs_span_drop(rest, word.n + 1);
        if (bs_span_starts(word, "-E") && bs_is_exim_id(bs_span_drop(word, 2))) {
            set_found(bs_span_drop(word, 2));
            return;
        }
    }
}

/* ----- by Message-ID ---------------------------------------------------------------------- */

struct search {
    struct bs_span reply_to;
    unsigned messages; /* seen */
    unsigned matches;
    bool differ; /* they did not all come in the same way */
    char arrival[MAX_ARRIVAL];
};

/* The next id in a value, without its brackets; of a value without brackets, all of it. */
static struct bs_span
next_id(struct bs_span *rest)
{
    struct bs_span id = bs_span_drop(*rest, bs_span_find(*rest, '<') + 1);

    if (id.n == 0) {
        id = *rest;
        *rest = bs_span_of(NULL, 0);
        return id;
    }
    id = bs_span_take(id, bs_span_find(id, '>'));
    *rest = bs_span_drop(*rest, (size_t)(id.p - rest->p) + id.n + 1);
    return id;
}

static int
next_octet(struct bs_span *text)
{
    int c = bs_span_at(*text, 0);

    while (bs_is_white(c)) {
        *text = bs_span_drop(*text, 1);
        c = bs_span_at(*text, 0);
    }
    *text = bs_span_drop(*text, 1);
    return c;
}

/* Programs that reply write the id as they got it, or without blanks and folds. */
static bool
same_id(struct bs_span a, struct bs_span b)
{
    int c;
    bool any = false;

    while ((c = next_octet(&a)) == next_octet(&b)) {
        if (c < 0)
            return any;
        any = true;
    }
    return false;
}

static bool
answers(struct bs_span reply_to, struct bs_span value)
{
    struct bs_span id = next_id(&value);

    while (reply_to.n > 0)
        if (same_id(next_id(&reply_to), id))
            return true;
    return false;
}

/* In a -H file, a field begins with its length, in at least three digits, a letter, which is "*"
 * for one that was removed, and a blank ("034I Message-ID: <x@y>"). If there are several of this
 * name, programs differ in which one they answer. */
static bool
is_answered(struct bs_span reply_to, struct bs_span file)
{
    struct bs_span line, start = file;

    for (; bs_span_next_line(&file, &line); start = file) {
        size_t digits = 0;
        while (bs_is_digit(bs_span_at(line, digits)))
            digits++;
        line = bs_span_drop(line, digits + 2);
        if (digits < 3 || bs_span_at(start, digits) == '*' ||
            bs_name_of(bs_span_take(line, bs_field_name(line))) != BS_NAME_MESSAGE_ID)
            continue;
        long long length = bs_span_seconds(bs_span_take(start, digits));
        struct bs_span field = bs_span_take(bs_span_drop(start, digits + 2), (size_t)length);
        if (answers(reply_to, bs_span_drop(field, bs_span_find(field, ':') + 1)))
            return true;
    }
    return false;
}

/* What the ACLs noted when it came, which is before its header: "-aclm _backstop_arrival LENGTH", and
 * the value on the next line. Two dashes: tainted. */
static struct bs_span
arrival(struct bs_span file)
{
    static const char name[] = "\n-aclm _backstop_arrival ", tainted[] = "\n--aclm _backstop_arrival ";
    struct bs_span value = bs_span_drop(file, bs_span_search(file, name) + 1);

    if (value.n == 0)
        value = bs_span_drop(file, bs_span_search(file, tainted) + 1);
    bs_span_next_line(&value, &(struct bs_span){0});
    return bs_span_take(value, bs_span_find(value, '\n'));
}

/* Mail for several of our users can come in several messages with one Message-ID. If all of them
 * came in the same way, it does not matter which one is answered. */
static void
compare(struct search *search, struct bs_span its)
{
    if (search->matches++ > 0) {
        search->differ |= its.n == 0 || !bs_span_is(its, search->arrival);
        return;
    }
    struct bs_text first = bs_text_in(search->arrival, sizeof search->arrival);
    bs_text_put_span(&first, its);
    search->differ |= first.cut;
}

static void
look_at(struct search *search, int dir, const char *name)
{
    static unsigned char file[BS_MAX_HEADER];
    struct bs_span id = bs_span_text(name);

    if (!bs_span_ends(id, "-H") || !bs_is_exim_id(bs_span_take(id, id.n - 2)))
        return;
    search->messages++;
    if (search->messages > BS_ORIGINAL_QUEUE)
        return;
    struct bs_span whole = bs_span_of(file, read_file(dir, name, file, sizeof file));
    if (!is_answered(search->reply_to, whole))
        return;
    compare(search, arrival(whole));
    set_found(bs_span_take(id, id.n - 2));
}

static void look_through(struct search *search, int dir, bool split);

/* split_spool_directory makes a directory for each letter or digit. */
static void
look_below(struct search *search, int dir, const char *name)
{
    if (strlen(name) != 1 || !bs_is_alnum(name[0]))
        return;
    int below = openat(dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (below < 0)
        return;
    look_through(search, below, false);
    close(below);
}

/* readdir(3) would allocate. */
static void
look_through(struct search *search, int dir, bool split)
{
    _Alignas(struct dirent64) char entries[MAX_ENTRIES];
    ssize_t n;

    while (search->messages <= BS_ORIGINAL_QUEUE &&
           (n = getdents64(dir, entries, sizeof entries)) > 0)
        for (ssize_t at = 0; at < n;) {
            const struct dirent64 *entry = (const struct dirent64 *)(entries + at);
            at += entry->d_reclen; /* bounds: the kernel's */
            if (split)
                look_below(search, dir, entry->d_name);
            look_at(search, dir, entry->d_name);
        }
}

static void
find_in_queue(struct bs_span reply_to, struct bs_span input)
{
    struct search search = {.reply_to = reply_to};
    char path[512];
    struct bs_text t = bs_text_in(path, sizeof path);

    bs_text_put_span(&t, input);
    int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir < 0)
        return;
    look_through(&search, dir, true);
    close(dir);
    if (search.differ || search.messages > BS_ORIGINAL_QUEUE)
        found[0] = '\0';
}

const char *
bs_original_find(struct bs_span reply_to, struct bs_span input)
{
    found[0] = '\0';
    find_in_command();
    if (found[0] == '\0' && bs_span_trim(reply_to).n > 0)
        find_in_queue(bs_span_take(reply_to, MAX_REPLY), input);
    return found;
}
