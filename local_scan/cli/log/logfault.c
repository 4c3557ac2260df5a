/* logfault: which parts of the logs could not be read, and why. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "logfile.h"

#include "terminal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const struct {
    int problem;
    const char *reason, *remedy;
} faults[] = {
    {EIO, "it is damaged", "'gzip -t' shows more; what could be read of it was used"},
    {ENOMEM, "there is not enough memory to read it",
     "close other programs, or raise the limit (ulimit -v)"},
    {ENOTSUP, "it is not compressed by gzip", "uncompress it first"},
    {ENODEV, "it is not a regular file", "move it away"},
    {EBADMSG, "none of its lines has a date as Exim writes it",
     "name Exim's main log; if that goes to syslog, Exim must write its own time as well "
     "(syslog_timestamp)"},
};

/* The remedy must not be to remove /dev/null, or a pipe that another program reads. */
static void
complain_part(const struct bs_logpart *part)
{
    const char *named = bs_logs_named();

    if (part->problem == ENODEV && named && strcmp(part->path, named) == 0) {
        bs_terminal_complain(named, "it is not a regular file", "name Exim's main log, or a copy of it");
        return;
    }
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
        if (part->problem == faults[i].problem) {
            bs_terminal_complain(part->path, faults[i].reason, faults[i].remedy);
            return;
        }
    bs_terminal_complain_errno(part->path, part->problem);
}

bool
bs_logs_complain(const struct bs_logs *logs)
{
    bool any = false;

    for (unsigned i = 0; i < logs->parts; i++) {
        const struct bs_logpart *part = &logs->part[i];

        if (part->problem != 0)
            complain_part(part);
        any |= part->problem != 0;
    }
    return any;
}

void
bs_logs_count_foreign(const struct bs_logs *logs, unsigned long *foreign_r, unsigned long *lines_r)
{
    *foreign_r = *lines_r = 0;
    for (unsigned i = 0; i < logs->parts; i++) {
        *foreign_r += logs->part[i].problem == 0 ? logs->part[i].foreign : 0;
        *lines_r += logs->part[i].lines;
    }
}

void
bs_logs_note_foreign(const struct bs_logs *logs)
{
    unsigned long foreign, lines;
    char reason[80];

    bs_logs_count_foreign(logs, &foreign, &lines);
    if (foreign == 0)
        return;
    snprintf(reason, sizeof reason, "%lu of %lu line%s %s not written by Exim", foreign, lines,
             bs_plural(lines), foreign == 1 ? "was" : "were");
    bs_terminal_complain("the logs", reason, "check the files: Exim's lines start with a date");
}

int
bs_logs_nothing(const struct bs_logs *logs)
{
    for (unsigned i = 0; i < logs->parts; i++)
        if (logs->part[i].problem == 0 || logs->part[i].lines > logs->part[i].foreign)
            return 0;
    return logs->parts > 0 ? logs->part[0].problem : 0;
}
