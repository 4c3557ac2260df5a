/* table: columns of a table that a command prints. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "table.h"

#include <stdio.h>

static struct {
    const struct bs_column *columns, *next;
    const char *indent;
} table;

void
bs_table_styled(enum bs_style style, const char *text)
{
    const struct bs_column *column = table.next++;

    bs_terminal_put(column == table.columns ? table.indent : " ");
    if (style != BS_STYLE_PLAIN)
        bs_terminal_style(style);
    printf("%*s", column->width, text);
    if (style != BS_STYLE_PLAIN)
        bs_terminal_style(BS_STYLE_PLAIN);
    if (table.next->heading == NULL) {
        bs_terminal_put("\n");
        table.next = table.columns;
    }
}

void
bs_table_text(const char *text)
{
    bs_table_styled(BS_STYLE_PLAIN, text);
}

void
bs_table_number(unsigned long number)
{
    char text[24];

    snprintf(text, sizeof text, "%lu", number);
    bs_table_text(text);
}

void
bs_table_start(const struct bs_column *columns, const char *indent)
{
    table.columns = table.next = columns;
    table.indent = indent;
    for (; columns->heading; columns++)
        bs_table_styled(BS_STYLE_BOLD, columns->heading);
}
