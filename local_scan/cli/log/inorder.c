/* inorder: reads the lines of Exim's logs, with each message's arrival before its deliveries. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "inorder.h"

#include <stdlib.h>

/* False: out of memory. */
static bool
keep(struct bs_inorder *order, const struct bs_logline *line, struct bs_span text)
{
    char *copy = strndup((const char *)text.p, text.n);

    if (copy == NULL)
        return false;
    order->line[order->lines++] = (struct bs_inorder_line){
        .text = copy, .id = (size_t)(line->id.p - text.p), .id_size = line->id.n};
    return true; /* bounds: lines < max, because a full table gives up a line */
}

static void
give(struct bs_inorder *order, unsigned i, struct bs_logline *line_r)
{
    free(order->given);
    order->given = order->line[i].text;
    order->lines--;
    memmove(&order->line[i], &order->line[i + 1], (order->lines - i) * sizeof *order->line);
    bs_logline_read(line_r, bs_span_text(order->given));
}

static bool
give_due(struct bs_inorder *order, struct bs_logline *line_r)
{
    for (unsigned i = 0; i < order->lines; i++)
        if (order->line[i].due) {
            give(order, i, line_r);
            return true;
        }
    return false;
}

static void
note_arrival(struct bs_inorder *order, struct bs_span id)
{
    for (unsigned i = 0; i < order->lines; i++) {
        struct bs_inorder_line *line = &order->line[i];
        line->due |= bs_span_equal(id, bs_span_of(line->text + line->id, line->id_size));
    }
}

bool
bs_inorder_next(struct bs_inorder *order, struct bs_logs *logs, struct bs_logline *line_r)
{
    struct bs_span text;

    if (give_due(order, line_r))
        return true;
    while (bs_logs_line(logs, &text)) {
        if (!bs_logline_read(line_r, text))
            continue;
        if (line_r->kind == BS_LOG_ARRIVED)
            note_arrival(order, line_r->id);
        if (!line_r->early || !keep(order, line_r, text))
            return true;
        if (order->lines < BS_INORDER)
            continue;
        give(order, 0, line_r);
        return true;
    }
    if (order->lines > 0) {
        give(order, 0, line_r);
        return true;
    }
    free(order->given);
    *order = (struct bs_inorder){.lines = 0};
    return false;
}
