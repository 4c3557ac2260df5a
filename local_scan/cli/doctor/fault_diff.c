/* fault_diff: compares the doctor's faults with those of its last run. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fault_diff.h"

#include "file.h"
#include "health.h"
#include "terminal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

/* "names", "mx.example.org has no …" */
struct kept {
    struct bs_span about;
    struct bs_span text;
};

static bool
next_kept(struct bs_span *rest, struct kept *kept_r)
{
    struct bs_span line;
    bool more = bs_span_next_line(rest, &line);

    kept_r->about = bs_span_word(&line, "\t");
    kept_r->text = bs_span_drop(line, 1);
    return more;
}

static bool
is_same(const struct kept *kept, const struct bs_health_line *line)
{
    return bs_span_is(kept->about, line->about) && bs_span_is(kept->text, line->text);
}

static bool
was_there(struct bs_span before, const struct bs_health_line *line)
{
    struct kept kept;

    while (next_kept(&before, &kept))
        if (is_same(&kept, line))
            return true;
    return false;
}

static bool
is_fault_now(const struct kept *kept)
{
    const struct bs_health_line *line;

    for (unsigned i = 0; (line = bs_health_line(i)) != NULL; i++)
        if (line->note == BS_NOTE_FAULT && is_same(kept, line))
            return true;
    return false;
}

static bool
write_new(FILE *to, struct bs_span before)
{
    const struct bs_health_line *line;
    bool any = false;

    for (unsigned i = 0; (line = bs_health_line(i)) != NULL; i++) {
        if (line->note != BS_NOTE_FAULT || was_there(before, line))
            continue;
        fprintf(to, "%s%s\n  %s\n", any ? "" : "New faults:\n\n", line->text, line->remedy);
        any = true;
    }
    return any;
}

static bool
write_gone(FILE *to, struct bs_span before, bool is_second)
{
    struct kept kept;
    bool any = false;

    while (next_kept(&before, &kept)) {
        if (bs_health_was_skipped(kept.about) || is_fault_now(&kept))
            continue;
        fprintf(to, "%s%.*s\n",
                any         ? ""
                : is_second ? "\nGone:\n\n"
                            : "Gone:\n\n",
                BS_SPAN(kept.text));
        any = true;
    }
    return any;
}

bool
bs_fault_diff_since(const char *path, char **text_r)
{
    struct bs_file before;
    size_t size = 0;
    int problem = bs_file_read(&before, path);
    FILE *to = open_memstream(text_r, &size);

    if (problem != 0)
        bs_terminal_complain_errno(path, problem);
    bool any = to && write_new(to, bs_file_span(&before));
    any |= to && write_gone(to, bs_file_span(&before), any);
    if (to)
        fclose(to);
    if (!any) {
        free(to ? *text_r : NULL);
        *text_r = NULL;
    }
    bs_file_free(&before);
    return problem == 0;
}

static void
write_kept(FILE *to, struct bs_span before)
{
    const struct bs_health_line *line;
    struct kept kept;

    for (unsigned i = 0; (line = bs_health_line(i)) != NULL; i++)
        if (line->note == BS_NOTE_FAULT)
            fprintf(to, "%s\t%s\n", line->about, line->text);
    while (next_kept(&before, &kept))
        if (bs_health_was_skipped(kept.about))
            fprintf(to, "%.*s\t%.*s\n", BS_SPAN(kept.about), BS_SPAN(kept.text));
}

bool
bs_fault_diff_keep(const char *path)
{
    char *text = NULL;
    size_t size = 0;
    struct bs_file before;
    int problem = bs_file_read(&before, path);
    FILE *to = open_memstream(&text, &size);

    if (to == NULL) {
        problem = ENOMEM;
    } else {
        write_kept(to, bs_file_span(&before));
        fclose(to);
        problem = bs_file_replace(path, bs_span_of(text, size), NULL);
    }
    bs_file_free(&before);
    free(text);
    return problem == 0 || bs_terminal_complain_write(path, problem);
}
