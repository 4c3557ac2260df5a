/* exam_scanners: do the scanners that are to get outgoing mail have an address? */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "exam.h"

#include "policydir.h"
#include "program.h"

#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* What Exim has if the configuration has nothing. */
#define NO_AV_SCANNER    "sophie:/var/run/sophie"
#define NO_SPAMD_ADDRESS "127.0.0.1 783"

#define SET_AV_SCANNER                                                                             \
    "install clamav-daemon, and write 'av_scanner = clamd:/run/clamav/clamd.ctl' into the main "   \
    "section of Exim's configuration"

#define GROUPS 64

/* True if that is not known. */
static bool
is_in_group(const struct passwd *user, gid_t group)
{
    gid_t groups[GROUPS];
    int count = GROUPS;

    if (getgrouplist(user->pw_name, user->pw_gid, groups, &count) < 0)
        return true;
    for (int i = 0; i < count; i++)
        if (groups[i] == group) /* bounds: count <= GROUPS */
            return true;
    return false;
}

/* Through a Unix socket, Exim gives clamd the name of a file in its spool. clamd cannot open it
 * unless its user is in Exim's group, which Debian leaves to the administrator. */
static void
look_at_rights(uid_t scanner)
{
    const struct passwd *user = getpwuid(scanner);
    char path[200], remedy[BS_HEALTH_REMEDY];
    struct stat spool;

    bs_exim_option("spool_directory", path, sizeof path);
    if (user == NULL || scanner == 0 || stat(path, &spool) != 0 || spool.st_uid == scanner ||
        (spool.st_mode & S_IXOTH) != 0 || is_in_group(user, spool.st_gid))
        return;
    const struct group *group = getgrgid(spool.st_gid);
    snprintf(remedy, sizeof remedy, "'sudo adduser %s %s', then restart the scanner",
             user->pw_name, group ? group->gr_name : BS_EXIM_USER);
    bs_health_say(BS_NOTE_FAULT, remedy,
                  "malware_out is on, but the scanner's user %s cannot read the files in %s that "
                  "Exim gives it: outgoing mail passes unscanned",
                  user->pw_name, path);
}

/* "clamd:/run/clamav/clamd.ctl", with options after a blank. */
static void
look_at_socket(struct bs_span scanner)
{
    struct bs_span at = bs_span_trim(bs_span_drop(scanner, bs_span_behind(scanner, ':')));
    char path[200];
    struct stat st;

    at = bs_span_take(at, bs_span_find(at, ' '));
    snprintf(path, sizeof path, "%.*s", BS_SPAN(at));
    if (*path != '/')
        return;
    if (stat(path, &st) != 0)
        bs_health_say(BS_NOTE_FAULT, "start the scanner, or correct av_scanner",
                      "malware_out is on, but there is no %s, which Exim's av_scanner names", path);
    else if (bs_span_starts(scanner, "clamd"))
        look_at_rights(st.st_uid);
}

static void
look_at_malware(void)
{
    char value[300];

    bs_exim_option("av_scanner", value, sizeof value);
    if (*value == '\0' || strcmp(value, NO_AV_SCANNER) == 0)
        bs_health_say(BS_NOTE_FAULT, SET_AV_SCANNER,
                      "malware_out is on, but Exim's av_scanner is not set: outgoing mail passes "
                      "unscanned");
    else if (*value != '$')
        look_at_socket(bs_span_text(value));
}

/* Backstop sets it, unless the administrator does. */
static void
look_at_spam(void)
{
    char value[300];

    bs_exim_option("spamd_address", value, sizeof value);
    if (*value == '\0' || strcmp(value, NO_SPAMD_ADDRESS) == 0)
        bs_health_say(BS_NOTE_ADVICE,
                      "write 'spamd_address = 127.0.0.1 783' into the main section of Exim's "
                      "configuration, or remove BACKSTOP_WITHOUT_SPAMD from it",
                      "spam_out is on, but Exim's spamd_address is not set");
}

void
bs_exam_scanners(struct bs_patient *patient)
{
    bool spam = bs_policydir_says(BS_SET_SPAM_OUT, "on");
    bool malware = bs_policydir_says(BS_SET_MALWARE_OUT, "on");

    (void)patient;
    if ((!spam && !malware) || !bs_exim_tells() || !bs_exim_has("_HAVE_CONTENT_SCANNING"))
        return; /* the latter is reported elsewhere */
    if (spam)
        look_at_spam();
    if (malware)
        look_at_malware();
    if (bs_health_worst_here() == BS_NOTE_OK)
        bs_health_say(BS_NOTE_OK, "", "outgoing mail is scanned%s%s", spam ? " for spam" : "",
                      malware ? spam ? " and malware" : " for malware" : "");
}
