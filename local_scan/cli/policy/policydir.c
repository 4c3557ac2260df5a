/* policydir: where the policy is, and its files. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policydir.h"
#include "lines.h"

#include "terminal.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

static const char *given;
static bool unread;

#define HELP "where the policy files are (default: " BS_POLICY_DIR ")"

const struct bs_option bs_policydir_options[] = {
    BS_DIR("policy", &given, HELP),
    BS_END,
};

const struct bs_option bs_policydir_if_there[] = {
    BS_TEXT("policy", "DIR", &given, HELP),
    BS_END,
};

const char *
bs_policydir(void)
{
    return given ? given : BS_POLICY_DIR;
}

bool
bs_policydir_given(void)
{
    return given != NULL;
}

void
bs_policydir_path(const char *name, char path_r[BS_PATH_SIZE])
{
    snprintf(path_r, BS_PATH_SIZE, "%s/%s", bs_policydir(), name);
}

int
bs_policydir_read(struct bs_file *file_r, const char *name)
{
    char path[BS_PATH_SIZE];

    bs_policydir_path(name, path);
    return bs_file_read(file_r, path);
}

int
bs_policydir_problem(void)
{
    char path[BS_PATH_SIZE];

    bs_policydir_path(".", path);
    return access(path, X_OK) == 0 || errno == ENOENT ? 0 : errno;
}

/* Once for each file, however often it is read; and if the directory itself cannot be entered, once
 * for all of them. */
static void
complain(const char *name, int problem)
{
    static char told[1024];
    char path[BS_PATH_SIZE], mark[64];
    size_t n = strlen(told);

    unread = true;
    bs_policydir_path(name, path);
    if (bs_policydir_problem() != 0) {
        snprintf(path, sizeof path, "%s", bs_policydir());
        name = ".";
    }
    snprintf(mark, sizeof mark, "/%s/", name);
    if (strstr(told, mark))
        return;
    snprintf(told + n, sizeof told - n, "%s", mark);
    bs_terminal_complain_kept(path, problem);
}

bool
bs_policydir_file(struct bs_file *file_r, const char *name)
{
    int problem = bs_policydir_read(file_r, name);

    if (problem != 0)
        complain(name, problem);
    return problem == 0;
}

struct bs_span
bs_policydir_text(struct bs_file *file_r, const char *name)
{
    bs_policydir_file(file_r, name);
    return bs_file_span(file_r);
}

bool
bs_policydir_unread(void)
{
    return unread;
}

void
bs_policydir_cut(void)
{
    unread = true;
}

bool
bs_policydir_is_empty(const char *name)
{
    struct bs_file file;
    struct bs_policy_line line;
    bool empty = bs_policydir_read(&file, name) == 0;
    struct bs_policy_lines lines = bs_policy_lines_of(bs_file_span(&file));

    while (empty && bs_policy_lines_next(&lines, &line))
        empty = line.key.n == 0;
    bs_file_free(&file);
    return empty;
}

/* A file is written anew beside the old one, or beside the one that a link leads to. The directory of
 * the package is made where it is missing. */
bool
bs_policydir_may_write(const char *name)
{
    char path[BS_PATH_SIZE];

    bs_policydir_path(name, path);
    if (access(path, W_OK) == 0 || access(bs_policydir(), W_OK) == 0 || errno == ENOENT)
        return true;
    int problem = errno;
    return bs_terminal_complain_write(path, problem);
}

bool
bs_policydir_says(enum bs_setting_key setting, const char *value)
{
    struct bs_file file;
    struct bs_span text = bs_policydir_text(&file, "settings");
    bool says = bs_span_is(bs_setting_read(text, setting), value);

    bs_file_free(&file);
    return says;
}

bool
bs_policydir_gone(const char *name)
{
    char path[BS_PATH_SIZE], mark[BS_PATH_SIZE];
    struct stat st;

    bs_policydir_path(name, path);
    snprintf(mark, sizeof mark, BS_POLICYDIR_MARKS "/%s", name);
    return strcmp(bs_policydir(), BS_POLICY_DIR) == 0 && stat(path, &st) < 0 && errno == ENOENT &&
           lstat(mark, &st) == 0;
}
