/* exam_domains: MX, SPF and DMARC of the domains in own_domains. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "exam.h"

#include "spf.h"

static struct bs_questions questions;

/* One domain, and its results in the last round. */
struct domain {
    struct bs_span name;
    const struct bs_patient *patient;
    struct bs_known_as mx, text, dmarc;
    bool mx_unknown; /* a mail server's address lookup was not answered */
    bool mx_leads;   /* one of the mail servers, or the domain, has an address */
    unsigned spf;    /* records */
    bool spf_whole;  /* all of it could be read */
    bool spf_everybody;
    unsigned permitted; /* a bit for each of the patient's addresses */
};

/* Records of a version, "v=spf1" or "v=DMARC1". */
static unsigned
count_records(struct bs_known_as texts, const char *version, struct bs_span *last_r)
{
    unsigned n = 0;

    for (unsigned i = 0; i < texts.count; i++) {
        struct bs_span rest = texts.item[i].text;

        if (!bs_span_is(bs_span_word(&rest, " ;\t"), version))
            continue;
        n++;
        *last_r = rest;
    }
    return n;
}

static void
permit(void *arg, const struct bs_net *net)
{
    struct domain *domain = arg;

    domain->spf_everybody |= net->bits == 0 || (bs_ip_is4(&net->ip) && net->bits == 96);
    for (unsigned i = 0; i < domain->patient->addresses; i++)
        if (bs_net_holds(net, &domain->patient->address[i]))
            domain->permitted |= 1u << i;
}

/* RFC 5321 §5.1: without an MX the domain itself is the mail server. */
static void
ask_mx(struct bs_questions *q, struct domain *domain)
{
    domain->mx = bs_ask_name(q, BS_ASK_MX, domain->name);
    domain->mx_unknown = domain->mx_leads = false;
    unsigned n = domain->mx.known == BS_KNOWN_NONE ? 1 : domain->mx.count;
    for (unsigned i = 0; i < n && i < BS_MAX_MX_HOSTS; i++) {
        struct bs_span host = domain->mx.count > 0 ? domain->mx.item[i].text : domain->name;
        struct bs_known_as address = bs_ask_name(q, BS_ASK_ADDRESS, host);

        domain->mx_unknown |= address.known < BS_KNOWN_NONE;
        domain->mx_leads |= address.known == BS_KNOWN_SOME;
    }
}

/* The policy of the registrable domain counts for those below it (RFC 7489
 * §6.6.3). */
static void
ask_dmarc(struct bs_questions *q, struct domain *domain)
{
    struct bs_span names[2] = {domain->name, {NULL, 0}};
    struct bs_known_as org = bs_ask_name(q, BS_ASK_ORG, domain->name);

    if (org.count > 0)
        names[1] = org.item[0].text;
    for (int i = 0; i < 2 && names[i].n > 0; i++) {
        domain->dmarc = bs_patient_texts(q, "_dmarc", names[i]);
        if (domain->dmarc.known != BS_KNOWN_NONE)
            return;
    }
}

static void
ask_domain(struct bs_questions *q, void *arg)
{
    struct domain *domain = arg;
    struct bs_span record;

    ask_mx(q, domain);
    domain->text = bs_ask_name(q, BS_ASK_TEXT, domain->name);
    domain->spf = count_records(domain->text, "v=spf1", &record);
    domain->permitted = 0;
    domain->spf_everybody = false;
    domain->spf_whole = bs_spf_read(q, domain->name, permit, domain);
    ask_dmarc(q, domain);
}

static void
tell_mx(const struct domain *domain)
{
    if (domain->mx.known < BS_KNOWN_NONE || (domain->mx_unknown && !domain->mx_leads))
        bs_health_say(BS_NOTE_ADVICE, "try again later",
                      "the DNS does not answer for the MX record of %.*s", BS_SPAN(domain->name));
    else if (!domain->mx_leads)
        bs_health_say(BS_NOTE_FAULT,
                      "give it an MX record whose host has an address; without one, replies "
                      "cannot be delivered, and many servers refuse its mail",
                      "%.*s has no mail server with an address", BS_SPAN(domain->name));
}

