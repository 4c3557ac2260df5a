/* original: which message does a bounce or an automatic reply of ours return or answer? */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "original.h"

#include "eximid.h"
#include "text.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define MAX_COMMAND 4096 /* Exim's own has a dozen words */
#define MAX_FILE    16384
#define MAX_ENTRIES 4096 /* octets of a directory, at a time */

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
};

/* In a -H file, a field begins with its length, in at least three digits, and a letter, which is I
 * for this one ("034I Message-ID: <x@y>"). */
static struct bs_span
message_id(struct bs_span file)
{
    struct bs_span line;

    while (bs_span_next_line(&file, &line)) {
        size_t digits = 0;
        while (bs_is_digit(bs_span_at(line, digits)))
            digits++;
        line = bs_span_drop(line, digits);
        if (digits < 3 || !bs_span_starts(line, "I Message-ID"))
            continue;
        /* An id that is too long for the line is on the next one. */
        struct bs_span value = bs_span_drop(line, bs_span_find(line, ':') + 1);
        if (bs_span_trim(value).n == 0)
            bs_span_next_line(&file, &value);
        return bs_span_trim(value);
    }
    return bs_span_of(NULL, 0);
}

static bool
answers(struct bs_span reply_to, struct bs_span id)
{
    while (reply_to.n > 0)
        if (bs_span_equal(bs_span_word(&reply_to, " \t\r\n"), id))
            return true;
    return false;
}

static void
look_at(struct search *search, int dir, const char *name)
{
    unsigned char file[MAX_FILE];
    struct bs_span id = bs_span_text(name);

    if (!bs_span_ends(id, "-H") || !bs_is_exim_id(bs_span_take(id, id.n - 2)))
        return;
    search->messages++;
    if (search->messages > BS_ORIGINAL_QUEUE)
        return;
    struct bs_span whole = bs_span_of(file, read_file(dir, name, file, sizeof file));
    struct bs_span its = message_id(whole);
    if (its.n == 0 || !answers(search->reply_to, its))
        return;
    search->matches++;
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
    if (search.matches != 1 || search.messages > BS_ORIGINAL_QUEUE)
        found[0] = '\0';
}

const char *
bs_original_find(struct bs_span reply_to, struct bs_span input)
{
    found[0] = '\0';
    find_in_command();
    if (found[0] == '\0' && bs_span_trim(reply_to).n > 0)
        find_in_queue(reply_to, input);
    return found;
}
