/* dropin: the lines by which Debian's Exim configuration includes Backstop. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dropin.h"

#include "paths.h"
#include "run.h"

#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>

#define MAIN_FILE   "conf.d/main/90_backstop"
#define OWN_FILES   "conf.d/*/*_backstop"
#define MACROS_FILE "exim4.conf.localmacros"
#define DEBIAN_FILE "update-exim4.conf.conf"
#define VARIABLE    "dc_use_split_config="
#define SPLIT_LINE  VARIABLE "'true'\n"

static int
path_of(char path[BS_PATH_SIZE], const char *etc, const char *name)
{
    return (size_t)snprintf(path, BS_PATH_SIZE, "%s/%s", etc, name) < BS_PATH_SIZE ? 0
                                                                                   : ENAMETOOLONG;
}

static int
read_part(struct bs_file *file_r, const char *etc, const char *name)
{
    char path[BS_PATH_SIZE];
    int problem = path_of(path, etc, name);

    *file_r = (struct bs_file){0};
    return problem != 0 ? problem : bs_file_read(file_r, path);
}

/* The octets from `from` to `to` are replaced. */
static int
splice(struct bs_file_txn *changes, const char *etc, const char *name, struct bs_span text,
       size_t from, size_t to, const char *insert)
{
    char path[BS_PATH_SIZE];
    struct bs_file new = {0};
    int problem = path_of(path, etc, name);

    if (problem == 0)
        problem = bs_file_splice(&new, text, from, to, bs_span_text(insert));
    if (problem == 0)
        problem = bs_file_txn_write(changes, path, bs_file_span(&new));
    bs_file_free(&new);
    return problem;
}

/* The line with the variable in Debian's own file, and its line end. A shell reads the file, so the
 * last assignment counts. Without one: nothing, at the start of the text. */
static struct bs_span
find_variable(struct bs_span text)
{
    struct bs_span rest = text, line, found = bs_span_take(text, 0);

    for (struct bs_span at = text; bs_span_next_line(&rest, &line); at = rest)
        if (bs_span_starts(line, VARIABLE))
            found = bs_span_take(at, at.n - rest.n);
    return found;
}

/* Replaces that line. */
static int
set_variable(struct bs_file_txn *changes, const char *etc, struct bs_span text, struct bs_span line,
             const char *insert)
{
    size_t start = (size_t)(line.p - text.p);

    return splice(changes, etc, DEBIAN_FILE, text, start, start + line.n, insert);
}

enum bs_form
bs_dropin_debian(const char *etc)
{
    struct bs_file file;

    if (read_part(&file, etc, DEBIAN_FILE) != 0 || file.text == NULL)
        return BS_FORM_NONE;
    struct bs_span value = bs_span_drop(find_variable(bs_file_span(&file)), strlen(VARIABLE));
    bool split = bs_span_is(bs_span_word(&value, " \t\r\n'\""), "true");
    bs_file_free(&file);
    return split ? BS_FORM_SPLIT : BS_FORM_UNSPLIT;
}

/* Unsplit. The comment records what else has to be undone. */
enum block { BLOCK_PLAIN, BLOCK_LINE_END, BLOCK_FILE, BLOCKS };

static const char *const block_comment[BLOCKS] = {
    [BLOCK_PLAIN] = "# Put here by 'backstop enable'; 'backstop disable' removes it.\n",
    [BLOCK_LINE_END] =
        "\n# Put here by 'backstop enable'; 'backstop disable' takes it out, with the "
        "line end before it.\n",
    [BLOCK_FILE] = "# This file was made by 'backstop enable'; 'backstop disable' takes it away "
                   "again.\n",
};

static int
append_block(struct bs_file_txn *changes, const char *etc, const struct bs_file *macros)
{
    struct bs_span text = bs_file_span(macros);
    char block[512];
    enum block kind = macros->text == NULL                                 ? BLOCK_FILE
                      : text.n > 0 && bs_span_at(text, text.n - 1) != '\n' ? BLOCK_LINE_END
                                                                           : BLOCK_PLAIN;

    snprintf(block, sizeof block, "%s.include_if_exists %s\n", block_comment[kind],
             BS_SHARE_DIR "/acl/main");
    return splice(changes, etc, MACROS_FILE, text, text.n, text.n, block);
}

/* The comment, and the line after it if it is an include of ours. */
static bool
find_block(struct bs_span text, size_t *from_r, size_t *to_r, enum block *kind_r)
{
    for (enum block kind = BLOCKS; kind-- > 0;) {
        size_t from = bs_span_search(text, block_comment[kind]);
        if (from == text.n)
            continue;
        struct bs_span rest = bs_span_drop(text, from + strlen(block_comment[kind]));
        struct bs_span behind = rest, line;
        bool ours = bs_span_next_line(&behind, &line) &&
                    bs_span_starts(line, ".include_if_exists ") && bs_span_has(line, "/backstop/");
        *from_r = from;
        *to_r = text.n - (ours ? behind.n : rest.n);
        *kind_r = kind;
        return true;
    }
    return false;
}

