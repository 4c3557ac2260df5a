/* exam_tls: MTA-STS and TLS-RPT of the domains in own_domains. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "exam.h"

#include "taglist.h"

#define MAX_ID 32 /* RFC 8461 §3.1 */

static struct bs_questions questions;

struct domain {
    struct bs_span name;
    struct bs_known_as sts, report;
};

static void
ask(struct bs_questions *q, void *arg)
{
    struct domain *domain = arg;

    domain->sts = bs_patient_texts(q, "_mta-sts", domain->name);
    domain->report = bs_patient_texts(q, "_smtp._tls", domain->name);
}

/* Records that start with "v=STSv1;" or the like; if there are two, senders ignore both. */
static unsigned
find_records(struct bs_known_as texts, const char *version, struct bs_span *last_r)
{
    unsigned n = 0;

    for (unsigned i = 0; i < texts.count; i++) {
        if (!bs_span_is(bs_taglist_get(texts.item[i].text, "v"), version))
            continue;
        n++;
        *last_r = texts.item[i].text;
    }
    return n;
}

static bool
is_id(struct bs_span id)
{
    size_t n = 0;

    while (n < id.n && bs_is_alnum(bs_span_at(id, n)))
        n++;
    return n == id.n && n > 0 && n <= MAX_ID;
}

/* RFC 8460 §3: a list of mailto: and https: addresses. */
static bool
is_rua(struct bs_span list)
{
    struct bs_span rest = list;
    unsigned n = 0;

    for (struct bs_span uri; (uri = bs_span_trim(bs_span_word(&rest, ","))).n > 0; n++)
        if (!bs_span_starts(uri, "mailto:") && !bs_span_starts(uri, "https://"))
            return false;
    return n > 0;
}

static bool
tell_unanswered(const struct domain *domain)
{
    bool known = domain->sts.known >= BS_KNOWN_NONE && domain->report.known >= BS_KNOWN_NONE;

    if (!known)
        bs_health_say(BS_NOTE_ADVICE, "try again later",
                      "the DNS does not answer for the MTA-STS and TLS-RPT records of %.*s",
                      BS_SPAN(domain->name));
    return !known;
}

static void
tell_sts(const struct domain *domain)
{
    struct bs_span record;
    unsigned n = find_records(domain->sts, "STSv1", &record);

    if (n > 1)
        bs_health_say(BS_NOTE_FAULT, "remove all but one (RFC 8461 3.1)",
                      "%.*s has %u MTA-STS records at _mta-sts, which counts as having none",
                      BS_SPAN(domain->name), n);
    else if (n == 0 || !is_id(bs_taglist_get(record, "id")))
        bs_health_say(BS_NOTE_FAULT,
                      "write \"v=STSv1; id=20250101;\", with another id after each change of the "
                      "policy: letters and digits, at most 32 (RFC 8461 3.1)",
                      "the MTA-STS record of %.*s, at _mta-sts, is not valid",
                      BS_SPAN(domain->name));
}

static void
tell_report(const struct domain *domain)
{
    struct bs_span record;
    unsigned n = find_records(domain->report, "TLSRPTv1", &record);

    if (domain->report.count == 0)
        bs_health_say(BS_NOTE_ADVICE,
                      "write \"v=TLSRPTv1; rua=mailto:…\" at _smtp._tls: without reports you do "
                      "not learn that senders cannot meet your MTA-STS policy",
                      "%.*s has an MTA-STS record, but no TLS-RPT record", BS_SPAN(domain->name));
    else if (n != 1 || !is_rua(bs_taglist_get(record, "rua")))
        bs_health_say(BS_NOTE_FAULT, "write one record, \"v=TLSRPTv1; rua=mailto:…\" (RFC 8460 3)",
                      "the TLS-RPT record of %.*s, at _smtp._tls, is not valid",
                      BS_SPAN(domain->name));
}

static void
tell_neither(const struct domain *domain)
{
    bs_health_say(BS_NOTE_ADVICE,
                  "if senders should only deliver with TLS, and tell you when that fails, publish "
                  "both (RFC 8461, RFC 8460)",
                  "%.*s has no MTA-STS and no TLS-RPT record", BS_SPAN(domain->name));
}

static void
look_at_domain(struct bs_patient *patient, struct bs_span name)
{
    struct domain domain = {.name = name};

    bs_patient_ask(patient, &questions, false, ask, &domain);
    bs_health_about("tls");
    if (tell_unanswered(&domain))
        return;
    if (domain.sts.count == 0 && domain.report.count == 0) {
        tell_neither(&domain);
        return;
    }
    if (domain.sts.count > 0)
        tell_sts(&domain);
    tell_report(&domain);
    if (bs_health_worst_here() == BS_NOTE_OK)
        bs_health_say(BS_NOTE_OK, "",
                      domain.sts.count > 0
                          ? "the MTA-STS and TLS-RPT records of %.*s are in order"
                          : "the TLS-RPT record of %.*s is in order; it has no MTA-STS record",
                      BS_SPAN(domain.name));
}

void
bs_exam_tls(struct bs_patient *patient)
{
    bs_patient_each_domain(patient, look_at_domain);
}
