/* exam_local: databases of countries and networks, the clock, how long the log is kept, and
 * whether a person reads what postmaster gets. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "exam.h"

#include "date.h"
#include "geo_places.h"
#include "paths.h"
#include "postmaster.h"
#include "settings.h"

#include <stdio.h>
#include <sys/stat.h>
#include <sys/timex.h>
#include <time.h>

/* MaxMind and DB-IP publish theirs every week or month. */
#define GEO_DAYS 40

/* 2024-01-01: Backstop is younger than that. */
#define OLDEST_NOW 1704067200

/* The first usual place that has one, or the file the settings name. */
static bool
find_database(const struct bs_patient *patient, enum bs_setting_key key, const char *const *usual,
              char path_r[BS_PATH_SIZE], struct stat *st_r)
{
    struct bs_span named = bs_setting_read(bs_file_span(&patient->settings), key);

    snprintf(path_r, BS_PATH_SIZE, "%.*s", BS_SPAN(named));
    if (named.n > 0)
        return stat(path_r, st_r) == 0 && S_ISREG(st_r->st_mode);
    for (; *usual; usual++) {
        snprintf(path_r, BS_PATH_SIZE, "%s", *usual);
        if (stat(path_r, st_r) == 0 && S_ISREG(st_r->st_mode))
            return true;
    }
    *path_r = '\0';
    return false;
}

#define FETCH "update it every month, with geoipupdate or the free files of DB-IP"

static void
look_at_database(const struct bs_patient *patient, enum bs_setting_key key,
                 const char *const *usual, const char *what)
{
    char path[BS_PATH_SIZE];
    struct stat st = {0};
    bool found = find_database(patient, key, usual, path, &st);
    long long days = (long long)(time(NULL) - st.st_mtime) / BS_DAY;

    if (!found && *path)
        bs_health_say(BS_NOTE_FAULT, "correct it in settings, or put the file there",
                      "%s: there is no such database of %s", path, what);
    else if (!found && bs_setting_on(bs_file_span(&patient->settings), BS_SET_WHERE))
        bs_health_say(BS_NOTE_ADVICE, FETCH ", or write \"where: off\" into the settings",
                      "the database of %s, which the setting \"where\" needs, is missing", what);
    else if (found && days > GEO_DAYS)
        bs_health_say(BS_NOTE_ADVICE, FETCH, "%s is %lld days old", path, days);
    else if (found)
        bs_health_say(BS_NOTE_OK, "", "%s is up to date", path);
}

/* The databases are optional: a missing one is not a fault. */
void
bs_exam_geo(struct bs_patient *patient)
{
    look_at_database(patient, BS_SET_COUNTRY_FILE, bs_geo_usual_country, "countries");
    look_at_database(patient, BS_SET_NETWORK_FILE, bs_geo_usual_network, "networks");
}

#define SYNCHRONISE "install systemd-timesyncd or chrony, and check that it gets answers"

/* Tags, signatures and DNS answers depend on the clock. */
void
bs_exam_clock(struct bs_patient *patient)
{
    struct timex state = {0};

    (void)patient;
    if (time(NULL) < OLDEST_NOW)
        bs_health_say(BS_NOTE_FAULT, SYNCHRONISE, "the clock is years behind");
    else if (adjtimex(&state) < 0)
        bs_health_say(BS_NOTE_OK, "", "the clock is plausible, but this system does not report "
                                      "whether it is synchronised");
    else if (state.status & STA_UNSYNC)
        bs_health_say(BS_NOTE_ADVICE, SYNCHRONISE, "the clock is not synchronised");
    else
        bs_health_say(BS_NOTE_OK, "", "the clock is synchronised");
}

#define LOG_DAYS 15 /* the evidence of 14 whole days */

/* The days for which logrotate keeps a log, from its words "daily", "rotate 10". 0: not known. */
static long
read_kept(struct bs_span text)
{
    static const struct {
        const char *word;
        long days;
    } units[] = {{"daily", 1}, {"weekly", 7}, {"monthly", 30}};
    struct bs_span line;
    long parts = 0, days = 0;

    while (bs_span_next_line(&text, &line)) {
        struct bs_span word = bs_span_word(&line, " \t");
        for (size_t i = 0; i < sizeof units / sizeof *units; i++)
            days = bs_span_is(word, units[i].word) ? units[i].days : days;
        if (bs_span_is(word, "rotate"))
            parts = bs_span_number(bs_span_trim(line), 5);
    }
    return parts > 0 ? parts * days : 0;
}

/* Reported now, because 'backstop status' would only notice after two weeks. */
void
bs_exam_log(struct bs_patient *patient)
{
    struct bs_file file;

    (void)patient;
    bool read = bs_file_read(&file, BS_LOGROTATE) == 0;
    long days = read ? read_kept(bs_file_span(&file)) : 0;
    bs_file_free(&file);
    if (days == 0) /* rotated in some other way */
        return;
    if (days < LOG_DAYS)
        bs_health_say(BS_NOTE_ADVICE,
                      "set \"rotate\" to 15 in " BS_LOGROTATE
                      ": 'backstop status' needs 14 whole days of log",
                      "Exim's log is kept for only %ld days", days);
    else
        bs_health_say(BS_NOTE_OK, "", "Exim's log is kept for %ld days", days);
}

/* Each refusal names postmaster, and Backstop's own notices go there. */
void
bs_exam_postmaster(struct bs_patient *patient)
{
    (void)patient;
    if (bs_postmaster_is_read())
        return;
    bs_health_say(BS_NOTE_ADVICE, "name a person after \"root:\" in /etc/aliases",
                  "mail to postmaster ends up where no person reads it");
}
