/* patient: the machine as the doctor sees it, and the questions about it. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "patient.h"

#include "../lookup/asker.h"
#include "exim.h"
#include "machine.h"

#include <stdio.h>
#include <unistd.h>

void
bs_patient_path(const struct bs_patient *patient, const char *name, char path_r[4200])
{
    snprintf(path_r, 4200, "%s/%s", patient->options->policy_dir, name);
}

static void
take_entries(struct bs_patient *patient, enum bs_list list)
{
    const struct bs_entries *entries = &patient->policy.list[list];

    for (unsigned i = 0; i < entries->count; i++) {
        const struct bs_entry *entry = &entries->item[i];

        if (entry->is_net && entry->net.bits == 128 && bs_ip_public(&entry->net.ip) &&
            patient->addresses < BS_PATIENT_ADDRESSES)
            patient->address[patient->addresses++] = entry->net.ip; /* bounds: < max */
    }
}

static void
identify(struct bs_patient *patient)
{
    static const enum bs_list lists[] = {BS_LIST_OWN_HOSTS, BS_LIST_OWN_NETS, BS_LIST_OWN_DOMAINS};
    char path[4200];

    bs_policy_defaults(&patient->policy);
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        bs_patient_path(patient, bs_list_name(lists[i]), path);
        if (bs_file_read(&patient->list[i], path) == 0)
            bs_policy_read_list(&patient->policy, lists[i], bs_file_span(&patient->list[i]));
    }
    bs_machine_interfaces(&patient->policy);
    take_entries(patient, BS_LIST_OWN_NETS);
}

void
bs_patient_admit(struct bs_patient *patient_r, const struct bs_options *options)
{
    char path[4200];

    patient_r->options = options;
    bs_patient_path(patient_r, "settings", path);
    bs_file_read(&patient_r->settings, path);
    identify(patient_r);
    if (access(BS_EXIM, X_OK) == 0)
        bs_exim_option("primary_hostname", patient_r->host, sizeof patient_r->host);
}

void
bs_patient_discharge(struct bs_patient *patient)
{
    bs_file_free(&patient->settings);
    for (size_t i = 0; i < sizeof patient->list / sizeof *patient->list; i++)
        bs_file_free(&patient->list[i]);
}

/* Exim waits longer than a child of the plugin may, and so does who waits for a
 * doctor. */
const char *
bs_patient_ask(struct bs_patient *patient, struct bs_questions *q, bool as_exim,
               bs_patient_asker *ask, void *arg)
{
    struct bs_span settings =
        as_exim ? bs_span_text("dns_time: 3000\n") : bs_file_span(&patient->settings);

    bs_questions_start(q, false);
    bs_asker_start(settings, as_exim ? "" : NULL, NULL);
    do
        ask(patient, q, arg);
    while (bs_asker_answer(q) > 0);
    const char *fault = bs_asker_fault();
    bs_asker_end();
    return fault;
}