/* Names the addresses that SPF does not permit, which is only known if the whole record was
 * read. */
static void
tell_permitted(const struct domain *domain)
{
    const struct bs_patient *patient = domain->patient;
    char text[BS_IP_TEXT];

    for (unsigned i = 0; i < patient->addresses; i++) {
        if (domain->permitted & 1u << i)
            continue;
        bs_ip_text(&patient->address[i], text);
        bs_health_say(BS_NOTE_FAULT,
                      "add it to the record (\"ip4:\" or \"ip6:\"), or remove it from own_nets "
                      "if the domain's mail does not leave from there",
                      "the SPF record of %.*s does not permit our address %s",
                      BS_SPAN(domain->name), text);
    }
}

static void
tell_spf(const struct domain *domain)
{
    if (domain->text.known < BS_KNOWN_NONE)
        bs_health_say(BS_NOTE_ADVICE, "try again later",
                      "the DNS does not answer for the SPF record of %.*s", BS_SPAN(domain->name));
    else if (domain->spf == 0)
        bs_health_say(BS_NOTE_ADVICE,
                      "write one, at its simplest \"v=spf1 mx -all\": it reduces forged mail "
                      "in your name, and the bounces of it",
                      "%.*s has no SPF record", BS_SPAN(domain->name));
    else if (domain->spf > 1)
        bs_health_say(BS_NOTE_FAULT, "join them into one (RFC 7208 3.2)",
                      "%.*s has %u SPF records, which counts as having none", BS_SPAN(domain->name),
                      domain->spf);
    else if (domain->spf_everybody)
        bs_health_say(BS_NOTE_ADVICE, "end it with \"-all\" or \"~all\"",
                      "the SPF record of %.*s permits every host, so no bounce to that "
                      "domain can be found to be foreign",
                      BS_SPAN(domain->name));
    else if (!domain->spf_whole)
        bs_health_say(BS_NOTE_ADVICE,
                      "write addresses and includes instead of ptr, exists and macros (%{i}), "
                      "with at most ten lookups; and check that each include is answered",
                      "the SPF record of %.*s cannot be evaluated completely, so any host may be "
                      "one of ours, and no bounce to that domain can be found to be foreign",
                      BS_SPAN(domain->name));
    else
        tell_permitted(domain);
}

static void
tell_dmarc(const struct domain *domain)
{
    struct bs_span record = {NULL, 0};
    unsigned n = count_records(domain->dmarc, "v=DMARC1", &record);

    if (domain->dmarc.known < BS_KNOWN_NONE)
        bs_health_say(BS_NOTE_ADVICE, "try again later",
                      "the DNS does not answer for the DMARC record of %.*s",
                      BS_SPAN(domain->name));
    else if (n == 0)
        bs_health_say(BS_NOTE_ADVICE,
                      "begin with \"v=DMARC1; p=none; rua=mailto:…\" at _dmarc: large "
                      "providers require one, and its reports show who forges your name",
                      "%.*s has no DMARC record", BS_SPAN(domain->name));
    else if (n > 1 || !bs_span_has(record, "p="))
        bs_health_say(BS_NOTE_FAULT, "write one record, with \"p=\" (RFC 7489 6.3)",
                      "the DMARC record of %.*s is not valid", BS_SPAN(domain->name));
}

static void
look_at_domain(struct bs_patient *patient, struct bs_span name)
{
    struct domain domain = {.name = name, .patient = patient};

    bs_patient_ask(patient, &questions, false, ask_domain, &domain);
    bs_health_about("domains");
    tell_mx(&domain);
    tell_spf(&domain);
    tell_dmarc(&domain);
    if (bs_health_worst_here() == BS_NOTE_OK)
        bs_health_say(BS_NOTE_OK, "", "MX, SPF and DMARC of %.*s are in order",
                      BS_SPAN(domain.name));
}

/* Asks all questions about one domain at once, and about one domain after the other: the table has
 * room for ten SPF lookups and ten hosts. */
void
bs_exam_domains(struct bs_patient *patient)
{
    bs_patient_each_domain(patient, look_at_domain);
}
