/* exam: what the doctor examines, with one function for each examination.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Each reports what it has found by bs_health_say, including what is ok, and changes only what
 * its comment names. */
#ifndef BS_EXAM_H
#define BS_EXAM_H

#include "health.h"
#include "patient.h"

/* exam_exim.c: does Exim fit the plugin and have Backstop in its configuration, and does a
 * stranger's mail reach every part of it? */
void bs_exam_exim(struct bs_patient *patient);
void bs_exam_hooks(struct bs_patient *patient);

/* exam_policy.c: can the policy be read, and does Exim read its present state; does the policy say
 * who we are, are there keys? */
void bs_exam_policy(struct bs_patient *patient);
void bs_exam_copy(struct bs_patient *patient);
void bs_exam_identity(struct bs_patient *patient);
void bs_exam_keys(struct bs_patient *patient);

/* exam_checks.c: which checks cannot fire, whatever their mode, and why? */
void bs_exam_checks(struct bs_patient *patient);

/* exam_scanners.c: if outgoing mail is to be scanned, does Exim know by what? */
void bs_exam_scanners(struct bs_patient *patient);

/* exam_resolver.c: which name server answers, and are its answers true? Sets patient->dns. */
void bs_exam_resolver(struct bs_patient *patient);

/* exam_lists.c: do the DNS lists that the ACLs query work? With --save, the result is recorded for
 * the ACLs. Are we listed ourselves? */
void bs_exam_zones(struct bs_patient *patient);
void bs_exam_listed(struct bs_patient *patient);

/* exam_names.c: PTR records of our addresses, and the name in HELO. */
void bs_exam_names(struct bs_patient *patient);

/* exam_domains.c: MX, SPF and DMARC of the plain names in own_domains. */
void bs_exam_domains(struct bs_patient *patient);

/* exam_tls.c: MTA-STS and TLS-RPT of the same. */
void bs_exam_tls(struct bs_patient *patient);

/* exam_dkim.c: is the key with which Exim signs the one in the DNS? */
void bs_exam_dkim(struct bs_patient *patient);

/* Only with --probe, because they open connections. exam_port25.c: can other users of this host
 * send mail without Exim? exam_probe.c: submission with TLS, and the policy of MTA-STS. */
void bs_exam_port25(struct bs_patient *patient);
void bs_exam_submission(struct bs_patient *patient);
void bs_exam_sts(struct bs_patient *patient);

/* exam_roles.c: postmaster and abuse of the local domains. */
void bs_exam_roles(struct bs_patient *patient);

/* exam_local.c: databases of countries and networks, the clock, the days of log, postmaster. */
void bs_exam_geo(struct bs_patient *patient);
void bs_exam_clock(struct bs_patient *patient);
void bs_exam_log(struct bs_patient *patient);
void bs_exam_postmaster(struct bs_patient *patient);

/* exam_store.c: does the store work? */
void bs_exam_store(struct bs_patient *patient);

#endif
