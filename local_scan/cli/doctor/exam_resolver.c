/* exam_resolver: which name server does this machine use, and are its answers true? */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "exam.h"

#include "settings.h"
#include "clock.h"

#include <stdio.h>
#include <sys/random.h>

#define RESOLV_CONF "/etc/resolv.conf"

/* A cache on the same site answers within a millisecond; each message takes some twenty questions,
 * a few of them one after the other. */
#define NEAR_MS 20

#define OWN_RESOLVER                                                                               \
    "install one of your own ('sudo apt install unbound') and write \"nameserver 127.0.0.1\" "          \
    "into " RESOLV_CONF

/* Public resolvers: DNS lists refuse them because so many clients share them. */
static const struct {
    const char *net;
    const char *name;
} everybodys[] = {
    {"8.8.8.8", "Google"},
    {"8.8.4.4", "Google"},
    {"2001:4860:4860::/48", "Google"},
    {"1.1.1.0/24", "Cloudflare"},
    {"1.0.0.0/24", "Cloudflare"},
    {"2606:4700:4700::/48", "Cloudflare"},
    {"9.9.9.0/24", "Quad9"},
    {"149.112.112.0/24", "Quad9"},
    {"2620:fe::/48", "Quad9"},
    {"208.67.222.0/24", "OpenDNS"},
    {"208.67.220.0/24", "OpenDNS"},
    {"2620:119:35::/48", "OpenDNS"},
    {"2620:119:53::/48", "OpenDNS"},
    {"4.2.2.0/29", "Level 3"},
    {"64.6.64.0/23", "UltraDNS"},
    {"94.140.14.0/23", "AdGuard"},
};

static const char *
whose(const struct bs_ip *ip)
{
    struct bs_net net;

    for (size_t i = 0; i < sizeof everybodys / sizeof *everybodys; i++)
        if (bs_net_read(bs_span_text(everybodys[i].net), &net) && bs_net_holds(&net, ip))
            return everybodys[i].name;
    return NULL;
}

struct servers {
    bool local;  /* one of them is this machine */
    bool lists;  /* DNS lists are in use */
    bool public; /* one was named */
};

static void
look_at_server(struct bs_span text, const char *where, struct servers *servers)
{
    struct bs_ip ip;

    if (!bs_ip_read(text, &ip))
        return;
    servers->local |= bs_ip_loopback(&ip);
    const char *name = whose(&ip);
    if (name == NULL || servers->public)
        return;
    servers->public = true;
    bs_health_say(servers->lists ? BS_NOTE_FAULT : BS_NOTE_ADVICE, OWN_RESOLVER,
                  "%s: %.*s is the public resolver of %s: DNS lists do not answer it", where,
                  BS_SPAN(text), name);
}

static void
look_at_servers(const struct bs_patient *patient, struct servers *servers)
{
    struct bs_span setting = bs_setting_read(bs_file_span(&patient->settings), BS_SET_DNS_SERVERS);
    struct bs_file file;

    servers->lists = bs_patient_each_zone(NULL, NULL) > 0;
    if (bs_file_read(&file, RESOLV_CONF) == 0) {
        struct bs_span rest = bs_file_span(&file), line;
        while (bs_span_next_line(&rest, &line))
            if (bs_span_is(bs_span_word(&line, " \t"), "nameserver"))
                look_at_server(bs_span_word(&line, " \t"), RESOLV_CONF, servers);
        bs_file_free(&file);
    }
    while (setting.n > 0)
        look_at_server(bs_span_word(&setting, ","), "settings, dns_servers", servers);
}

/* Names that do not exist. Resolvers that redirect such names to advertising
 * often do so only for those that begin with www. */
static struct {
    char name[2][64];
    struct bs_known_as answer[2];
    long long took_ms;
} nobody;

static void
make_names(void)
{
    unsigned char octets[16];
    char word[33];

    if (getrandom(octets, sizeof octets, 0) != (ssize_t)sizeof octets)
        memset(octets, 0x5a, sizeof octets);
    for (size_t i = 0; i < sizeof octets; i++)
        snprintf(word + 2 * i, 3, "%02x", octets[i]);
    snprintf(nobody.name[0], sizeof nobody.name[0], "www.%s.com", word);
    snprintf(nobody.name[1], sizeof nobody.name[1], "%s.example.net", word);
}

/* Queries A records, as for a DNS list: resolvers that invent addresses often do so only for
 * IPv4. */
static void
ask_for_nobody(struct bs_questions *q, void *arg)
{
    (void)arg;
    for (size_t i = 0; i < 2; i++)
        nobody.answer[i] = bs_ask_name(q, BS_ASK_LISTED, bs_span_text(nobody.name[i]));
}

static bool
has_answered(void)
{
    return nobody.answer[0].known >= BS_KNOWN_NONE || nobody.answer[1].known >= BS_KNOWN_NONE;
}

/* The second time the answer is in a cache, if there is one, and the libraries are loaded. */
static const char *
ask_twice(struct bs_patient *patient)
{
    static struct bs_questions questions;
    const char *fault = NULL;

    make_names();
    for (int i = 0; i < 2 && (i == 0 || has_answered()); i++) {
        long long began = bs_clock_ms();

        fault = bs_patient_ask(patient, &questions, true, ask_for_nobody, NULL);
        nobody.took_ms = bs_clock_ms() - began;
    }
    return fault;
}

static void
tell_answers(const struct servers *servers)
{
    if (nobody.answer[0].known == BS_KNOWN_SOME || nobody.answer[1].known == BS_KNOWN_SOME)
        bs_health_say(BS_NOTE_FAULT, OWN_RESOLVER,
                      "this machine's resolver gives addresses to names that do not exist: "
                      "none of its answers about names and DNS lists can be trusted");
    else if (!servers->local && nobody.took_ms > NEAR_MS)
        bs_health_say(BS_NOTE_ADVICE, OWN_RESOLVER,
                      "the resolver takes %lld ms for an answer that it has given before: it "
                      "has no cache, or is far away",
                      nobody.took_ms);
    else if (!servers->public)
        bs_health_say(BS_NOTE_OK, "", "the resolver answers, does not make up names, and is near");
}

void
bs_exam_resolver(struct bs_patient *patient)
{
    struct servers servers = {0};

    look_at_servers(patient, &servers);
    const char *fault = ask_twice(patient);
    patient->dns = has_answered();
    if (fault)
        bs_health_say(BS_NOTE_FAULT, "install the package again",
                      "the DNS cannot be queried: %s", fault);
    else if (!patient->dns)
        bs_health_say(BS_NOTE_FAULT,
                      "check that the name servers in " RESOLV_CONF
                      " can be reached; " OWN_RESOLVER,
                      "this machine's resolver does not answer");
    else
        tell_answers(&servers);
}
