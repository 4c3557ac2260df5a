/* exam_lists: the DNS lists that we query, and those that may list us. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "exam.h"

#include "copy.h"
#include "dnslist.h"
#include "host.h"
#include "modefile.h"
#include "paths.h"
#include "policydir.h"
#include "terminal.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* exim4-config's own rule has callouts for the senders in it. */
#define SENDERS BS_ETC_DIR "/local_sender_callout"

/* Widely used lists, for when watch_zones is empty. The first lists hosts that
 * send bounces or callouts to the wrong people. */
#define WATCHED                                                                                    \
    "ips.backscatterer.org=127.0.0.2\n"                                                            \
    "bl.spamcop.net=127.0.0.2\n"                                                                   \
    "zen.spamhaus.org=127.0.0.2,127.0.0.3,127.0.0.4,127.0.0.9,127.0.0.10,127.0.0.11\n"             \
    "psbl.surriel.com=127.0.0.2\n"                                                                 \
    "dnsbl-1.uceprotect.net=127.0.0.2\n"

static struct bs_questions questions;

static struct bs_known_as
ask_ip(struct bs_questions *q, const struct bs_ip *ip, struct bs_span zone)
{
    char name[BS_MAX_HOSTNAME + 1];
    size_t n = bs_question_listed_name(ip, zone, name, sizeof name);

    return bs_ask_name(q, BS_ASK_LISTED, bs_span_of(name, n));
}

static struct bs_known_as
ask(struct bs_questions *q, const char *address, struct bs_span zone)
{
    struct bs_ip ip;

    bs_ip_read(bs_span_text(address), &ip);
    return ask_ip(q, &ip, zone);
}

/* Every list contains 127.0.0.2, and no list contains 127.0.0.1 (RFC 5782 §5). */
static void
ask_zone(struct bs_questions *q, struct bs_span zone)
{
    ask(q, "127.0.0.2", zone);
    ask(q, "127.0.0.1", zone);
}

/* Is one of the answers in this network, or (`in` false) outside of it? */
static bool
any(struct bs_known_as answer, bool in, const char *network)
{
    struct bs_net net;

    bs_net_read(bs_span_text(network), &net);
    for (unsigned i = 0; i < answer.count; i++)
        if (bs_net_holds(&net, &answer.item[i].ip) == in)
            return true;
    return false;
}

static const struct zone_state {
    const char *word; /* for the ACLs; NULL if unknown */
    const char *what;
} silent = {NULL, NULL}, well = {"ok", NULL},
  empty = {"empty",
           "its test entry, 127.0.0.2, is missing: the list is dead, or does not answer this "
           "machine"},
  refused = {"refused", "it does not answer this machine's resolver"},
  wrong = {"wrong", "its answers are altered on the way here"},
  everybody = {"everybody", "it lists everybody"};

static const struct zone_state *
state_of(struct bs_questions *q, struct bs_span zone)
{
    struct bs_known_as listed = ask(q, "127.0.0.2", zone);

    if (listed.known != BS_KNOWN_SOME && listed.known != BS_KNOWN_NONE)
        return &silent;
    if (listed.count == 0)
        return &empty;
    if (any(listed, true, "127.255.255.0/24"))
        return &refused;
    if (any(listed, false, "127.0.0.0/8"))
        return &wrong;
    return ask(q, "127.0.0.1", zone).known == BS_KNOWN_SOME ? &everybody : &well;
}

/* The lists that the ACLs ask. */

static struct bs_text health;
static char health_text[8192];

static void
ask_zones(struct bs_questions *q, void *arg)
{
    *(unsigned *)arg = bs_patient_each_zone(q, ask_zone);
}

static void
note_health(struct bs_span zone, const char *word)
{
    bs_text_put_span(&health, zone);
    bs_text_put(&health, ": ");
    bs_text_put(&health, word);
    bs_text_put(&health, "\n");
}

static void
tell_zone(struct bs_questions *q, struct bs_span zone)
{
    const struct zone_state *state = state_of(q, zone);

    if (state->word)
        note_health(zone, state->word);
    if (state == &silent)
        bs_health_say(BS_NOTE_ADVICE,
                      "check that this machine's resolver works; until then the list is "
                      "treated as empty",
                      "%.*s does not answer", BS_SPAN(zone));
    else if (state->what)
        bs_health_say(BS_NOTE_FAULT,
                      "remove it from the files of lists (dnsbl_zones, null_zones, out_zones), "
                      "or use another resolver",
                      "%.*s: %s", BS_SPAN(zone), state->what);
}

