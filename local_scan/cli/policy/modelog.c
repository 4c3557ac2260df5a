/* modelog: the log of changes of modes and exemptions. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "modelog.h"

#include "policydir.h"
#include "terminal.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define IN_USE BS_STATE_DIR "/modes.log"
#define LINE_N 800
#define SLACK  2 /* seconds between a change and its line here */

static bool failed; /* to read or write, after a complaint */

/* --- reading -------------------------------------------------------------- */

static struct bs_span
value_of(struct bs_span line, const char *name)
{
    struct bs_span word;

    while ((word = bs_span_word(&line, " ")).n > 0)
        if (bs_span_starts(word, name))
            return bs_span_drop(word, strlen(name));
    return bs_span_of(NULL, 0);
}

static bool
read_time(struct bs_span line, long long *at_r)
{
    char text[24];
    struct tm tm = {0};

    snprintf(text, sizeof text, "%.*s", (int)bs_span_take(line, 20).n, (const char *)line.p);
    const char *end = strptime(text, "%Y-%m-%dT%H:%M:%SZ", &tm);
    *at_r = (long long)timegm(&tm);
    return end && *end == '\0';
}

static const struct bs_about *
read_check(struct bs_span line)
{
    return bs_check_about(bs_check_find(value_of(line, "check=")));
}

static void
copy_value(char *text_r, size_t size, struct bs_span line, const char *name)
{
    struct bs_span value = value_of(line, name);

    snprintf(text_r, size, "%.*s", BS_SPAN(value));
}

/* False if it is not a line of ours, or the check no longer exists. */
static bool
read_change(struct bs_modelog_change *change_r, struct bs_span line)
{
    *change_r = (struct bs_modelog_change){.before = bs_span_seconds(value_of(line, "before="))};
    if (!read_time(line, &change_r->at))
        return false;
    copy_value(change_r->by, sizeof change_r->by, line, "by=");
    copy_value(change_r->list, sizeof change_r->list, line, "list=");
    copy_value(change_r->entry, sizeof change_r->entry, line, "entry=");
    change_r->check = read_check(line);
    change_r->undo = bs_span_is(value_of(line, "undo="), "yes");
    if (change_r->list[0] && change_r->entry[0])
        return change_r->check == NULL;
    return change_r->check && bs_mode_read(value_of(line, "from="), &change_r->from) &&
           bs_mode_read(value_of(line, "to="), &change_r->to);
}

static size_t
count_lines(struct bs_span text)
{
    size_t lines = 0;

    for (size_t i = 0; i < text.n; i++)
        lines += bs_span_at(text, i) == '\n';
    return lines;
}

static int
read_seen(struct bs_modelog *log, struct bs_span text)
{
    size_t lines = count_lines(text);
    struct bs_span line;

    log->seen = calloc(lines + 1, sizeof *log->seen);
    if (log->seen == NULL)
        return ENOMEM;
    for (size_t i = 0; i < lines && bs_span_next_line(&text, &line); i++) {
        struct bs_modelog_seen *seen = &log->seen[log->seens];
        seen->check = read_check(line);
        seen->since = bs_span_seconds(value_of(line, "since="));
        log->seens += seen->check && seen->since > 0 &&
                      bs_mode_read(value_of(line, "mode="), &seen->mode);
    }
    return 0;
}

static int
read_lines(struct bs_modelog *log, struct bs_span text)
{
    size_t lines = count_lines(text);
    struct bs_span line;

    log->change = calloc(lines + 1, sizeof *log->change);
    if (log->change == NULL)
        return ENOMEM;
    for (size_t i = 0; i < lines && bs_span_next_line(&text, &line); i++)
        log->count += read_change(&log->change[log->count], line);
    return 0;
}

/* "…/modes.log" to "…/modes.seen". */
static void
name_seen(const struct bs_modelog *log, char path_r[BS_PATH_SIZE])
{
    snprintf(path_r, BS_PATH_SIZE, "%.*sseen", (int)(strlen(log->path) - strlen("log")), log->path);
}

static int
read_file(struct bs_modelog *log, const char *path,
          int (*take)(struct bs_modelog *log, struct bs_span text))
{
    struct bs_file file;
    int problem = bs_file_read(&file, path);

    if (problem == 0)
        problem = take(log, bs_file_span(&file));
    bs_file_free(&file);
    failed |= problem != 0;
    if (problem != 0)
        bs_terminal_complain_kept(path, problem);
    return problem;
}

