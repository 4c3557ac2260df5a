/* todo: what there is to do, one line each. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "todo.h"

#include "dropin.h"
#include "terminal.h"

#include <unistd.h>

#define COLUMNS 80
#define HEAD    9 /* "Look at: " */

const char *
bs_todo_name(enum bs_todo_kind kind)
{
    static const char *const names[] = {"Ready", "Look at", "Wait"};

    return names[kind];
}

static struct bs_todo *
add(struct bs_todos *todos, enum bs_todo_kind kind, const char *call)
{
    struct bs_todo *todo = &todos->at[todos->count++];

    *todo = (struct bs_todo){.kind = kind};
    snprintf(todo->call, sizeof todo->call, "%s", call);
    return todo;
}

/* The first clause of the reason, cut to fit the line. */
static void
set_why(struct bs_todo *todo, const char *name, const char *reason)
{
    int room = COLUMNS - HEAD - (int)strlen(todo->call) - (int)strlen("  # ") -
               (name ? (int)strlen(name) + 2 : 0);
    int n = (int)strcspn(reason, ":;,");

    snprintf(todo->why, sizeof todo->why, "%s%s%.*s", name ? name : "", name ? ": " : "",
             n < room ? n : room, reason);
}

static bool
is_of(const struct bs_rollout_row *row, enum bs_todo_kind kind)
{
    const struct bs_standing *standing = &row->standing;
    const struct bs_check_record *evidence = standing->evidence;
    bool forward = standing->mode < standing->check->goal && standing->mode >= BS_MODE_WARN &&
                   standing->check->area != BS_AREA_LEAVING;

    if (row->advice.reason[0] == '\0' || evidence->fortnight + standing->unjudged == 0)
        return false;
    if (row->advice.change)
        return kind == (row->advice.mode > standing->mode ? BS_TODO_READY : BS_TODO_LOOK);
    if (!forward)
        return false;
    bool look = bs_checkrecord_wrong(evidence) > 0 || standing->silent || standing->unjudged > 0;
    return kind == (look ? BS_TODO_LOOK : BS_TODO_WAIT);
}

static void
add_row(struct bs_todos *todos, const struct bs_rollout_row *row, enum bs_todo_kind kind)
{
    const struct bs_check_record *evidence = row->standing.evidence;
    unsigned long wrong = bs_checkrecord_wrong(evidence);
    unsigned long hits = bs_checkrecord_hits(evidence);
    const char *name = row->standing.check->name;
    char call[BS_ROLLOUT_CALL], why[60];

    snprintf(why, sizeof why, "%lu hit%s", hits, bs_plural(hits));
    if (wrong > 0)
        snprintf(why, sizeof why, "%lu of %lu hit%s wrong", wrong, hits, bs_plural(hits));
    bs_rollout_call(row, call);
    /* If all wrong hits come from one host and sender, that mail can be exempted instead. */
    if (call[0] && (kind != BS_TODO_LOOK || row->advice.sure)) {
        set_why(add(todos, kind, call), NULL, why);
    } else if (wrong == 0 && kind == BS_TODO_LOOK) {
        set_why(add(todos, kind, "sudo backstop doctor"), name, row->advice.reason);
    } else {
        snprintf(call, sizeof call, "sudo backstop hits %s%s", name,
                 kind == BS_TODO_LOOK ? " --against" : "");
        set_why(add(todos, kind, call), NULL, kind == BS_TODO_LOOK ? why : row->advice.reason);
    }
}

void
bs_todos_make(struct bs_todos *todos_r, const struct bs_rollout *rollout)
{
    todos_r->count = 0;
    if (bs_dropin_form(BS_ETC_DIR) == BS_FORM_NONE || bs_dropin_overruled())
        set_why(add(todos_r, BS_TODO_LOOK, "sudo backstop enable"), NULL,
                "Exim does not use Backstop");
    if (!bs_rollout_whole(rollout)) {
        /* Root can read every file, so the complaint on standard error tells what is wrong. */
        set_why(add(todos_r, BS_TODO_LOOK,
                    geteuid() == 0 ? "sudo backstop status >/dev/null" : "sudo backstop status"),
                NULL, "not everything could be read, so there is no advice");
        return;
    }
    for (enum bs_todo_kind kind = BS_TODO_READY; kind <= BS_TODO_WAIT; kind++)
        for (unsigned i = 0; i < rollout->count; i++)
            if (is_of(&rollout->row[i], kind))
                add_row(todos_r, &rollout->row[i], kind);
}

void
bs_todos_put(FILE *to, const struct bs_todos *todos)
{
    for (unsigned i = 0; i < todos->count; i++) {
        const struct bs_todo *todo = &todos->at[i];
        char head[12];

        snprintf(head, sizeof head, "%s:", bs_todo_name(todo->kind));
        fprintf(to, "%-9s%s  # %s\n", head, todo->call, todo->why);
    }
    if (todos->count == 0)
        fputs("There is nothing to do.\n", to);
    fputs("\n", to);
}

void
bs_todos_tell(FILE *to)
{
    static struct bs_rollout rollout;
    static struct bs_todos todos;

    if (!bs_rollout_open(&rollout))
        return;
    bs_rollout_look(&rollout);
    bs_todos_make(&todos, &rollout);
    bs_todos_put(to, &todos);
    bs_rollout_free(&rollout);
}
