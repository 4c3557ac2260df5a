/* mailbox: reads one file, pipe or mbox as a sequence of messages. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mailbox.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define ALL UINT64_MAX

/* Reads on until the buffer is full or the file ends. */
static int
fill(struct bs_mailbox *box)
{
    while (!box->eof && box->end < sizeof box->buffer) {
        size_t room = sizeof box->buffer - box->end;
        ssize_t n = read(box->fd, box->buffer + box->end,
                         room < box->left ? room : (size_t)box->left);

        if (n < 0 && errno != EINTR)
            return -1;
        box->eof = n == 0;
        box->end += n > 0 ? (size_t)n : 0;
        box->left -= n > 0 ? (size_t)n : 0;
    }
    return 0;
}

static struct bs_span
view(const struct bs_mailbox *box, size_t start, size_t end)
{
    return bs_span_of(box->buffer + start, end - start);
}

enum { MONTH = 1, DAY = 2, TIME = 4, YEAR = 8, DATE = MONTH | DAY | TIME | YEAR, ZONE = 16 };

static unsigned
date_word(struct bs_span word)
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul",
                                         "Aug", "Sep", "Oct", "Nov", "Dec", NULL};
    int first = bs_span_at(word, 0);

    if (bs_span_is_any(word, months))
        return MONTH;
    if (bs_is_digit(first) && bs_span_has(word, ":"))
        return TIME;
    if (bs_is_digit(first))
        return word.n <= 2 ? DAY : word.n == 4 ? YEAR : 0;
    return first == '+' || first == '-' || word.n <= 4 ? ZONE : 0; /* -0700, CEST */
}

/* Month, day, time and year, in whatever order; a zone may be among them. */
static bool
is_date(struct bs_span rest)
{
    unsigned seen = 0;

    while (seen != DATE) {
        unsigned kind = date_word(bs_span_word(&rest, " \t\r"));

        if (kind == 0 || (kind & seen))
            return false;
        seen |= kind & DATE;
        if (rest.n == 0)
            break;
    }
    return seen == DATE;
}

/* RFC 4155 has "From sender Thu Jan  1 00:00:00 1970"; real ones add zones, a
 * comma after the weekday, or blanks in the sender. Without a date the line is ordinary text. */
static bool
is_from_line(struct bs_span line)
{
    static const char *const weekdays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", NULL};

    if (line.n > BS_MAILBOX_FROM_LINE || line.n < 5 || memcmp(line.p, "From ", 5) != 0)
        return false;
    for (line = bs_span_drop(line, 5); line.n;)
        if (bs_span_is_any(bs_span_word(&line, " \t\r,"), weekdays) &&
            is_date(bs_span_strip(line, ",")))
            return true;
    return false;
}

/* An old mailer's field may be written "From :" (RFC 5322 §4.5.3). */
static bool
starts_mbox(struct bs_span text)
{
    return text.n > 5 && memcmp(text.p, "From ", 5) == 0 && bs_span_at(text, 5) != ':';
}

/* Goes from line to line; true if `scan` is at a message's "From " line, false if more must be read
 * to decide, or the file has ended. */
static bool
find_message(struct bs_mailbox *box)
{
    while (box->scan < box->end) {
        struct bs_span rest = view(box, box->scan, box->end);
        size_t length = bs_span_find(rest, box->eol);

        if (length == rest.n && !box->eof)
            return false;
        struct bs_span line = bs_span_take(rest, length);
        if (box->after_blank && is_from_line(line))
            return true;
        box->after_blank = !box->inside_line && (line.n == 0 || bs_span_is(line, "\r"));
        box->inside_line = false;
        box->scan += length < rest.n ? length + 1 : length;
    }
    return false;
}

/* Drops what is before `from` and fills the room; 0 or -1. */
static int
move_up(struct bs_mailbox *box, size_t from)
{
    memmove(box->buffer, box->buffer + from, box->end - from);
    box->start = 0;
    box->scan -= from;
    box->end -= from;
    return fill(box);
}

/* A sparse file can claim 20 GB: its holes are not read. */
static void
skip_hole(struct bs_mailbox *box)
{
    off_t at = lseek(box->fd, 0, SEEK_CUR);
    off_t data = at < 0 ? -1 : lseek(box->fd, at, SEEK_DATA);
    uint64_t hole = data > at ? (uint64_t)(data - at) : 0;

    box->left -= hole < box->left ? hole : box->left;
    if (hole > 0)
        box->inside_line = true;
    else if (at >= 0 && data < 0 && errno == ENXIO)
        box->eof = true;
}

/* Skips the rest of a message that was longer than the buffer. */
static int
skip_rest(struct bs_mailbox *box)
{
    while (!find_message(box)) {
        if (box->eof) {
            box->start = box->end;
            return 0;
        }
        if (box->scan == 0) { /* a line longer than the buffer */
            box->inside_line = true;
            box->after_blank = false;
            box->scan = box->end;
        }
        skip_hole(box);
        if (move_up(box, box->scan) < 0)
            return -1;
    }
    box->start = box->scan;
    return 0;
}

/* The "From " line that begins a message must not be taken for the next one. */
static void
step_over_from_line(struct bs_mailbox *box)
{
    box->after_blank = false;
    box->inside_line = false;
}

static int
give(struct bs_mailbox *box, struct bs_mail *mail_r, size_t stop)
{
    struct bs_span all = view(box, box->start, stop);

    *mail_r = (struct bs_mail){.raw = bs_span_take(all, BS_MAILBOX_KEEP),
                               .truncated = all.n > BS_MAILBOX_KEEP,
                               .of_many = box->mbox,
                               .index = box->index++};
    return 1;
}