int
bs_modelog_read(struct bs_modelog *log_r)
{
    char path[BS_PATH_SIZE];

    *log_r = (struct bs_modelog){0};
    if (bs_policydir_given())
        snprintf(log_r->path, sizeof log_r->path, "%s/modes.log", bs_policydir());
    else
        snprintf(log_r->path, sizeof log_r->path, "%s", IN_USE);
    int problem = read_file(log_r, log_r->path, read_lines);
    name_seen(log_r, path);
    return problem != 0 ? problem : read_file(log_r, path, read_seen);
}

bool
bs_modelog_failed(void)
{
    return failed;
}

void
bs_modelog_free(struct bs_modelog *log)
{
    free(log->change);
    free(log->seen);
    *log = (struct bs_modelog){.count = 0};
}

/* --- writing -------------------------------------------------------------- */

void
bs_modelog_caller(char by_r[BS_MODELOG_BY])
{
    const char *name = getenv("SUDO_USER");
    const struct passwd *user = name ? NULL : getpwuid(geteuid());
    struct bs_text t = bs_text_in(by_r, BS_MODELOG_BY);

    bs_text_word(&t, bs_span_text(name ? name : user ? user->pw_name : "-"), BS_MODELOG_BY - 1);
}

/* In one write, because several processes may write at once. A pipe in its place must not stop the
 * command, while it keeps others from changing the policy. Half a line, on a full disk, would spoil
 * the next one. */
static int
append_line(const char *path, const char *line, size_t n)
{
    int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0640);
    struct stat st;

    if (fd < 0)
        return errno;
    if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode)) {
        close(fd);
        return ENOTSUP;
    }
    ssize_t put = write(fd, line, n);
    int problem = put < 0 ? errno : put < (ssize_t)n ? ENOSPC : 0;
    if (problem != 0 && put > 0 && ftruncate(fd, lseek(fd, 0, SEEK_CUR) - put) < 0)
        problem = errno;
    close(fd);
    return problem;
}

static int
append(const char *path, const struct bs_modelog_change *change)
{
    time_t at = (time_t)change->at;
    char line[LINE_N], when[24];
    struct tm tm;

    gmtime_r(&at, &tm);
    strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", &tm);
    int n = change->check
                ? snprintf(line, sizeof line, "%s check=%s from=%s to=%s by=%s before=%lld%s\n",
                           when, change->check->name, bs_mode_name(change->from),
                           bs_mode_name(change->to), change->by, change->before,
                           change->undo ? " undo=yes" : "")
                : snprintf(line, sizeof line, "%s list=%s entry=%s by=%s%s\n", when, change->list,
                           change->entry, change->by, change->undo ? " undo=yes" : "");
    return append_line(path, line, (size_t)n);
}

static long long
changed_at(const struct bs_modefile *modes)
{
    return modes->file.text ? (long long)modes->file.stat.st_mtime : 0;
}

static int
set(struct bs_modelog *log, struct bs_modefile *modes, struct bs_modelog_change change,
    const char *by)
{
    if (bs_modefile_of(modes, change.check).mode != change.from)
        return ESTALE;
    int problem = bs_modefile_set(modes, change.check, change.to);
    if (problem != 0)
        return problem;
    change.at = (long long)time(NULL);
    change.before = changed_at(modes); /* what is there belongs to the file before */
    if (by)
        snprintf(change.by, sizeof change.by, "%s", by);
    else
        bs_modelog_caller(change.by);
    problem = append(log->path, &change);
    failed |= problem != 0;
    if (problem != 0)
        bs_terminal_complain(log->path, strerror(problem),
                             "the mode has been set, but 'backstop undo' does not know of it: to "
                             "change it back, use 'sudo backstop mode'");
    return 0;
}

int
bs_modelog_set(struct bs_modelog *log, struct bs_modefile *modes, struct bs_modelog_change change,
               const char *by)
{
    bool locked = modes->locked;
    int problem = bs_modefile_lock(modes);

    if (problem == 0)
        problem = set(log, modes, change, by);
    if (!locked)
        bs_modefile_unlock(modes);
    return problem;
}

void
bs_modelog_exempted(struct bs_modelog *log, struct bs_modelog_change change)
{
    change.check = NULL;
    change.at = (long long)time(NULL);
    bs_modelog_caller(change.by);
    int problem = append(log->path, &change);
    failed |= problem != 0;
    if (problem != 0)
        bs_terminal_complain(log->path, strerror(problem),
                             "the list has been changed, but 'backstop undo' does not know of "
                             "it: to change it back, edit the list");
}

/* --- asking --------------------------------------------------------------- */

const struct bs_modelog_change *
bs_modelog_last(const struct bs_modelog *log)
{
    unsigned undone = 0;

    for (unsigned i = log->count; i-- > 0;) {
        if (log->change[i].undo)
            undone++;
        else if (undone > 0)
            undone--;
        else
            return &log->change[i];
    }
    return NULL;
}