static int
take_block(struct bs_file_txn *changes, const char *etc)
{
    struct bs_file macros;
    enum block kind;
    char path[BS_PATH_SIZE];
    size_t from, to;
    int problem = read_part(&macros, etc, MACROS_FILE);

    if (problem == 0 && find_block(bs_file_span(&macros), &from, &to, &kind)) {
        bool all = kind == BLOCK_FILE && from == 0 && to == macros.n;
        if (all && (problem = path_of(path, etc, MACROS_FILE)) == 0)
            problem = bs_file_txn_remove(changes, path);
        else
            problem = splice(changes, etc, MACROS_FILE, bs_file_span(&macros), from, to, "");
    }
    bs_file_free(&macros);
    return problem;
}

static int
put_block(struct bs_file_txn *changes, const char *etc)
{
    struct bs_file macros;
    int problem = take_block(changes, etc);

    if (problem != 0)
        return problem;
    problem = read_part(&macros, etc, MACROS_FILE);
    if (problem == 0)
        problem = append_block(changes, etc, &macros);
    bs_file_free(&macros);
    return problem;
}

/* Split. Our own file records the old line of Debian's file at its end. */
static const char record_comment[] =
    "# 'backstop enable --split' has changed " DEBIAN_FILE "; 'backstop disable'\n"
    "# puts back the line that stood there (none, where this one is empty):\n#";

static size_t
find_record(struct bs_span text)
{
    return bs_span_search(text, record_comment);
}

/* Copies one file of SHARE/exim.conf.d, such as "main/90_backstop", and keeps the record of the old
 * one. */
static int
put_file(struct bs_file_txn *changes, const char *etc, const char *name)
{
    char part[BS_PATH_SIZE];
    struct bs_file new = {0}, old = {0};
    int problem = path_of(part, "exim.conf.d", name);

    if (problem == 0)
        problem = read_part(&new, BS_SHARE_DIR, part);
    if (problem == 0)
        problem = path_of(part, "conf.d", name);
    if (problem == 0)
        problem = read_part(&old, etc, part);
    if (problem == 0) {
        struct bs_span text = bs_file_span(&new), before = bs_file_span(&old);
        size_t record = find_record(before);
        problem = splice(changes, etc, part, text, text.n, text.n,
                         record < before.n ? old.text + record : "");
    }
    bs_file_free(&new);
    bs_file_free(&old);
    return problem;
}

static int
put_files(struct bs_file_txn *changes, const char *etc)
{
    static const char pattern[] = BS_SHARE_DIR "/exim.conf.d/*/*_backstop";
    glob_t found;
    int problem = 0;

    if (glob(pattern, 0, NULL, &found) != 0) {
        snprintf(changes->failed, sizeof changes->failed, "%s", pattern);
        return ENOENT;
    }
    for (size_t i = 0; i < found.gl_pathc && problem == 0; i++)
        problem = put_file(changes, etc, found.gl_pathv[i] + strlen(BS_SHARE_DIR "/exim.conf.d/"));
    globfree(&found);
    return problem;
}

static int
take_files(struct bs_file_txn *changes, const char *etc)
{
    char pattern[BS_PATH_SIZE];
    glob_t found;
    int problem = path_of(pattern, etc, OWN_FILES);

    if (problem != 0 || glob(pattern, 0, NULL, &found) != 0)
        return problem;
    for (size_t i = 0; i < found.gl_pathc && problem == 0; i++)
        problem = bs_file_txn_remove(changes, found.gl_pathv[i]);
    globfree(&found);
    return problem;
}

int
bs_dropin_put(struct bs_file_txn *changes, const char *etc, enum bs_form form)
{
    return form == BS_FORM_SPLIT ? put_files(changes, etc) : put_block(changes, etc);
}

int
bs_dropin_take(struct bs_file_txn *changes, const char *etc)
{
    int problem = take_files(changes, etc);

    return problem != 0 ? problem : take_block(changes, etc);
}

static bool
has_block(const char *etc)
{
    struct bs_file macros;
    enum block kind;
    size_t from, to;
    bool has = read_part(&macros, etc, MACROS_FILE) == 0 &&
               find_block(bs_file_span(&macros), &from, &to, &kind);

    bs_file_free(&macros);
    return has;
}