static void
save_health(void)
{
    int problem = bs_file_replace(BS_STATE_DIR "/dnsbl_health", bs_span_text(health_text), NULL);

    if (problem != 0)
        bs_health_say(BS_NOTE_FAULT,
                      problem == ENOENT ? "install the package, which makes the directory"
                                        : bs_terminal_write_remedy(problem),
                      BS_STATE_DIR "/dnsbl_health: %s", strerror(problem));
    else
        bs_copy_follow(BS_STATE_DIR "/dnsbl_health");
}

/* Queries all lists at once, through the resolver that Exim uses for the ACLs: these do not use
 * dns_servers or `dns: off`. */
void
bs_exam_zones(struct bs_patient *patient)
{
    unsigned n = 0;

    health = bs_text_in(health_text, sizeof health_text);
    const char *fault = bs_patient_ask(patient, &questions, true, ask_zones, &n);
    if (questions.full)
        bs_health_say(BS_NOTE_ADVICE, "keep the few that you trust",
                      "there are more DNS lists than can be examined");
    else if (fault && n > 0)
        bs_health_say(BS_NOTE_FAULT, "install the package again",
                      "the DNS lists cannot be examined, because the lookups cannot be loaded: "
                      "%s", fault);
    else
        bs_patient_each_zone(&questions, tell_zone);
    if (n > 0 && bs_health_worst_here() == BS_NOTE_OK)
        bs_health_say(BS_NOTE_OK, "", "the DNS lists answer as they should");
    if (patient->save)
        save_health();
}

/* Our own addresses in the lists that others query. */

static struct watch {
    struct bs_file file;
    struct bs_dnslist list[BS_MAX_DNS_LISTS];
    unsigned lists;
} watch;

static void
read_watched(void)
{
    bs_policydir_read(&watch.file, "watch_zones");
    for (int i = 0; i < 2 && watch.lists == 0; i++) {
        struct bs_span rest = i == 0 ? bs_file_span(&watch.file) : bs_span_text(WATCHED);
        while (watch.lists < BS_MAX_DNS_LISTS && bs_dnslist_next(&watch.list[watch.lists], &rest))
            watch.lists++;
    }
}

static void
ask_watched(struct bs_questions *q, void *arg)
{
    const struct bs_patient *patient = arg;

    for (unsigned i = 0; i < watch.lists; i++) {
        ask_zone(q, watch.list[i].zone);
        for (unsigned j = 0; j < patient->addresses; j++)
            ask_ip(q, &patient->address[j], watch.list[i].zone);
    }
}

static bool
is_on(struct bs_questions *q, const struct bs_dnslist *list, const struct bs_ip *ip)
{
    struct bs_known_as answer = ask_ip(q, ip, list->zone);

    for (unsigned i = 0; i < answer.count; i++)
        if (bs_dnslist_counts(list, &answer.item[i].ip))
            return state_of(q, list->zone) == &well;
    return false;
}

static bool
mode_calls_senders(void)
{
    const struct bs_about *check = bs_check_about(bs_check_find(bs_span_text("sender_callout")));
    struct bs_modefile modes;

    if (!bs_modefile_read(&modes))
        return false;
    bool calls = bs_modefile_of(&modes, check).mode != BS_MODE_OFF;
    bs_modefile_free(&modes);
    return calls;
}

static const char *
end_cause(const struct bs_dnslist *list)
{
    if (!bs_span_has(list->zone, "backscatter"))
        return "find out in Exim's log and on the list's own page what was sent from here, and "
               "stop it; ";
    if (mode_calls_senders() || access(SENDERS, F_OK) == 0)
        return "sender callouts are in use, which this list punishes: run 'sudo backstop mode "
               "sender_callout off', and remove \"verify = sender/callout\" from your own rules; ";
    return "bounces from here go to forged senders: refuse unknown recipients at RCPT, and do "
           "not send replies from filters; ";
}

/* How and when an address is removed from the well-known lists: the page for looking up and
 * removing an address, and when an entry expires by itself. There is no need to pay: lists that
 * charge for a removal also let the entry expire. The first row counts whose zone is the list's own
 * or a parent of it. */
