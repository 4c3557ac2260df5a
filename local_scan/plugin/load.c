/* load: reads the policy files. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "load.h"

#include "paths.h"
#include "settings.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_PATH 4096

/* One octet more than is used, to see that a file is longer. */
static unsigned char content[BS_FILES][BS_MAX_POLICY_FILE + 1];
static char path[MAX_PATH]; /* of the directory */

const char *
bs_load_name(unsigned file)
{
    static const char *const name[BS_FILES] = {
        [BS_FILE_MODES] = "modes",
        [BS_FILE_SETTINGS] = "settings",
        [BS_FILE_KEYS] = "keys",
        [BS_FILE_DNSBL_ZONES] = "dnsbl_zones",
    };

    return file < BS_LISTS ? bs_list_name((enum bs_list)file) : name[file];
}

const char *
bs_flaw_name(unsigned kind)
{
    static const char *const name[BS_FLAWS] = {
        [BS_FLAW_NONE] = "none",
        [BS_FLAW_MISSING] = "missing",
        [BS_FLAW_UNREADABLE] = "unreadable",
        [BS_FLAW_TOO_LONG] = "too_long",
        [BS_FLAW_LINE] = "line",
    };

    return kind < BS_FLAWS ? name[kind] : "none";
}

/* A relative path, or one that is too long, becomes "", which no directory has. `dir` absent: the
 * usual one. */
static void
copy_path(char path_r[MAX_PATH], struct bs_span dir, const char *usual)
{
    struct bs_text t = bs_text_in(path_r, MAX_PATH);

    bs_text_put_span(&t, dir.p ? dir : bs_span_text(usual));
    if (path_r[0] != '/' || t.cut)
        path_r[0] = '\0';
}

void
bs_load_start(struct bs_load *load_r, struct bs_policy *policy, struct bs_span dir)
{
    *load_r = (struct bs_load){.dir = -1, .policy = policy};
    copy_path(path, bs_span_trim(dir), BS_POLICY_DIR);
    bs_policy_defaults(policy);
}

void
bs_load_end(struct bs_load *load)
{
    if (load->dir >= 0)
        close(load->dir);
    load->dir = -1;
}

/* The flaw of a file that was not opened. Most files are absent because they are not needed, so
 * their absence is not a flaw; but `modes` and `keys` are installed with Backstop. */
static unsigned char
flaw_of(const struct bs_load *load, int reason, unsigned file)
{
    if (reason != ENOENT)
        return BS_FLAW_UNREADABLE;
    if (file < BS_LISTS)
        return load->known[file] ? BS_FLAW_MISSING : BS_FLAW_NONE;
    return file == BS_FILE_MODES || file == BS_FILE_KEYS ? BS_FLAW_MISSING : BS_FLAW_NONE;
}

