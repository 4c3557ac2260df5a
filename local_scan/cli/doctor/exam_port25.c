/* exam_port25: can other users of this host send mail without Exim? */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "exam.h"

#include "paths.h"
#include "reach.h"

#include <unistd.h>

/* Domains whose mail servers are tried: large ones, to which strangers often connect. */
static const char *const targets[] = {"gmail.com", "debian.org"};
#define TARGETS (sizeof targets / sizeof *targets)

/* A user as which a hacked web page may run, but Exim never does. */
#define OTHER_USER "nobody"

static struct bs_questions questions;

struct families {
    struct bs_ip ip[2]; /* of a mail server, IPv4 and IPv6 */
    bool known[2];
};

static void
take(struct families *families, const struct bs_ip *ip)
{
    bool six = !bs_ip_is4(ip);

    if (!families->known[six])
        families->ip[six] = *ip;
    families->known[six] = true;
}

static void
ask(struct bs_questions *q, void *arg)
{
    struct families *families = arg;

    for (size_t i = 0; i < TARGETS; i++) {
        struct bs_known_as mx = bs_ask_name(q, BS_ASK_MX, bs_span_text(targets[i]));
        if (mx.count == 0)
            continue;
        struct bs_known_as address = bs_ask_name(q, BS_ASK_ADDRESS, mx.item[0].text);
        for (unsigned j = 0; j < address.count; j++)
            take(families, &address.item[j].ip);
    }
}

/* If Exim's own user cannot reach the address, it says nothing about other users. */
static void
try(const struct bs_ip *ip)
{
    char address[BS_IP_TEXT];

    bs_ip_text(ip, address);
    if (bs_reach_as(BS_EXIM_USER, ip, 25) != BS_REACH_YES) {
        bs_health_say(
            BS_NOTE_ADVICE,
            "if Exim delivers mail itself, ask your provider to open port 25; if it sends "
            "through a smarthost, all is well",
            "it is not known whether other users can send mail without Exim: Exim's own "
            "user cannot reach port 25 of %s",
            address);
        return;
    }
    enum bs_reach other = bs_reach_as(OTHER_USER, ip, 25);
    if (other == BS_REACH_YES)
        bs_health_say(
            BS_NOTE_ADVICE,
            "reject such connections in the firewall, so that a hacked web site cannot send "
            "spam that is not in Exim's log: 'nft add rule inet filter output tcp dport 25 meta "
            "skuid != { root, " BS_EXIM_USER " } reject', if your table and chain have "
            "these names",
            "any user of this host can send mail without Exim: " OTHER_USER
            " reaches port 25 of %s",
            address);
    else if (other == BS_REACH_NO)
        bs_health_say(BS_NOTE_OK, "", "only Exim reaches port 25 of %s, other users do not",
                      address);
}

/* Only IPv6 is checked: behind NAT, our IPv4 address may not be known, but we have one. */
static bool
has_six(const struct bs_patient *patient)
{
    for (unsigned i = 0; i < patient->addresses; i++)
        if (!bs_ip_is4(&patient->address[i]))
            return true;
    return false;
}

void
bs_exam_port25(struct bs_patient *patient)
{
    struct families families = {0};

    if (geteuid() != 0) {
        bs_health_say(BS_NOTE_ADVICE, "run this as root",
                      "it is not known whether other users can send mail without Exim");
        return;
    }
    bs_patient_ask(patient, &questions, false, ask, &families);
    if (families.known[0])
        try(&families.ip[0]);
    if (families.known[1] && has_six(patient))
        try(&families.ip[1]);
    if (!families.known[0] && !families.known[1])
        bs_health_say(
            BS_NOTE_ADVICE, "try again later",
            "it is not known whether other users can send mail without Exim: the DNS does "
            "not answer for the mail servers of %s and %s",
            targets[0], targets[1]);
}
