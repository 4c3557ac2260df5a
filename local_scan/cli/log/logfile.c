/* logfile: reads Exim's logs with their rotated parts, as lines in order of time. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "logfile.h"

#include "program.h"
#include "hash.h"
#include "packed.h"
#include "terminal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define BUFFER_SIZE (64u * 1024)

/* Octets of the filter that recognises lines of a reject log that the main log also has: a bit for
 * each of two hashes. With a million refusals, it is wrong for one line in a thousand, which is
 * then not counted. */
#define SEEN_SIZE (8u * 1024 * 1024)

static const char *named;

const struct bs_option bs_logs_options[] = {
    BS_TEXT("log", "FILE", &named, "Exim's main log (default: where Exim says it is)"),
    BS_END,
};

const char *
bs_logs_named(void)
{
    return named;
}

struct reading {
    gzFile from;
    int fd; /* of that */
    size_t begin, end; /* of what is not yet returned, in the buffer */
    bool reject;
    bool skipping; /* the rest of a line that is too long */
    unsigned char *seen;
    char buffer[BUFFER_SIZE];
};

/* --- parts ---------------------------------------------------------------- */

static const char *
name_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static bool
is_same_file(const char *a, const char *b)
{
    struct stat one, other;

    if (strcmp(a, b) == 0)
        return true;
    return stat(a, &one) == 0 && stat(b, &other) == 0 && one.st_dev == other.st_dev &&
           one.st_ino == other.st_ino;
}

static bool
is_packed_otherwise(const char *path)
{
    struct bs_span name = bs_span_text(path);

    return bs_span_ends(name, ".xz") || bs_span_ends(name, ".zst") || bs_span_ends(name, ".bz2");
}

/* A part is not added twice. */
static void
add_part(struct bs_logs *logs, const char *path, bool regular)
{
    for (unsigned i = 0; i < logs->parts; i++)
        if (is_same_file(path, logs->part[i].path))
            return;
    struct bs_logpart *more = realloc(logs->part, (logs->parts + 1) * sizeof *more);
    char *copy = strdup(path);
    if (more)
        logs->part = more;
    if (more == NULL || copy == NULL) {
        free(copy);
        bs_terminal_complain_errno(path, ENOMEM);
        return;
    }
    logs->part[logs->parts++] =
        (struct bs_logpart){.path = copy,
                            .reject = strstr(name_of(path), "reject") != NULL,
                            .regular = regular,
                            .problem = is_packed_otherwise(path) ? ENOTSUP : 0};
    logs->sorted = false;
}

#define MONTH_N 6 /* "202601" */

/* ".1", ".02.gz", "-20260131", "-20260131.gz", "20260131", "202601", after the name of the log.
 * Other kinds of compression are accepted, so that a complaint can name the file. */
static bool
is_rotated(const char *suffix)
{
    bool apart = *suffix == '.' || *suffix == '-';
    size_t digits = strspn(suffix + apart, "0123456789");
    const char *rest = suffix + apart + digits;

    return digits >= (apart ? 1 : MONTH_N) &&
           (*rest == '\0' || strcmp(rest, ".gz") == 0 || is_packed_otherwise(rest));
}

static void
add_rotated(struct bs_logs *logs, const char *directory, const char *name, time_t since)
{
    size_t n = strlen(name);
    DIR *from = opendir(directory);
    struct dirent *entry;
    char path[BS_PATH_SIZE];
    struct stat st;

    while (from && (entry = readdir(from)) != NULL) {
        if (strncmp(entry->d_name, name, n) != 0 || !is_rotated(entry->d_name + n))
            continue;
        snprintf(path, sizeof path, "%s/%s", directory, entry->d_name);
        if (stat(path, &st) == 0 && st.st_mtime < since)
            logs->older = true;
        else
            add_part(logs, path, true);
    }
    if (from)
        closedir(from);
}

int
bs_logs_add_rotated(struct bs_logs *logs, const char *path, time_t since)
{
    char copy[BS_PATH_SIZE];
    unsigned before = logs->parts;
    int problem = 0;

    if (access(path, F_OK) == 0)
        add_part(logs, path, true);
    else
        problem = errno;
    snprintf(copy, sizeof copy, "%s", path);
    add_rotated(logs, dirname(copy), name_of(path), since);
    return logs->parts > before ? 0 : problem;
}

/* With "%D" or "%M" in its name, Exim begins a new log each day or month: "mainlog-%D" has parts
 * like those of a log "mainlog" that is rotated by date. */
static void
cut_date(char *path)
{
    char *date = strstr(path, "%D") ? strstr(path, "%D") : strstr(path, "%M");

    if (date == NULL || date[2] != '\0')
        return;
    *date = '\0';
    if (date[-1] == '-' || date[-1] == '.') /* bounds: the path starts with "/" */
        date[-1] = '\0';
}

