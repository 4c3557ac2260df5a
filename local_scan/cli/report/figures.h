/* figures: the numbers of a report, with their names and order, so that text, JSON, CSV and the
 * page show the same ones.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Names are stable: they are members of JSON and words of CSV. */
#ifndef BS_FIGURES_H
#define BS_FIGURES_H

#include "traffic.h"

#define BS_FIGURES_MAX 16

struct bs_figure {
    const char *name;
    uint64_t value;
    bool least; /* there were more */
};

struct bs_figures {
    struct bs_figure at[BS_FIGURES_MAX];
    unsigned count;
};

struct bs_figures bs_figures_mail(const struct bs_mail_counts *mail);
struct bs_figures bs_figures_found(const struct bs_check_hits *found);

struct bs_log_report {
    struct bs_traffic traffic;
    struct bs_mail_counts mail; /* of all days */
    unsigned long lines;

    /* What is known about the checks on this host; `todo` is NULL if that is unknown, because the
     * logs may be another host's. */
    const char *todo; /* lines for people: what is to be done */
    const char *mode[BS_ALL_CHECKS];
    unsigned long against[BS_ALL_CHECKS]; /* hits known to be wrong, in 14 days */
};

/* "1.4 GB", where a KB has 1,024 octets, as in eximstats. */
#define BS_VOLUME 16
void bs_figures_volume(uint64_t octets, char text_r[BS_VOLUME]);

/* The percentage of mail offered from outside that was not accepted; -1: nothing was offered. */
int bs_figures_stopped(const struct bs_mail_counts *mail);

/* To standard output. */
void bs_report_text(const struct bs_log_report *report);
void bs_report_json(const struct bs_log_report *report);
void bs_report_csv(const struct bs_log_report *report);

/* [["192.0.2.1",12],…], at most `max` of them. */
void bs_report_json_top(const char *name, const struct bs_top *top, unsigned max);

/* A page that needs nothing else. Returns 0 or an errno. */
int bs_report_page(const struct bs_log_report *report, const char *path);

#endif