enum bs_form
bs_dropin_form(const char *etc)
{
    enum bs_form form = bs_dropin_debian(etc);
    struct bs_file file;

    if (form == BS_FORM_UNSPLIT)
        return has_block(etc) ? form : BS_FORM_NONE;
    if (read_part(&file, etc, MAIN_FILE) != 0)
        return BS_FORM_NONE;
    bool in_place = bs_span_has(bs_file_span(&file), ".include_if_exists ");
    bs_file_free(&file);
    return in_place ? form : BS_FORM_NONE;
}

bool
bs_dropin_any(const char *etc)
{
    char pattern[BS_PATH_SIZE];
    glob_t found;
    bool any = path_of(pattern, etc, OWN_FILES) == 0 && glob(pattern, 0, NULL, &found) == 0;

    if (any)
        globfree(&found);
    return any || has_block(etc);
}

/* Ignores files whose names Debian's script does not read. */
bool
bs_dropin_changed(char *path_r, size_t size)
{
    static const char script[] =
        "dpkg --verify exim4-config | sed -n 's|^.* \\(" BS_ETC_DIR "/conf[.]d/.*\\)|\\1|p'\n"
        "find " BS_ETC_DIR "/conf.d -mindepth 2 -regextype posix-extended "
        "-regex '.*/[[:alnum:]_-]+([.]rul)?' "
        "! -name '*_backstop' ! -type d -exec dpkg-query -S {} + 2>&1 >/dev/null |\n"
        "sed -n 's|^dpkg-query: no path found matching pattern ||p'";
    struct bs_run run = {.argv = {"sh", "-c", script}, .seconds = 60};

    bs_run(&run);
    run.out[strcspn(run.out, "\n")] = '\0';
    snprintf(path_r, size, "%s", run.out);
    bs_run_free(&run);
    return *path_r;
}

bool
bs_dropin_recorded(const char *etc)
{
    struct bs_file file;
    bool recorded =
        read_part(&file, etc, MAIN_FILE) == 0 && find_record(bs_file_span(&file)) < file.n;

    bs_file_free(&file);
    return recorded;
}

static int
add_record(struct bs_file_txn *changes, const char *etc, struct bs_span line)
{
    struct bs_file file;
    char *record;
    int problem = read_part(&file, etc, MAIN_FILE);

    if (problem != 0)
        return problem;
    struct bs_span text = bs_file_span(&file);
    if (asprintf(&record, "%s%.*s\n", record_comment, BS_SPAN(line)) < 0)
        record = NULL;
    problem = record ? splice(changes, etc, MAIN_FILE, text, text.n, text.n, record) : ENOMEM;
    free(record);
    bs_file_free(&file);
    return problem;
}

/* If there is no such line, ours goes first, where it is easy to remove. */
int
bs_dropin_set_split(struct bs_file_txn *changes, const char *etc)
{
    struct bs_file file;
    int problem = read_part(&file, etc, DEBIAN_FILE);

    if (problem != 0)
        return problem;
    struct bs_span text = bs_file_span(&file), line = find_variable(text);
    problem = add_record(changes, etc, bs_span_strip(line, "\n"));
    if (problem == 0)
        problem = set_variable(changes, etc, text, line, SPLIT_LINE);
    bs_file_free(&file);
    return problem;
}

/* `line` has no end: an editor may have removed that of the last line. */
static int
put_back(struct bs_file_txn *changes, const char *etc, const char *line)
{
    struct bs_file file;
    int problem = read_part(&file, etc, DEBIAN_FILE);

    if (problem != 0)
        return problem;
    struct bs_span text = bs_file_span(&file), ours = find_variable(text);
    char *whole = NULL;
    if (bs_span_is(ours, SPLIT_LINE))
        problem = asprintf(&whole, "%s%s", line, *line ? "\n" : "") < 0
                      ? ENOMEM
                      : set_variable(changes, etc, text, ours, whole);
    free(whole);
    bs_file_free(&file);
    return problem;
}

int
bs_dropin_reset_split(struct bs_file_txn *changes, const char *etc)
{
    struct bs_file file;
    int problem = read_part(&file, etc, MAIN_FILE);
    struct bs_span text = bs_file_span(&file);
    size_t record = find_record(text);

    if (problem == 0 && record < text.n) {
        char *line = file.text + record + strlen(record_comment);
        line[strcspn(line, "\n")] = '\0';
        problem = put_back(changes, etc, line);
    }
    bs_file_free(&file);
    return problem;
}

bool
bs_dropin_overruled(void)
{
    struct bs_file file;
    bool overruled = bs_file_read(&file, BS_HAND_MADE) == 0 && file.text &&
                     !bs_span_has(bs_file_span(&file), BS_SHARE_DIR "/acl/");

    bs_file_free(&file);
    return overruled;
}