/* Exim says "/var/log/exim4/%slog"; Debian leaves it to what is built in. */
void
bs_logs_exim(const char *kind, char path_r[BS_PATH_SIZE])
{
    char option[BS_PATH_SIZE];

    bs_exim_option("log_file_path", option, sizeof option);
    const char *mark = strstr(option, "%s");
    if (mark && option[0] == '/')
        snprintf(path_r, BS_PATH_SIZE, "%.*s%s%s", (int)(mark - option), option, kind, mark + 2);
    else
        snprintf(path_r, BS_PATH_SIZE, BS_LOG_DIR "/%slog", kind);
    cut_date(path_r);
}

bool
bs_logs_unopened(const char *path, int problem)
{
    if (named || problem != ENOENT)
        return bs_terminal_complain_errno(path, problem);
    return bs_terminal_complain(path, strerror(problem),
                                "Exim makes it when it first logs something; if it logs elsewhere, "
                                "name that file with --log");
}

bool
bs_logs_choose(struct bs_logs *logs, const struct bs_logs_wanted *wanted)
{
    char path[BS_PATH_SIZE];

    if (wanted->paths > 0 && bs_logs_named())
        return bs_terminal_complain("--log", "it takes one file, but others are named as well",
                                    "name all of them without --log; the shell may have expanded a "
                                    "pattern to several");
    for (int i = 0; i < wanted->paths; i++)
        add_part(logs, strcmp(wanted->path[i], "-") == 0 ? "/dev/stdin" : wanted->path[i], false);
    if (wanted->paths > 0)
        return true;
    if (named)
        snprintf(path, sizeof path, "%s", named);
    else
        bs_logs_exim("main", path);
    int problem = bs_logs_add_rotated(logs, path, wanted->since);
    if (problem != 0)
        return bs_logs_unopened(path, problem);
    if (wanted->reject && named == NULL) {
        bs_logs_exim("reject", path);
        bs_logs_add_rotated(logs, path, wanted->since);
    }
    return true;
}

/* --- reading -------------------------------------------------------------- */

/* Exim's user owns the directory of the logs, and could put a pipe or a device there, on which
 * root's timers would hang. A file that the caller names may be a pipe. */
static int
find_problem(int fd, bool regular)
{
    struct stat st;

    if (fstat(fd, &st) < 0)
        return errno;
    if (S_ISDIR(st.st_mode))
        return EISDIR;
    return regular && !S_ISREG(st.st_mode) ? ENODEV : 0;
}

/* zlib reads uncompressed files as they are. */
static int
open_part(struct reading *reading, const struct bs_logpart *part)
{
    int flags = O_RDONLY | O_CLOEXEC | O_NOCTTY | (part->regular ? O_NONBLOCK : 0);
    int fd = reading->fd = open(part->path, flags);

    if (fd < 0)
        return errno;
    int problem = find_problem(fd, part->regular);
    reading->from = problem == 0 ? gzdopen(fd, "rb") : NULL;
    if (reading->from == NULL) {
        close(fd);
        return problem ? problem : ENOMEM;
    }
    gzbuffer(reading->from, 128 * 1024);
    reading->begin = reading->end = 0;
    reading->skipping = false;
    reading->reject = part->reject;
    return 0;
}

static int
problem_of(gzFile from)
{
    int problem;

    gzerror(from, &problem);
    return problem == Z_MEM_ERROR ? ENOMEM : EIO;
}

/* Moves the rest to the start of the buffer, and reads more after it. False: the end. */
static bool
fill(struct reading *reading, struct bs_logpart *part)
{
    size_t left = reading->end - reading->begin;

    memmove(reading->buffer, reading->buffer + reading->begin, left);
    reading->begin = 0;
    reading->end = left;
    int got = gzread(reading->from, reading->buffer + left, (unsigned)(BUFFER_SIZE - left));
    if (got < 0)
        part->problem = problem_of(reading->from);
    if (got > 0)
        reading->end += (size_t)got;
    return got > 0;
}

/* The next line, or the first 64 KiB of it. */
static bool
read_line(struct reading *reading, struct bs_logpart *part, struct bs_span *line_r)
{
    for (;;) {
        struct bs_span rest =
            bs_span_of(reading->buffer + reading->begin, reading->end - reading->begin);
        size_t n = bs_span_find(rest, '\n');
        bool whole = n < rest.n, skipped = reading->skipping;

        if (!whole && rest.n < BUFFER_SIZE && fill(reading, part))
            continue;
        if (rest.n == 0)
            return false;
        reading->begin += n + whole;
        reading->skipping = !whole;
        if (!skipped) { /* a copy that went through Windows has CRLF */
            *line_r = bs_span_take(rest, n - (n > 0 && bs_span_at(rest, n - 1) == '\r'));
            return true;
        }
    }
}