static const struct way {
    const char *zone, *page, *way;
} ways[] = {
    {"spamhaus.org", "https://check.spamhaus.org/",
     "removes addresses there on request, free of charge; most entries also expire within days"},
    {"spamcop.net", "https://www.spamcop.net/bl.shtml",
     "lets an entry expire 24 hours after the last report"},
    {"surriel.com", "https://psbl.org/remove",
     "removes any address there at once, on anyone's request"},
    {"dnsbl-1.uceprotect.net", "https://www.uceprotect.net/en/rblcheck.php",
     "lets an entry expire seven days after the last hit, and charges for earlier removal"},
    {"uceprotect.net", "https://www.uceprotect.net/en/rblcheck.php",
     "lists your provider's whole network until few of its customers are listed: only the "
     "provider can change that"},
    {"backscatterer.org", "https://www.backscatterer.org/",
     "lets an entry expire four weeks after the last bounce or callout, and charges for earlier "
     "removal"},
    {"barracudacentral.org", "https://www.barracudacentral.org/rbl/removal-request",
     "removes addresses there on request, usually within a day"},
    {"abusix.zone", "https://lookup.abusix.com/",
     "removes addresses there on request, free of charge, but requires an account"},
    {"dronebl.org", "https://dronebl.org/lookup", "removes addresses there on request"},
    {"spameatingmonkey.net", "https://spameatingmonkey.com/lookup",
     "lets an entry expire about two weeks after the last hit"},
};

static void
tell_removal(struct bs_text *remedy, struct bs_span zone)
{
    size_t i = 0;

    while (i < sizeof ways / sizeof *ways && !bs_host_within(zone, bs_span_text(ways[i].zone)))
        i++;
    if (i == sizeof ways / sizeof *ways) {
        bs_text_put(remedy, "then ask the list's operators to remove the address; do not pay for "
                            "it");
        return;
    }
    bs_text_put(remedy, "then see ");
    bs_text_put(remedy, ways[i].page);
    bs_text_put(remedy, ": the list ");
    bs_text_put(remedy, ways[i].way);
    bs_text_put(remedy, ". Do not pay for removal");
}

static void
tell_address(const struct bs_patient *patient, struct bs_questions *first,
             struct bs_questions *second, const struct bs_dnslist *list)
{
    struct bs_span name = bs_dnslist_name(list);
    char text[BS_IP_TEXT], way[BS_HEALTH_REMEDY];
    struct bs_text remedy = bs_text_in(way, sizeof way);

    bs_text_put(&remedy, end_cause(list));
    tell_removal(&remedy, name);
    for (unsigned j = 0; j < patient->addresses; j++) {
        const struct bs_ip *ip = &patient->address[j];

        if (!is_on(first, list, ip) || !is_on(second, list, ip))
            continue;
        bs_ip_text(ip, text);
        bs_health_say(BS_NOTE_FAULT, way, "our address %s is on the list %.*s", text,
                      BS_SPAN(name));
    }
}

/* If a list's test entry does not work, its answer about us means nothing. */
static void
tell_deaf(struct bs_questions *q)
{
    char names[400];
    struct bs_text t = bs_text_in(names, sizeof names);

    for (unsigned i = 0; i < watch.lists; i++) {
        if (state_of(q, watch.list[i].zone) == &well)
            continue;
        bs_text_put(&t, t.n > 0 ? ", " : "");
        bs_text_put_span(&t, bs_dnslist_name(&watch.list[i]));
    }
    if (t.n > 0)
        bs_health_say(BS_NOTE_ADVICE,
                      "most lists answer only a resolver of your own; remove lists that do not "
                      "answer at all from watch_zones",
                      "could not check whether we are listed on: %s", names);
}

/* Queried twice, because a single wrong answer must not raise an alarm. */
void
bs_exam_listed(struct bs_patient *patient)
{
    static struct bs_questions again;

    if (patient->addresses == 0)
        return;
    read_watched();
    bs_patient_ask(patient, &questions, true, ask_watched, patient);
    bs_patient_ask(patient, &again, true, ask_watched, patient);
    for (unsigned i = 0; i < watch.lists; i++)
        tell_address(patient, &questions, &again, &watch.list[i]);
    tell_deaf(&questions);
    if (bs_health_worst_here() == BS_NOTE_OK)
        bs_health_say(BS_NOTE_OK, "", "our addresses are not on any list that is watched");
    bs_file_free(&watch.file);
}
