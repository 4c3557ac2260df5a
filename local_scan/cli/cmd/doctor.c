/* doctor: is everything in order? */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "doctor.h"

#include "settings.h"
#include "changed.h"
#include "exam.h"
#include "postmaster.h"

#include <stdlib.h>

/* What an examination needs: nothing; that the DNS may be asked for Exim's
 * checks; by the setting `dns`, too; and that it answers. */
enum need { NEED_NOTHING, NEED_NETWORK, NEED_DNS, NEED_ANSWERS };

static const struct {
    const char *about;
    void (*examine)(struct bs_patient *patient);
    enum need need;
} exams[] = {
    {"exim", bs_exam_exim, NEED_NOTHING},     {"hooks", bs_exam_hooks, NEED_NOTHING},
    {"policy", bs_exam_policy, NEED_NOTHING}, {"identity", bs_exam_identity, NEED_NOTHING},
    {"keys", bs_exam_keys, NEED_NOTHING},     {"geo", bs_exam_geo, NEED_NOTHING},
    {"clock", bs_exam_clock, NEED_NOTHING},   {"store", bs_exam_store, NEED_NOTHING},
    {"zones", bs_exam_zones, NEED_NETWORK},   {"resolver", bs_exam_resolver, NEED_DNS},
    {"names", bs_exam_names, NEED_ANSWERS},   {"domains", bs_exam_domains, NEED_ANSWERS},
    {"listed", bs_exam_listed, NEED_ANSWERS},
};

static bool
is_due(const struct bs_patient *patient, enum need need)
{
    bool dns = bs_setting_on(bs_file_span(&patient->settings), BS_SET_DNS);

    return need == NEED_NOTHING || (!patient->options->offline && (need == NEED_NETWORK || dns) &&
                                    (need < NEED_ANSWERS || patient->dns));
}

static void
examine_all(const struct bs_options *options)
{
    static struct bs_patient patient;

    bs_patient_admit(&patient, options);
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

/* Where the mail could not be sent, the next call tries again. */
static int
tell_change(const struct bs_options *options)
{
    char *text = NULL;
    bool fine = bs_changed_since(options->changed, &text);

    if (text && options->mail)
        fine &= bs_postmaster_write("what doctor finds has changed", text);
    else if (text)
        bs_terminal_put(text);
    free(text);
    if (fine)
        fine = bs_changed_keep(options->changed);
    return fine ? (int)bs_health_worst() : BS_EXIT_TROUBLE;
}

static int
run(const struct bs_options *options)
{
    if (options->mail && options->changed == NULL) {
        bs_terminal_complain("doctor --mail", "it mails what has changed, since nothing",
                             "give --changed FILE, too");
        return BS_EXIT_TROUBLE;
    }
    bs_health_start(options->changed ? BS_HEALTH_SILENT
                    : options->json  ? BS_HEALTH_JSON
                                     : BS_HEALTH_TEXT_FORM);
    examine_all(options);
    return options->changed ? tell_change(options) : (int)bs_health_worst();
}

const struct bs_tool bs_doctor_tool = {
    .name = "doctor",
    .summary = "looks whether everything is in order, and what to do if not",
    .usage = "Usage: backstop doctor [OPTION...]\n\n"
             "Looks whether Exim and the plugin fit, a stranger's message gets to all of\n"
             "Backstop, the policy can be read, our addresses are known, the resolver and the DNS\n"
             "lists answer as they should; whether our addresses, host and domains are in order\n"
             "in the DNS, and on no list; how old databases and keys are, and the clock. Of each\n"
             "fault it says whether 'backstop enable' stops at it. The exit status is 0 where all\n"
             "is in order, 1 with advice, 2 with faults.\n",
    .bit = BS_FOR_DOCTOR,
    .run = run,
};
