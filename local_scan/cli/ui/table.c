/* table: columns of a table that a command prints. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "table.h"

#include <stdarg.h>

#define CELL_SIZE 512

static struct {
    FILE *to;
    const struct bs_column *columns, *next;
    const char *indent;
} table;

void
bs_table_end(void)
{
    fputc('\n', table.to);
    table.next = table.columns;
}

void
bs_table_styled(enum bs_style style, const char *text)
{
    const struct bs_column *column = table.next++;

    fputs(column == table.columns ? table.indent : " ", table.to);
    if (style != BS_STYLE_PLAIN)
        bs_terminal_style(style);
    fprintf(table.to, "%*s", column->width, text);
    if (style != BS_STYLE_PLAIN)
        bs_terminal_style(BS_STYLE_PLAIN);
    if (table.next->heading == NULL)
        bs_table_end();
}

void
bs_table_text(const char *text)
{
    bs_table_styled(BS_STYLE_PLAIN, text);
}

void
bs_table_print(const char *format, ...)
{
    char text[CELL_SIZE];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    bs_table_text(text);
}

void
bs_table_number(unsigned long number)
{
    bs_table_print("%lu", number);
}

void
bs_table_moment(long long at)
{
    char text[BS_MOMENT];

    bs_table_text(at > 0 ? bs_terminal_moment((time_t)at, text) : "-");
}

static void
start(FILE *to, const struct bs_column *columns, const char *indent, enum bs_style style)
{
    table.to = to;
    table.columns = table.next = columns;
    table.indent = indent;
    for (; columns->heading; columns++)
        bs_table_styled(style, columns->heading);
}

void
bs_table_start(const struct bs_column *columns, const char *indent)
{
    start(stdout, columns, indent, BS_STYLE_BOLD);
}

void
bs_table_start_in(FILE *to, const struct bs_column *columns)
{
    start(to, columns, "", BS_STYLE_PLAIN);
}
