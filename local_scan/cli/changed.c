/* changed: the doctor's faults of today beside those of last time. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "changed.h"

#include "exim.h"
#include "file.h"
#include "health.h"
#include "run.h"
#include "terminal.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Auto-Submitted (RFC 3834 §5): no out-of-office note answers it. */
static const char head[] = "To: postmaster\n"
                           "Subject: %s: what backstop doctor finds has changed\n"
                           "Auto-Submitted: auto-generated\n"
                           "MIME-Version: 1.0\n"
                           "Content-Type: text/plain; charset=utf-8\n"
                           "Content-Transfer-Encoding: 8bit\n\n";

static bool
has_line(struct bs_span text, const char *line)
{
    bool more = true;

    while (more)
        if (bs_span_is(bs_span_line(&text, false, &more), line))
            return true;
    return false;
}

static bool
is_fault_now(struct bs_span text)
{
    const struct bs_health_line *line;

    for (unsigned i = 0; (line = bs_health_line(i)) != NULL; i++)
        if (line->note == BS_NOTE_FAULT && bs_span_is(text, line->text))
            return true;
    return false;
}

static bool
write_new(FILE *to, struct bs_span before)
{
    const struct bs_health_line *line;
    bool any = false;

    for (unsigned i = 0; (line = bs_health_line(i)) != NULL; i++) {
        if (line->note != BS_NOTE_FAULT || has_line(before, line->text))
            continue;
        fprintf(to, "%s%s\n  %s\n", any ? "" : "New faults:\n\n", line->text, line->remedy);
        any = true;
    }
    return any;
}

static bool
write_gone(FILE *to, struct bs_span before, bool is_second)
{
    bool any = false, more = true;

    while (more) {
        struct bs_span line = bs_span_line(&before, false, &more);

        if (line.n == 0 || is_fault_now(line))
            continue;
        fprintf(to, "%s%.*s\n",
                any         ? ""
                : is_second ? "\nGone:\n\n"
                            : "Gone:\n\n",
                (int)line.n, (const char *)line.p);
        any = true;
    }
    return any;
}

bool
bs_changed_since(const char *path, char **text_r)
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

bool
bs_changed_keep(const char *path)
{
    char *text = NULL;
    size_t size = 0;
    const struct bs_health_line *line;
    FILE *to = open_memstream(&text, &size);

    for (unsigned i = 0; to && (line = bs_health_line(i)) != NULL; i++)
        if (line->note == BS_NOTE_FAULT)
            fprintf(to, "%s\n", line->text);
    if (to)
        fclose(to);
    int problem = bs_file_replace(path, bs_span_of(text, size), NULL);
    free(text);
    if (problem != 0)
        bs_terminal_complain_errno(path, problem);
    return problem == 0;
}

bool
bs_changed_mail(const char *text)
{
    char host[256] = "";
    char *mail = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&mail, &size);

    gethostname(host, sizeof host - 1);
    if (to) {
        fprintf(to, head, host);
        fputs(text, to);
        fclose(to);
    }
    struct bs_run run = {
        .argv = {BS_EXIM, "-i", "-odb", "postmaster"}, .input = mail, .seconds = 60};
    bool sent = mail && bs_run(&run) == 0;
    if (!sent)
        bs_terminal_complain("mail to postmaster", mail ? bs_run_said(&run) : "out of memory",
                             "Exim has to take mail before it can be told of faults so");
    bs_run_free(&run);
    free(mail);
    return sent;
}
