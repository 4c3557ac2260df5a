/* table: columns of a table that a command prints.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Each column is an element of an array: its heading, and its width as for printf (negative:
 * left-aligned; 0, for the last column: as wide as the text). Columns are separated by a blank.
 * Cells are written from left to right; the last one ends the line, as does bs_table_end before it.
 *
 * Does not: escape. */
#ifndef BS_TABLE_H
#define BS_TABLE_H

#include "terminal.h"

#include <stdio.h>

struct bs_column {
    const char *heading; /* NULL: the end */
    int width;
};

/* Writes the line of headings, in bold. The following cells belong to this table, and each line
 * starts with `indent`. */
void bs_table_start(const struct bs_column *columns, const char *indent);
/* The same, to a file, and not bold. */
void bs_table_start_in(FILE *to, const struct bs_column *columns);

void bs_table_text(const char *text);
void bs_table_styled(enum bs_style style, const char *text);
void bs_table_number(unsigned long number);
void bs_table_moment(long long at); /* "2026-01-31 09:12", or "-" for 0 */
void bs_table_print(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Leaves the rest of this line empty. */
void bs_table_end(void);

#endif
