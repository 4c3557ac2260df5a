/* plot: plots by day, in the page of a report.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A bar for each day, also for days that the log does not cover: these are
 * drawn as such, and not as days on which nothing happened. */
#ifndef BS_PLOT_H
#define BS_PLOT_H

#include "figures.h"

#include <stdio.h>

/* Mail, and what the checks found: a section each. */
void bs_plot_days(FILE *to, const struct bs_log_report *report);

/* Of one check, small: a cell of a table. */
void bs_plot_spark(FILE *to, const struct bs_log_report *report, unsigned check);

/* A number for people and programs. */
void bs_plot_number(FILE *to, uint64_t number, bool least);

#endif