static int
next_of_mbox(struct bs_mailbox *box, struct bs_mail *mail_r)
{
    if (box->skipping && skip_rest(box) < 0)
        return -1;
    box->skipping = false;
    if (box->start == box->end && box->eof)
        return 0;
    step_over_from_line(box);
    while (!find_message(box) && !box->eof) {
        if (box->start == 0 && box->end == sizeof box->buffer) {
            box->skipping = true;
            return give(box, mail_r, box->end);
        }
        if (move_up(box, box->start) < 0)
            return -1;
    }
    size_t stop = box->scan;
    int given = give(box, mail_r, stop);
    box->start = stop;
    return given;
}

int
bs_mailbox_next(struct bs_mailbox *box, struct bs_mail *mail_r)
{
    if (box->mbox)
        return next_of_mbox(box, mail_r);
    if (box->done)
        return 0;
    box->done = true;
    return give(box, mail_r, box->end);
}

/* gzip, xz, bzip2, zstd, zip; UTF-16 with its mark. No mail begins like that, because a field name
 * is ASCII. */
static bool
is_packed(struct bs_span text)
{
    static const char *const starts[] = {"\x1f\x8b", "\xfd""7zXZ", "BZh", "\x28\xb5\x2f\xfd",
                                         "PK\x03\x04", "\xff\xfe", "\xfe\xff"};

    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (text.n >= strlen(starts[i]) && memcmp(text.p, starts[i], strlen(starts[i])) == 0)
            return true;
    return false;
}

bool
bs_mailbox_number(char *path, unsigned long *number_r)
{
    char *colon = strrchr(path, ':'), *end;
    struct stat st;

    if (colon == NULL || !bs_is_digit(colon[1]) || lstat(path, &st) == 0)
        return false;
    *number_r = strtoul(colon + 1, &end, 10);
    *colon = *end == '\0' ? '\0' : ':';
    return *end == '\0';
}

/* Opens it, and reads what comes first. */
static int
begin(struct bs_mailbox *box, const char *path, int flags, const struct bs_mailbox_part *part)
{
    bool standard_input = strcmp(path, "-") == 0;

    box->fd = standard_input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | flags);
    if (box->fd < 0)
        return errno;
    box->eof = box->done = box->skipping = false;
    box->start = box->scan = box->end = 0;
    box->index = part->index;
    box->left = part->to ? part->to - part->from : ALL;
    if ((part->from == 0 || lseek(box->fd, (off_t)part->from, SEEK_SET) >= 0) && fill(box) == 0)
        return 0;
    int problem = errno;
    bs_mailbox_close(box);
    return problem;
}

int
bs_mailbox_open(struct bs_mailbox *box, const char *path, int flags)
{
    int problem = begin(box, path, flags, &(struct bs_mailbox_part){.to = 0});

    if (problem != 0)
        return problem;
    if (is_packed(view(box, 0, box->end))) {
        bs_mailbox_close(box);
        return BS_MAILBOX_PACKED;
    }
    box->done = box->end == 0;
    box->mbox = starts_mbox(view(box, 0, box->end));
    box->eol = box->mbox && bs_span_bare_cr(view(box, 0, box->end)) ? '\r' : '\n';
    return 0;
}

bool
bs_mailbox_is_mbox(const char *path, int flags)
{
    unsigned char start[6];
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | flags);
    ssize_t n = fd < 0 ? 0 : read(fd, start, sizeof start);

    if (fd >= 0)
        close(fd);
    return n > 0 && starts_mbox(bs_span_of(start, (size_t)n));
}

int
bs_mailbox_open_part(struct bs_mailbox *box, const char *path, int flags,
                     const struct bs_mailbox_part *part)
{
    if (part->to == 0)
        return bs_mailbox_open(box, path, flags);
    int problem = begin(box, path, flags, part);
    if (problem != 0)
        return problem;
    if (box->end < 5 || memcmp(box->buffer, "From ", 5) != 0) {
        bs_mailbox_close(box);
        return BS_MAILBOX_CHANGED;
    }
    box->mbox = true;
    box->eol = part->eol;
    return 0;
}

/* Where the next message begins. */
static uint64_t
offset(const struct bs_mailbox *box)
{
    return (uint64_t)lseek(box->fd, 0, SEEK_CUR) - (box->end - box->start);
}

bool
bs_mailbox_split(struct bs_mailbox *box, unsigned messages, size_t octets,
                 struct bs_mailbox_part *part_r)
{
    struct bs_mail mail;
    size_t seen = 0;

    *part_r = (struct bs_mailbox_part){offset(box), ALL, box->index, box->eol};
    if (box->done)
        return false;
    for (unsigned i = 0; box->skipping || (i < messages && seen < octets); i++) {
        box->done = bs_mailbox_next(box, &mail) <= 0;
        if (box->done)
            return true;
        seen += mail.raw.n;
    }
    box->done = box->eof && box->start == box->end;
    part_r->to = box->done ? ALL : offset(box);
    return true;
}

int
bs_mailbox_nth(struct bs_mailbox *box, unsigned long number, struct bs_mail *mail_r)
{
    int found = number > 0 ? 1 : 0;

    while (found > 0 && box->index < number)
        found = bs_mailbox_next(box, mail_r);
    return found;
}

void
bs_mailbox_close(struct bs_mailbox *box)
{
    if (box->fd > STDIN_FILENO)
        close(box->fd);
    box->fd = -1;
}
