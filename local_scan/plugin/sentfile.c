/* sentfile: asks the memory of sent mail without SQLite. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sentfile.h"

#include "pages.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define MAX_PATH 4096

/* SQLite locks these octets, which are far beyond what is read. */
#define PENDING     0x40000000 /* a writer waits for the last reader to end */
#define SHARED      0x40000002
#define SHARED_SIZE 510

static unsigned char page[BS_PAGES_SIZE];

bool
bs_sentfile_is_ours(const struct stat *st)
{
    return S_ISREG(st->st_mode) && st->st_uid == geteuid() && (st->st_mode & 0600) == 0600;
}

static bool
lock(int fd, short type, off_t start, off_t length)
{
    struct flock lock = {.l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = length};

    return fcntl(fd, F_SETLK, &lock) == 0;
}

/* The descriptor's end ends them. */
static bool
lock_to_read(int fd)
{
    return lock(fd, F_RDLCK, PENDING, 1) && lock(fd, F_RDLCK, SHARED, SHARED_SIZE) &&
           lock(fd, F_UNLCK, PENDING, 1);
}

/* In the memory of BACKSTOP_LIGHTLY (acl/memory), a journal is empty between two writes. */
static bool
has_file(const char *path, const char *ending, off_t longest)
{
    char name[MAX_PATH];
    struct stat st;
    struct bs_text t = bs_text_in(name, sizeof name);

    bs_text_put(&t, path);
    bs_text_put(&t, ending);
    if (t.cut)
        return true;
    if (fstatat(AT_FDCWD, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
        return errno != ENOENT;
    return st.st_size > longest;
}

static bool
has_journal(const char *path)
{
    return has_file(path, "-journal", 0) || has_file(path, "-wal", -1);
}

static struct bs_span
read_at(int fd, off_t at, size_t size)
{
    ssize_t n = pread(fd, page, size, at); /* bounds: the callers' sizes are at most its size */

    return bs_span_of(page, n > 0 ? (size_t)n : 0);
}

/* A page that is not whole is not read. */
static struct bs_span
read_page(int fd, const struct bs_pages *pages, unsigned long number)
{
    struct bs_span read = read_at(fd, (off_t)(number - 1) * (off_t)pages->size, pages->size);

    return read.n == pages->size ? read : bs_span_of(NULL, 0);
}

static enum bs_pages_step
find(int fd, const struct bs_pages *pages, struct bs_span digest)
{
    enum bs_pages_step step = BS_PAGES_BELOW;
    unsigned long number = pages->sent;

    for (unsigned i = 0; i < BS_PAGES_STEPS && step == BS_PAGES_BELOW; i++)
        step = bs_pages_find(read_page(fd, pages, number), digest, &number);
    return step;
}

static bool
find_all(int fd, const struct bs_pages *pages, struct bs_span digests, bool *known_r)
{
    for (unsigned i = 0; i < BS_MAX_MEMORY_QUESTIONS && digests.n > 0; i++) {
        enum bs_pages_step step = find(fd, pages, bs_span_word(&digests, ","));
        if (step != BS_PAGES_FOUND && step != BS_PAGES_ABSENT)
            return false;
        known_r[i] = step == BS_PAGES_FOUND; /* bounds: i < max */
    }
    return true;
}

static bool
ask(int fd, const char *path, struct bs_span mark, struct bs_span digests,
    struct bs_remembered *remembered_r)
{
    struct bs_pages pages;
    struct stat st;

    return lock_to_read(fd) && !has_journal(path) && fstat(fd, &st) == 0 &&
           bs_sentfile_is_ours(&st) && bs_pages_start(&pages, read_at(fd, 0, sizeof page)) &&
           (off_t)pages.count * (off_t)pages.size <= st.st_size &&
           bs_pages_hosts(read_page(fd, &pages, pages.memory), mark, &remembered_r->since,
                          &remembered_r->until) &&
           find_all(fd, &pages, digests, remembered_r->known);
}

bool
bs_sentfile_ask(const char *path, struct bs_span mark, struct bs_span digests,
                struct bs_remembered *remembered_r)
{
    *remembered_r = (struct bs_remembered){.since = 0};
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return false;
    bool answered = ask(fd, path, mark, digests, remembered_r);
    close(fd);
    return answered;
}