/* Adds a line to the lines seen. True: it was already there. */
static bool
see(unsigned char *seen, struct bs_span line)
{
    uint64_t hash = bs_hash_exact(line);
    bool known = true;

    for (unsigned i = 0; i < 2; i++, hash >>= 32) {
        size_t bit = (uint32_t)hash % (SEEN_SIZE * 8);
        unsigned char mask = (unsigned char)(1u << (bit % 8));

        known &= (seen[bit / 8] & mask) != 0;
        seen[bit / 8] |= mask;
    }
    return known;
}

/* Lines that both logs can have: refusals and deferrals. */
static bool
may_be_in_both(struct bs_span line)
{
    return bs_span_has(line, "reject") || bs_span_has(line, "refused") ||
           bs_span_has(line, "dropped");
}

static bool
is_repeated(struct reading *reading, struct bs_span line)
{
    return reading->seen && (reading->reject || may_be_in_both(line)) && see(reading->seen, line) &&
           reading->reject;
}

/* --- the whole ------------------------------------------------------------ */

static int
by_time(const void *a, const void *b)
{
    const struct bs_logpart *one = a, *other = b;

    if (one->reject != other->reject)
        return one->reject - other->reject;
    return strcmp(one->first, other->first);
}

static void
find_first(struct reading *reading, struct bs_logpart *part)
{
    struct bs_span line;
    struct stat st;

    if (stat(part->path, &st) == 0 && !S_ISREG(st.st_mode)) /* can be read only once */
        return;
    if (part->problem == 0)
        part->problem = open_part(reading, part);
    if (part->problem != 0)
        return;
    while (part->first[0] == '\0' && read_line(reading, part, &line))
        bs_stamp_take(&line, part->first);
    gzclose_r(reading->from);
}

static bool
start(struct bs_logs *logs)
{
    bool both = false;

    logs->reading = calloc(1, sizeof *logs->reading);
    if (logs->reading == NULL)
        return bs_terminal_complain_errno("the logs", ENOMEM);
    for (unsigned i = 0; i < logs->parts; i++)
        find_first(logs->reading, &logs->part[i]);
    if (logs->parts > 1)
        qsort(logs->part, logs->parts, sizeof *logs->part, by_time);
    for (unsigned i = 1; i < logs->parts; i++)
        both |= logs->part[0].reject != logs->part[i].reject;
    logs->reading->from = NULL;
    logs->reading->seen = both ? calloc(1, SEEN_SIZE) : NULL;
    logs->sorted = true;
    return true;
}

/* Exim's advice about TLS ends with a line of its own: " Suggested action: …". */
static bool
goes_on(const struct bs_logpart *part, struct bs_span line)
{
    return bs_is_blank(bs_span_at(line, 0)) && part->lines > part->foreign;
}

/* Counts the line. Reject logs hold the headers of mail as well. */
static void
count_line(struct bs_logpart *part, struct bs_span line)
{
    char when[BS_LOG_TIME];

    if (part->reject || line.n == 0 || goes_on(part, line))
        return;
    part->lines++;
    part->foreign += bs_stamp_take(&line, when) == BS_STAMP_FOREIGN;
}

static void
close_part(struct reading *reading, struct bs_logpart *part)
{
    bool whole = bs_packed_close(reading->from, reading->fd);

    if (!whole && part->problem != ENOMEM)
        part->problem = EIO;
    else if (whole && part->foreign > 0 && part->foreign == part->lines)
        part->problem = EBADMSG;
    reading->from = NULL;
}

bool
bs_logs_line(struct bs_logs *logs, struct bs_span *line_r)
{
    if (!logs->sorted && !start(logs))
        return false;
    struct reading *reading = logs->reading;
    for (;;) {
        while (reading->from == NULL) {
            if (logs->next == logs->parts)
                return false;
            struct bs_logpart *part = &logs->part[logs->next++];
            if (part->problem == 0)
                part->problem = open_part(reading, part);
        }
        struct bs_logpart *part = &logs->part[logs->next - 1];
        if (!read_line(reading, part, line_r)) {
            close_part(reading, part);
            continue;
        }
        count_line(part, *line_r);
        if (!is_repeated(reading, *line_r)) {
            logs->lines++;
            return true;
        }
    }
}

void
bs_logs_free(struct bs_logs *logs)
{
    for (unsigned i = 0; i < logs->parts; i++)
        free(logs->part[i].path);
    free(logs->part);
    if (logs->reading) {
        if (logs->reading->from)
            gzclose_r(logs->reading->from);
        free(logs->reading->seen);
    }
    free(logs->reading);
    for (unsigned i = 0; i < logs->earlies; i++)
        free(logs->early[i].text);
    free(logs->given);
    *logs = (struct bs_logs){0};
}