/* O_NONBLOCK: a pipe that was put there must not stop mail. */
static int
open_file(const struct bs_load *load, unsigned file, struct bs_flaw *flaw)
{
    struct stat st;
    int fd = load->dir;

    if (fd >= 0)
        fd = openat(fd, bs_load_name(file), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

    if (fd < 0) {
        flaw->kind = flaw_of(load, errno, file);
        return -1;
    }
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
        return fd;
    flaw->kind = BS_FLAW_UNREADABLE;
    close(fd);
    return -1;
}

static size_t
read_all(int fd, unsigned char *buffer, size_t size, struct bs_flaw *flaw)
{
    size_t n = 0;

    while (n < size) {
        ssize_t got = read(fd, buffer + n, size - n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            flaw->kind = BS_FLAW_UNREADABLE;
        if (got <= 0)
            break;
        n += (size_t)got;
    }
    return n;
}

static void
open_dir(struct bs_load *load)
{
    if (load->dir < 0)
        load->dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* Descriptor of the directory of marks; -1: it does not exist, and cannot be made. */
static int
open_marks(struct bs_span state_dir)
{
    char name[MAX_PATH];

    copy_path(name, state_dir, BS_STATE_DIR);
    int state = open(name, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (state < 0)
        return -1;
    int marks = openat(state, "lists", O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (marks < 0 && errno == ENOENT && mkdirat(state, "lists", 0750) == 0)
        marks = openat(state, "lists", O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    close(state);
    return marks;
}

/* If it is not possible to look for the list, it counts as existing. */
static bool
was_there(int dir, int marks, const char *name)
{
    struct stat st;

    if (fstatat(marks, name, &st, AT_SYMLINK_NOFOLLOW) == 0)
        return true;
    if (dir < 0 || (fstatat(dir, name, &st, 0) < 0 && errno == ENOENT))
        return false;
    int mark = openat(marks, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
    if (mark >= 0)
        close(mark);
    return true;
}

void
bs_load_remember(struct bs_load *load, struct bs_span state_dir)
{
    int marks = open_marks(bs_span_trim(state_dir));

    if (marks < 0)
        return;
    open_dir(load);
    for (enum bs_list list = 0; list < BS_LISTS; list++)
        load->known[list] = was_there(load->dir, marks, bs_list_name(list));
    close(marks);
}

/* A text that was cut off must not end in half an entry, because half an address is a different
 * one. */
static struct bs_span
whole_lines(struct bs_span text)
{
    while (text.n > 0 && bs_span_at(text, text.n - 1) != '\n')
        text.n--;
    return text;
}

static struct bs_span
read_file(struct bs_load *load, unsigned file)
{
    struct bs_flaw *flaw = &load->flaw[file];
    struct bs_span text = {NULL, 0};

    *flaw = (struct bs_flaw){.kind = BS_FLAW_NONE};
    open_dir(load);
    int fd = open_file(load, file, flaw);
    if (fd < 0)
        return text;
    text = bs_span_of(content[file], read_all(fd, content[file], sizeof content[file], flaw));
    close(fd);
    if (text.n > BS_MAX_POLICY_FILE)
        flaw->kind = BS_FLAW_TOO_LONG;
    return flaw->kind == BS_FLAW_NONE ? text : whole_lines(text);
}

static void
note_line(struct bs_flaw *flaw, unsigned line)
{
    if (line > 0)
        *flaw = (struct bs_flaw){.kind = BS_FLAW_LINE, .line = line};
}

void
bs_load_modes(struct bs_load *load)
{
    struct bs_span text = read_file(load, BS_FILE_MODES);

    note_line(&load->flaw[BS_FILE_MODES], bs_policy_read_modes(load->policy, text));
}

void
bs_load_list(struct bs_load *load, enum bs_list list)
{
    struct bs_span text = read_file(load, list);

    load->policy->list[list].count = 0; /* it may be read once before the fork */
    note_line(&load->flaw[list], bs_policy_read_list(load->policy, list, text));
}

void
bs_load_own(struct bs_load *load)
{
    for (enum bs_list list = 0; list < BS_LISTS; list++) {
        if (!bs_list_is_own(list))
            continue;
        bs_load_list(load, list);
        load->policy->unread |= load->flaw[list].kind != BS_FLAW_NONE;
    }
}

void
bs_load_settings(struct bs_load *load)
{
    load->settings = read_file(load, BS_FILE_SETTINGS);
    load->policy->tag_days = (unsigned)bs_setting_number(load->settings, BS_SET_TAG_DAYS);
}

unsigned
bs_load_patience(const struct bs_load *load)
{
    return (unsigned)bs_setting_number(load->settings, BS_SET_DNS_TIME) + 1000;
}

void
bs_load_keys(struct bs_load *load)
{
    struct bs_span text = read_file(load, BS_FILE_KEYS);

    note_line(&load->flaw[BS_FILE_KEYS], bs_keyring_read(&load->policy->keyring, text));
}

void
bs_load_zones(struct bs_load *load)
{
    load->policy->zones = read_file(load, BS_FILE_DNSBL_ZONES);
}
