/* modefile: reads and changes the file of modes for commands. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "modefile.h"

#include "copy.h"
#include "policydir.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#define LINE_MAX_N 64 /* "check: mode" */

static const char new_file[] =
    "# The modes of Backstop's checks: \"check: mode\", one per line.\n# A change applies at "
    "once. 'backstop mode' shows and changes them.\n";

bool
bs_modefile_read(struct bs_modefile *modes_r)
{
    modes_r->locked = false;
    bs_policydir_path("modes", modes_r->path);
    return bs_policydir_file(&modes_r->file, "modes");
}

void
bs_modefile_free(struct bs_modefile *modes)
{
    bs_modefile_unlock(modes);
    bs_file_free(&modes->file);
}

static bool
find_line(struct bs_span text, const char *check, struct bs_policy_line *line_r)
{
    struct bs_policy_lines lines = bs_policy_lines_of(text);

    while (bs_policy_lines_next(&lines, line_r))
        if (!line_r->indented && bs_span_is(line_r->key, check))
            return true;
    return false;
}

struct bs_mode_source
bs_modefile_of(const struct bs_modefile *modes, const struct bs_about *check)
{
    struct bs_mode_source source = {check->mode, 0};
    struct bs_policy_line line;
    enum bs_mode mode;

    if (!find_line(bs_file_span(&modes->file), check->name, &line) ||
        !bs_mode_read(line.data, &mode) || !bs_mode_fits(mode, bs_span_text(check->name)))
        return source;
    return (struct bs_mode_source){mode, line.number};
}

/* "#check: mode": a default as in the sample files. Returns where the line after it starts, or
 * 0. */
static size_t
find_commented(struct bs_span text, const char *check)
{
    struct bs_span rest = text, line;

    while (bs_span_next_line(&rest, &line)) {
        if (bs_span_at(line, 0) != '#')
            continue;
        struct bs_span comment = bs_span_strip(line, "# \t");
        size_t colon = bs_span_find(comment, ':');
        if (colon < comment.n && bs_span_is(bs_span_take(comment, colon), check))
            return text.n - rest.n;
    }
    return 0;
}

/* A line is replaced between `from` and `to`. */
struct edit {
    size_t from;
    size_t to;
    char text[LINE_MAX_N];
};

static void
plan_edit(struct edit *edit, struct bs_span text, const char *check, const char *mode)
{
    struct bs_policy_line line;

    if (find_line(text, check, &line)) {
        bool has_mode = line.data.n > 0;
        struct bs_span old = has_mode ? line.data : bs_span_trim(line.text);
        edit->from = (size_t)(old.p - text.p);
        edit->to = edit->from + old.n;
        snprintf(edit->text, sizeof edit->text, "%s%s%s", has_mode ? "" : check,
                 has_mode ? "" : ": ", mode);
        return;
    }
    size_t place = find_commented(text, check);
    edit->from = edit->to = place > 0 ? place : text.n;
    bool in_line = edit->from > 0 && bs_span_at(text, edit->from - 1) != '\n';
    snprintf(edit->text, sizeof edit->text, "%s%s: %s\n", in_line ? "\n" : "", check, mode);
}

static int
apply(struct bs_modefile *modes, const struct edit *edit, struct bs_span text)
{
    struct bs_file new;
    int problem = bs_file_splice(&new, text, edit->from, edit->to, bs_span_text(edit->text));

    if (problem == 0)
        problem = bs_file_replace(modes->path, bs_file_span(&new),
                                  modes->file.text ? &modes->file.stat : NULL);
    if (problem == 0) {
        new.stat = modes->file.stat;
        bs_file_free(&modes->file);
        modes->file = new;
        bs_copy_follow(modes->path);
    } else {
        bs_file_free(&new);
    }
    return problem;
}

int
bs_modefile_lock(struct bs_modefile *modes)
{
    if (modes->locked)
        return 0;
    modes->lock = bs_file_lock(modes->path);
    if (modes->lock < 0)
        return errno;
    modes->locked = true;
    bs_file_free(&modes->file);
    int problem = bs_policydir_read(&modes->file, "modes");
    if (problem != 0)
        bs_modefile_unlock(modes);
    return problem;
}

void
bs_modefile_unlock(struct bs_modefile *modes)
{
    if (modes->locked)
        close(modes->lock);
    modes->locked = false;
}

int
bs_modefile_set(struct bs_modefile *modes, const struct bs_about *check, enum bs_mode mode)
{
    struct edit edit;
    struct bs_span text = modes->file.text ? bs_file_span(&modes->file) : bs_span_text(new_file);

    plan_edit(&edit, text, check->name, bs_mode_name(mode));
    return apply(modes, &edit, text);
}
