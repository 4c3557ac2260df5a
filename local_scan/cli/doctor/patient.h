/* patient: what the doctor knows about this machine, and its questions to the DNS.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What several examinations need: the options, the settings, and who we are according to the policy
 * and the interfaces. Policy lines that cannot be read are ignored here; the examination of the
 * policy names them.
 *
 * Addresses are the single ones in own_nets, and those from which this machine makes connections;
 * in a network, it is not known which hosts send mail. Limit: BS_PATIENT_ADDRESSES. */
#ifndef BS_PATIENT_H
#define BS_PATIENT_H

#include "file.h"
#include "policy.h"
#include "question.h"
#include "terminal.h"

#define BS_PATIENT_ADDRESSES 8

struct bs_patient {
    bool save; /* which lists the ACLs should skip */
    struct bs_file settings;
    struct bs_policy policy; /* own_hosts, own_nets, own_domains */
    struct bs_file list[3];  /* their texts */
    struct bs_ip address[BS_PATIENT_ADDRESSES];
    unsigned addresses;
    bool dns; /* has answered */
};

/* `patient_r` is zeroed, except for `save`. */
void bs_patient_admit(struct bs_patient *patient_r);
void bs_patient_discharge(struct bs_patient *patient);

/* Starts a new table of questions, and calls `ask` until everything that it asks for is answered:
 * by the name servers in the settings, or, with `as_exim`, by those of resolv.conf, which Exim
 * uses. Nothing is kept from one call to the next. Returns NULL, or why the lookups cannot be
 * loaded. */
typedef void bs_patient_asker(struct bs_questions *q, void *arg);
const char *bs_patient_ask(struct bs_patient *patient, struct bs_questions *q, bool as_exim,
                           bs_patient_asker *ask, void *arg);

/* The TXT records at `label` below a domain ("_dmarc"). */
struct bs_known_as bs_patient_texts(struct bs_questions *q, const char *label,
                                    struct bs_span domain);

/* The plain names in own_domains, BS_MAX_OWN_DOMAINS of them. */
typedef void bs_patient_domain(struct bs_patient *patient, struct bs_span name);
void bs_patient_each_domain(struct bs_patient *patient, bs_patient_domain *visit);

/* Visits the DNS lists that the ACLs query (dnsbl_zones, null_zones, out_zones), each once. Returns
 * how many there are. `visit` may be NULL. */
typedef void bs_patient_zone(struct bs_questions *q, struct bs_span zone);
unsigned bs_patient_each_zone(struct bs_questions *q, bs_patient_zone *visit);

#endif