/* When the file of modes was last changed by other means than a command, as far as its time
 * shows. */
static long long
changed_by_hand(const struct bs_modelog *log, const struct bs_modefile *modes)
{
    long long hand = 0, last = 0;

    for (unsigned i = 0; i < log->count; i++) {
        if (log->change[i].check == NULL)
            continue;
        if (log->change[i].before > last + SLACK)
            hand = log->change[i].before;
        last = log->change[i].at;
    }
    return changed_at(modes) > last + SLACK ? changed_at(modes) : hand;
}

/* The last change of the check that was not taken back, or NULL. *undone_r: a later change was
 * taken back. */
static const struct bs_modelog_change *
last_of(const struct bs_modelog *log, const struct bs_about *check, bool *undone_r)
{
    unsigned undone = 0;

    *undone_r = false;
    for (unsigned i = log->count, of_check = 0; i-- > 0;) {
        const struct bs_modelog_change *change = &log->change[i];

        if (change->check != check)
            continue;
        *undone_r |= of_check++ == 0 && change->undo;
        if (change->undo)
            undone++;
        else if (undone > 0)
            undone--;
        else if (change->from != change->to) /* else it was set once more */
            return change;
    }
    return NULL;
}

/* When the check was first seen in that mode; 0: it was last seen in another one. After a change
 * was taken back, the state before that change counts. */
static long long
seen_since(const struct bs_modelog *log, const struct bs_about *check, enum bs_mode mode,
           bool undone)
{
    for (unsigned i = log->seens; i-- > 0;) {
        if (log->seen[i].check != check)
            continue;
        if (log->seen[i].mode == mode)
            return log->seen[i].since;
        if (!undone)
            return 0;
    }
    return 0;
}

/* Was it seen in another mode since that change? */
static bool
is_outdated(const struct bs_modelog *log, const struct bs_modelog_change *change)
{
    for (unsigned i = log->seens; i-- > 0;)
        if (log->seen[i].check == change->check)
            return log->seen[i].mode != change->to && log->seen[i].since > change->at;
    return false;
}

static bool
was_seen(const struct bs_modelog *log, const struct bs_about *check)
{
    for (unsigned i = 0; i < log->seens; i++)
        if (log->seen[i].check == check)
            return true;
    return false;
}

static bool
was_touched(const struct bs_modelog *log, const struct bs_modefile *modes,
            const struct bs_about *check)
{
    bool touched = bs_modefile_of(modes, check).line > 0 || was_seen(log, check);

    for (unsigned i = 0; i < log->count; i++)
        touched |= log->change[i].check == check;
    return touched;
}

long long
bs_modelog_since(const struct bs_modelog *log, const struct bs_modefile *modes,
                 const struct bs_about *check, enum bs_since *from_r)
{
    enum bs_mode mode = bs_modefile_of(modes, check).mode;
    bool undone;
    const struct bs_modelog_change *last = last_of(log, check, &undone);
    long long logged = last && last->to == mode && !is_outdated(log, last) ? last->at : 0;
    long long seen = seen_since(log, check, mode, undone);

    *from_r = logged > 0 && logged >= seen ? BS_SINCE_LOG : BS_SINCE_SEEN;
    if (logged > 0 || seen > 0)
        return logged >= seen ? logged : seen;
    bool as_built = undone && last == NULL && mode == check->mode && !was_seen(log, check);
    bool touched = was_touched(log, modes, check) && !as_built;
    long long hand = touched ? changed_by_hand(log, modes) : 0;
    *from_r = hand > 0 ? BS_SINCE_FILE : BS_SINCE_UNKNOWN;
    return hand;
}

/* What is in the log of changes is not recorded twice. If modes.seen cannot be written, nothing is
 * recorded until root calls the next time. */
void
bs_modelog_remember(struct bs_modelog *log, const struct bs_modefile *modes)
{
    const struct bs_about *check;
    char path[BS_PATH_SIZE], line[LINE_N];
    enum bs_since from;

    name_seen(log, path);
    for (unsigned i = 0; (check = bs_check_about(i)) != NULL; i++) {
        enum bs_mode mode = bs_modefile_of(modes, check).mode;
        long long since = bs_modelog_since(log, modes, check, &from);

        if (from != BS_SINCE_FILE)
            continue;
        int n = snprintf(line, sizeof line, "check=%s mode=%s since=%lld\n", check->name,
                         bs_mode_name(mode), since);
        if (append_line(path, line, (size_t)n) != 0)
            return;
    }
}

const char *
bs_since_name(enum bs_since from)
{
    static const char *const names[] = {"changes", "seen", "file", "unknown"};

    return names[from];
}
