/* doctor: examines the installation. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "commands.h"

#include "exam.h"
#include "fault_diff.h"
#include "policydir.h"
#include "postmaster.h"
#include "settings.h"
#include "todo.h"

#include <stdio.h>
#include <stdlib.h>

/* What an examination needs: nothing; permission to query the DNS, as Exim's checks do; also the
 * setting `dns`; a DNS that answers; permission to open connections. */
enum need { NEED_NOTHING, NEED_NETWORK, NEED_DNS, NEED_ANSWERS, NEED_PROBE };

static const struct {
    const char *about;
    void (*examine)(struct bs_patient *patient);
    enum need need;
} exams[] = {
    {"exim", bs_exam_exim, NEED_NOTHING},         {"hooks", bs_exam_hooks, NEED_NOTHING},
    {"policy", bs_exam_policy, NEED_NOTHING},     {"copy", bs_exam_copy, NEED_NOTHING},
    {"identity", bs_exam_identity, NEED_NOTHING}, {"keys", bs_exam_keys, NEED_NOTHING},
    {"checks", bs_exam_checks, NEED_NOTHING},     {"scanners", bs_exam_scanners, NEED_NOTHING},
    {"geo", bs_exam_geo, NEED_NOTHING},
    {"clock", bs_exam_clock, NEED_NOTHING},       {"log", bs_exam_log, NEED_NOTHING},
    {"postmaster", bs_exam_postmaster, NEED_NOTHING},
    {"store", bs_exam_store, NEED_NOTHING},
    {"zones", bs_exam_zones, NEED_NETWORK},       {"resolver", bs_exam_resolver, NEED_DNS},
    {"names", bs_exam_names, NEED_ANSWERS},       {"domains", bs_exam_domains, NEED_ANSWERS},
    {"dkim", bs_exam_dkim, NEED_ANSWERS},         {"tls", bs_exam_tls, NEED_ANSWERS},
    {"listed", bs_exam_listed, NEED_ANSWERS},     {"roles", bs_exam_roles, NEED_ANSWERS},
    {"port25", bs_exam_port25, NEED_PROBE},       {"submission", bs_exam_submission, NEED_PROBE},
    {"sts", bs_exam_sts, NEED_PROBE},
};

static bool offline, probe, save, mail, json;
static const char *changed;
static unsigned format;

static const struct bs_option options[] = {
    BS_GROUP(bs_policydir_options),
    BS_FLAG("offline", &offline, "do not query the DNS"),
    BS_FLAG("probe", &probe, "also open connections: port 25 outside, 465 and 587 here, MTA-STS"),
    BS_FLAG("save", &save, "save which DNS lists are out of order, for the ACLs to skip"),
    BS_TEXT("changed", "FILE", &changed,
            "print only what has changed since FILE was written, then update FILE"),
    BS_FLAG("mail", &mail, "mail these changes to postmaster instead"),
    BS_FORMAT(&format, "text (the default) or json, one object per line"),
    BS_FLAG("json", &json, "the same as --format json"),
    BS_END,
};

static bool
is_due(const struct bs_patient *patient, enum need need)
{
    bool dns = bs_setting_on(bs_file_span(&patient->settings), BS_SET_DNS);

    return need == NEED_NOTHING ||
           (!offline && (need == NEED_NETWORK || dns) && (need < NEED_ANSWERS || patient->dns) &&
            (need < NEED_PROBE || probe));
}

static void
examine_all(void)
{
    static struct bs_patient patient;

    patient.save = save;
    bs_patient_admit(&patient);
    for (size_t i = 0; i < sizeof exams / sizeof *exams; i++) {
        if (is_due(&patient, exams[i].need)) {
            bs_health_about(exams[i].about);
            exams[i].examine(&patient);
        } else {
            bs_health_skipped(exams[i].about);
        }
    }
    bs_patient_discharge(&patient);
}

/* The mail begins with what there is to do. */
static bool
send(const char *changes)
{
    FILE *to = bs_postmaster_begin();

    if (to == NULL)
        return false;
    bs_todos_tell(to);
    fputs(changes, to);
    return bs_postmaster_send(NULL, "what doctor finds has changed");
}

/* If the mail could not be sent, the next call tries again. */
static int
tell_change(void)
{
    char *text = NULL;
    bool fine = bs_fault_diff_since(changed, &text);

    if (text && mail)
        fine &= send(text);
    else if (text)
        bs_terminal_put(text);
    free(text);
    if (fine)
        fine = bs_fault_diff_keep(changed);
    return fine ? (int)bs_health_worst() : BS_EXIT_TROUBLE;
}

static int
run(int count, char **argument)
{
    (void)count, (void)argument;
    if (mail && changed == NULL)
        return bs_trouble("doctor --mail", "--mail needs --changed", "also give --changed FILE");
    if (probe && changed)
        return bs_trouble(
            "doctor --probe",
            "--changed is for a daily run, --probe is not: it connects to other people's hosts",
            "give only one of them");
    bs_health_start(changed                            ? BS_HEALTH_SILENT
                    : json || format == BS_FORMAT_JSON ? BS_HEALTH_JSON
                                                       : BS_HEALTH_TEXT_FORM);
    examine_all();
    return changed ? tell_change() : (int)bs_health_worst();
}

const struct bs_command bs_doctor_command = {
    .name = "doctor",
    .summary = "checks the installation and suggests fixes",
    .usage = "Usage: backstop doctor [OPTION...]\n\n"
        "Checks whether the plugin fits this Exim; whether a stranger's message reaches the\n"
        "plugin and all ACLs; whether the policy can be read, our addresses are known and\n"
        "each check has what it needs; whether the scanners and the store can be used;\n"
        "whether the resolver and the DNS lists answer as they should; whether our\n"
        "addresses, host and domains are in order in the DNS and not on blocklists; the\n"
        "age of databases and keys, the clock, and how long Exim's log is kept. For each\n"
        "fault it says whether 'backstop enable' would stop at it.\n\n"
        "Exit status: 0 all is in order, 1 there is advice, 2 there are faults.\n",
    .options = options,
    .run = run,
};
