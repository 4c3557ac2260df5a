/* stepback: sets checks that wrongly refuse mail back to `warn`. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stepback.h"

#include "postmaster.h"
#include "terminal.h"

#include <stdio.h>

static void
put_example(FILE *to, const struct bs_example *example)
{
    char from[4 * BS_EVIDENCE_TEXT];

    bs_terminal_shown(from, sizeof from, bs_span_text(example->from), BS_EVIDENCE_TEXT);
    fprintf(to, "  %s %s <%s> (%s)\n", example->when, example->host, from,
            bs_against_name(example->why));
}

static bool
step(struct bs_rollout *rollout, const struct bs_rollout_row *row, FILE *to)
{
    const struct bs_standing *standing = &row->standing;
    struct bs_modelog_change change = {
        .check = standing->check, .from = standing->mode, .to = BS_MODE_WARN};
    int problem = bs_modelog_set(&rollout->log, &rollout->modes, change, "backstop");

    if (problem != 0)
        return bs_terminal_complain_write(rollout->modes.path, problem);
    fprintf(to, "%s: warn, was %s: %s\n", standing->check->name, bs_mode_name(standing->mode),
            row->advice.reason);
    for (unsigned i = 0; i < standing->evidence->examples; i++)
        put_example(to, &standing->evidence->example[i]);
    return true;
}

bool
bs_step_back(struct bs_rollout *rollout)
{
    char subject[80];
    unsigned steps = 0;
    bool fine = true;
    FILE *to = bs_postmaster_begin();

    if (to == NULL)
        return false;
    for (unsigned i = 0; i < rollout->count; i++) {
        const struct bs_rollout_row *row = &rollout->row[i];
        if (row->standing.mode <= BS_MODE_WARN || !row->advice.sure ||
            row->advice.mode != BS_MODE_WARN)
            continue;
        bool done = step(rollout, row, to);
        steps += done;
        fine &= done;
    }
    if (steps == 0)
        return fine;
    fputs("\n'backstop status' shows more; 'sudo backstop undo' takes the last of these "
          "changes back.\n", to);
    const char *text = bs_postmaster_text();
    bs_terminal_put(text ? text : "");
    snprintf(subject, sizeof subject, "%u check%s went back to warn", steps, bs_plural(steps));
    return bs_postmaster_send(NULL, subject) && fine;
}
