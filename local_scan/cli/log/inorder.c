/* inorder: reads the lines of Exim's logs, with each message's arrival before its deliveries. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "logfile.h"

#include <stdlib.h>

/* False: out of memory. */
static bool
keep(struct bs_logs *logs, const struct bs_logline *line, struct bs_span text)
{
    char *copy = strndup((const char *)text.p, text.n);

    if (copy == NULL)
        return false;
    logs->early[logs->earlies++] = (struct bs_logs_early){
        .text = copy, .id = (size_t)(line->id.p - text.p), .id_size = line->id.n};
    return true; /* bounds: lines < max, because a full table gives up a line */
}

static void
give(struct bs_logs *logs, unsigned i, struct bs_logline *line_r)
{
    free(logs->given);
    logs->given = logs->early[i].text;
    logs->earlies--;
    memmove(&logs->early[i], &logs->early[i + 1], (logs->earlies - i) * sizeof *logs->early);
    bs_logline_read(line_r, bs_span_text(logs->given));
}

static bool
give_due(struct bs_logs *logs, struct bs_logline *line_r)
{
    for (unsigned i = 0; i < logs->earlies; i++)
        if (logs->early[i].due) {
            give(logs, i, line_r);
            return true;
        }
    return false;
}

static void
note_arrival(struct bs_logs *logs, struct bs_span id)
{
    for (unsigned i = 0; i < logs->earlies; i++) {
        struct bs_logs_early *early = &logs->early[i];
        early->due |= bs_span_equal(id, bs_span_of(early->text + early->id, early->id_size));
    }
}

bool
bs_logs_next(struct bs_logs *logs, struct bs_logline *line_r)
{
    struct bs_span text;

    if (give_due(logs, line_r))
        return true;
    while (bs_logs_line(logs, &text)) {
        if (!bs_logline_read(line_r, text))
            continue;
        if (line_r->kind == BS_LOG_ARRIVED)
            note_arrival(logs, line_r->id);
        if (!line_r->early || !keep(logs, line_r, text))
            return true;
        if (logs->earlies < BS_LOGS_EARLY)
            continue;
        give(logs, 0, line_r);
        return true;
    }
    if (logs->earlies == 0)
        return false;
    give(logs, 0, line_r);
    return true;
}
