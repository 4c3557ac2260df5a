/* exam_names: what the public DNS says about our addresses and our host. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "exam.h"

#include "host.h"
#include "reverse.h"
#include "program.h"

#include <string.h>
#include <unistd.h>

static struct bs_questions questions;

static char host[256]; /* as Exim calls itself; "" without Exim */

static void
ask_names(struct bs_questions *q, void *arg)
{
    const struct bs_patient *patient = arg;

    for (unsigned i = 0; i < patient->addresses; i++)
        bs_reverse_ask(q, &patient->address[i]);
    if (strchr(host, '.'))
        bs_ask_name(q, BS_ASK_ADDRESS, bs_span_text(host));
}

/* Is it a name that the provider generates for each customer? Only the part before the registered
 * domain counts. */
static bool
is_generic(struct bs_span name)
{
    struct bs_span rest = bs_span_take(name, name.n - bs_host_org(name).n), piece;
    unsigned numbers = 0;
    bool line = false;

    while ((piece = bs_host_piece(&rest)).n > 0) {
        numbers += bs_is_digit(bs_span_at(piece, 0));
        line |= bs_host_is_line(piece);
    }
    return numbers >= 3 || (line && numbers > 0);
}

static void
tell_name(const char *ip, struct bs_span name)
{
    if (is_generic(name))
        bs_health_say(BS_NOTE_ADVICE,
                      "have your provider set a name of your own: many servers take a host "
                      "with such a name for a home computer",
                      "the PTR record of %s is %.*s, which looks like a name that a provider "
                      "generated",
                      ip, BS_SPAN(name));
    else
        bs_health_say(BS_NOTE_OK, "", "the PTR record of %s is %.*s, which resolves back", ip,
                      BS_SPAN(name));
}

static void
tell_reverse(const struct bs_ip *ip)
{
    char text[BS_IP_TEXT];

    bs_ip_text(ip, text);
    struct bs_reverse reverse = bs_reverse_ask(&questions, ip);
    if (reverse.names > 0)
        tell_name(text, reverse.name[0]);
    else if (reverse.known == BS_KNOWN_NONE && !reverse.pointed)
        bs_health_say(BS_NOTE_FAULT,
                      "have your provider set one, with the name of this host",
                      "%s has no PTR record: many servers do not accept mail from it", text);
    else if (reverse.known == BS_KNOWN_NONE)
        bs_health_say(BS_NOTE_FAULT,
                      "have your provider set the PTR record, and set an A or AAAA record for "
                      "the same name",
                      "the PTR record of %s names a host that has other addresses", text);
    else
        bs_health_say(BS_NOTE_ADVICE, "try again later",
                      "the DNS does not answer for the PTR record of %s", text);
}

static bool
has_one_of_ours(const struct bs_patient *patient, struct bs_known_as answer)
{
    for (unsigned i = 0; i < answer.count; i++)
        if (bs_policy_own_ip(&patient->policy, &answer.item[i].ip))
            return true;
    return false;
}

#define SET_HELO                                                                                   \
    "set primary_hostname (MAIN_HARDCODE_PRIMARY_HOSTNAME) to the name in the PTR record"

static void
tell_host(const struct bs_patient *patient)
{
    struct bs_known_as answer = {.known = BS_KNOWN_NONE};

    if (strchr(host, '.') == NULL) {
        bs_health_say(BS_NOTE_FAULT, SET_HELO,
                      "Exim calls itself %s, which is not a full name: servers refuse it in HELO",
                      host);
        return;
    }
    answer = bs_ask_name(&questions, BS_ASK_ADDRESS, bs_span_text(host));
    if (answer.known == BS_KNOWN_NONE)
        bs_health_say(BS_NOTE_FAULT, SET_HELO,
                      "Exim calls itself %s, a name that does not exist: servers refuse it in HELO",
                      host);
    else if (answer.known != BS_KNOWN_SOME)
        bs_health_say(BS_NOTE_ADVICE, "try again later",
                      "the DNS does not answer for the addresses of %s, which Exim calls itself",
                      host);
    else if (patient->addresses > 0 && !has_one_of_ours(patient, answer))
        bs_health_say(BS_NOTE_ADVICE, SET_HELO ", or name the address in own_nets",
                      "Exim calls itself %s, and none of its addresses is listed as ours", host);
    else
        bs_health_say(BS_NOTE_OK, "", "Exim calls itself %s, which resolves to this machine", host);
}

/* Called only if the DNS answers: Exim looks its own name up when it starts, which otherwise takes
 * long. */
void
bs_exam_names(struct bs_patient *patient)
{
    if (access(BS_EXIM, X_OK) == 0)
        bs_exim_option("primary_hostname", host, sizeof host);
    bs_patient_ask(patient, &questions, false, ask_names, patient);
    for (unsigned i = 0; i < patient->addresses; i++)
        tell_reverse(&patient->address[i]);
    if (*host)
        tell_host(patient);
}
