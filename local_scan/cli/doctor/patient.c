/* patient: what the doctor knows about this machine, and its questions to the DNS. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "patient.h"

#include "dnslist.h"

#include "asker.h"
#include "machine.h"
#include "policydir.h"

#include <netdb.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

static void
take_address(struct bs_patient *patient, const struct bs_ip *ip)
{
    bool known = !bs_ip_public(ip) || patient->addresses == BS_PATIENT_ADDRESSES;

    for (unsigned i = 0; i < patient->addresses; i++)
        known |= bs_ip_equal(&patient->address[i], ip);
    if (!known)
        patient->address[patient->addresses++] = *ip; /* bounds: < max */
}

static void
take_entries(struct bs_patient *patient, const struct bs_entries *entries)
{
    for (unsigned i = 0; i < entries->count; i++)
        if (entries->item[i].is_net && entries->item[i].net.bits == 128)
            take_address(patient, &entries->item[i].net.ip);
}

/* The address from which this machine makes connections, according to its routes: an interface can
 * have several addresses, and a new one each day (RFC 8981). For UDP, connect() only asks the
 * kernel and does not send anything. */
static void
take_route(struct bs_patient *patient, int family, const char *world)
{
    struct addrinfo hints = {.ai_family = family,
                             .ai_socktype = SOCK_DGRAM,
                             .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV};
    struct addrinfo *to = NULL;
    struct sockaddr_storage from;
    socklen_t size = sizeof from;
    char text[NI_MAXHOST];
    struct bs_ip ip;

    if (getaddrinfo(world, "25", &hints, &to) != 0)
        return;
    int fd = socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, to->ai_addr, to->ai_addrlen) == 0 &&
        getsockname(fd, (struct sockaddr *)&from, &size) == 0 &&
        getnameinfo((struct sockaddr *)&from, size, text, sizeof text, NULL, 0, NI_NUMERICHOST) ==
            0 &&
        bs_ip_read(bs_span_text(text), &ip))
        take_address(patient, &ip);
    if (fd >= 0)
        close(fd);
    freeaddrinfo(to);
}

static void
identify(struct bs_patient *patient)
{
    static const enum bs_list lists[] = {BS_LIST_OWN_HOSTS, BS_LIST_OWN_NETS, BS_LIST_OWN_DOMAINS};

    bs_policy_defaults(&patient->policy);
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (bs_policydir_read(&patient->list[i], bs_list_name(lists[i])) == 0)
            bs_policy_read_list(&patient->policy, lists[i], bs_file_span(&patient->list[i]));
    take_entries(patient, &patient->policy.list[BS_LIST_OWN_NETS]);
    bs_machine_interfaces(&patient->policy);
    take_route(patient, AF_INET, "192.0.2.1");
    take_route(patient, AF_INET6, "2001:db8::1");
}

void
bs_patient_admit(struct bs_patient *patient_r)
{
    bs_policydir_read(&patient_r->settings, "settings");
    identify(patient_r);
}

void
bs_patient_discharge(struct bs_patient *patient)
{
    bs_file_free(&patient->settings);
    for (size_t i = 0; i < sizeof patient->list / sizeof *patient->list; i++)
        bs_file_free(&patient->list[i]);
}

/* Waits longer than a child of the plugin may, as Exim does. */
const char *
bs_patient_ask(struct bs_patient *patient, struct bs_questions *q, bool as_exim,
               bs_patient_asker *ask, void *arg)
{
    struct bs_span settings =
        as_exim ? bs_span_text("dns_time: 3000\n") : bs_file_span(&patient->settings);

    bs_questions_start(q, false);
    bs_asker_start(settings, as_exim ? "" : NULL, NULL);
    do
        ask(q, arg);
    while (bs_asker_answer(q) > 0);
    const char *fault = bs_asker_fault();
    bs_asker_end();
    return fault;
}

struct bs_known_as
bs_patient_texts(struct bs_questions *q, const char *label, struct bs_span domain)
{
    char name[BS_MAX_HOSTNAME + 16];
    int n = snprintf(name, sizeof name, "%s.%.*s", label, BS_SPAN(domain));

    return bs_ask_name(q, BS_ASK_TEXT, bs_span_of(name, (size_t)n));
}

void
bs_patient_each_domain(struct bs_patient *patient, bs_patient_domain *visit)
{
    const struct bs_entries *domains = &patient->policy.list[BS_LIST_OWN_DOMAINS];
    unsigned seen = 0;

    for (unsigned i = 0; i < domains->count && seen < BS_MAX_OWN_DOMAINS; i++) {
        struct bs_span name = domains->item[i].text;

        if (bs_span_at(name, 0) == '*')
            continue;
        seen++;
        visit(patient, name);
    }
}

#define SEEN 64

static bool
is_among(const struct bs_span *zones, unsigned count, struct bs_span zone)
{
    for (unsigned i = 0; i < count; i++)
        if (bs_span_equal(zones[i], zone))
            return true;
    return false;
}

unsigned
bs_patient_each_zone(struct bs_questions *q, bs_patient_zone *visit)
{
    static const char *const names[] = {"dnsbl_zones", "null_zones", "out_zones"};
    struct bs_file file[sizeof names / sizeof *names] = {{0}};
    struct bs_span seen[SEEN]; /* in two files, but one list; beyond these, twice */
    unsigned n = 0;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct bs_dnslist list;

        if (bs_policydir_read(&file[i], names[i]) != 0)
            continue;
        struct bs_span rest = bs_file_span(&file[i]);
        while (bs_dnslist_next(&list, &rest)) {
            if (is_among(seen, n < SEEN ? n : SEEN, list.zone))
                continue;
            if (n < SEEN)
                seen[n] = list.zone;
            n++;
            if (visit)
                visit(q, list.zone);
        }
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        bs_file_free(&file[i]);
    return n;
}
