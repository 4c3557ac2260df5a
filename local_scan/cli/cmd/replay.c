/* replay: past mail through the policy as it is, or as it would be. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay.h"

#include <stdio.h>
#include <string.h>

/* Hosts that are told apart, of all checks together; the hits of further ones
 * are counted with the check only. */
#define HOSTS_MAX 1024
#define HOST_TEXT 64
#define PATH_TEXT 512

/* Examples of each check that are shown. */
#define EXAMPLES 3

struct host {
    enum bs_check check;
    char name[HOST_TEXT];
    unsigned long hits;
    char path[PATH_TEXT]; /* its first message */
    unsigned long index;
};

static struct {
    const struct bs_options *options;
    const struct bs_policy *policy;
    unsigned long messages, exempt, leaving;
    unsigned long by_mode[BS_MODES]; /* what would have become of it */
    unsigned long hits[BS_CHECKS];
    unsigned long alone[BS_CHECKS]; /* no other check fired */
    struct host host[HOSTS_MAX];
    unsigned hosts;
} replay;

static void
begin(const struct bs_options *options, const struct bs_policy *policy)
{
    replay.options = options;
    replay.policy = policy;
}

/* Who handed it over, as our own server has written down. */
static void
host_of(const struct bs_judged *judged, char name_r[HOST_TEXT])
{
    struct bs_hop hop;

    bs_received_read(&hop, bs_field_get(judged->message.header, "Received"));
    snprintf(name_r, HOST_TEXT, "-");
    if (hop.peer_known != BS_PEER_NONE)
        bs_ip_text(&hop.peer, name_r);
}

static void
count_host(const struct bs_judged *judged, enum bs_check check)
{
    char name[HOST_TEXT];
    unsigned i = 0;

    host_of(judged, name);
    while (i < replay.hosts &&
           (replay.host[i].check != check || strcmp(replay.host[i].name, name) != 0))
        i++;
    if (i == HOSTS_MAX)
        return;
    struct host *host = &replay.host[i]; /* bounds: i < max */
    if (i == replay.hosts) {
        replay.hosts++;
        *host = (struct host){.check = check, .index = judged->mail.index};
        memcpy(host->name, name, sizeof name);
        snprintf(host->path, sizeof host->path, "%s", judged->path);
    }
    host->hits++;
}

/* The first that fired has the worst mode, which is what counts. */
static void
count_outcome(const struct bs_judged *judged)
{
    const struct bs_outcome *outcome = &judged->outcome;
    enum bs_check fired[BS_CHECKS];
    unsigned count = 0;

    for (unsigned i = 0; i < outcome->count; i++)
        if (!bs_outcome_spares(&judged->verdict, outcome->fired[i]))
            fired[count++] = outcome->fired[i];
    replay.by_mode[outcome->count > 0 ? outcome->mode[0] : BS_MODE_OFF]++;
    for (unsigned i = 0; i < count; i++) {
        replay.hits[fired[i]]++;
        replay.alone[fired[i]] += count == 1;
        count_host(judged, fired[i]);
    }
}

static void
show(const struct bs_judged *judged)
{
    replay.messages++;
    if (judged->leaving)
        replay.leaving++;
    else if (judged->exempt)
        replay.exempt++;
    else
        count_outcome(judged);
}

/* The next of a check's hosts by hits, those with as many in the order in which
 * they came; NULL: no more. */
static const struct host *
next_host(enum bs_check check, const struct host *before)
{
    const struct host *best = NULL;

    for (unsigned i = 0; i < replay.hosts; i++) {
        const struct host *host = &replay.host[i];
        bool later = before == NULL || host->hits < before->hits ||
                     (host->hits == before->hits && host > before);

        if (host->check == check && later && (best == NULL || host->hits > best->hits))
            best = host;
    }
    return best;
}

static void
show_examples(enum bs_check check)
{
    const struct host *host = NULL;

    for (int n = 0; n < EXAMPLES && (host = next_host(check, host)) != NULL; n++) {
        printf("    %5lu  from %s, ", host->hits, host->name);
        bs_terminal_path(host->path);
        printf("[%lu]\n", host->index);
    }
}

static void
show_checks(void)
{
    bs_terminal_style(BS_STYLE_BOLD);
    bs_terminal_put("\ncheck                 mode       hits     alone\n");
    bs_terminal_style(BS_STYLE_PLAIN);
    for (unsigned i = 0; i < BS_CHECKS; i++) {
        enum bs_check check = (enum bs_check)i;

        if (replay.hits[i] == 0)
            continue;
        printf("%-20s  %-5s %9lu %9lu\n", bs_check_name(check),
               bs_mode_name(replay.policy->mode[i]), replay.hits[i], replay.alone[i]);
        show_examples(check);
    }
}

typedef void visit_name(const char *name, bool first);

static void
for_each_envelope(visit_name *visit)
{
    const struct bs_about *about;
    bool first = true;

    for (unsigned i = 0; (about = bs_check_about(i)) != NULL; i++) {
        if (about->area != BS_AREA_ENVELOPE)
            continue;
        visit(about->name, first);
        first = false;
    }
}

static char names[2048];

static void
add_name(const char *name, bool first)
{
    size_t n = strlen(names);

    snprintf(names + n, sizeof names - n, "%s%s", first ? "" : ", ", name);
}

static void
show_rest(void)
{
    static const struct bs_margin margin = {"", "", 0};
    static char text[sizeof names + 200];

    for_each_envelope(add_name);
    snprintf(text, sizeof text,
             "Not replayed, for they judge the connection, of which the mail has kept too little: "
             "%s.",
             names);
    bs_terminal_put("\n");
    bs_terminal_wrap(margin, BS_STYLE_DIM, text);
}

static void
end_text(void)
{
    if (replay.options->quiet)
        return;
    printf("%lu messages: %lu would be refused, %lu put off, %lu marked, %lu left as they are",
           replay.messages, replay.by_mode[BS_MODE_DENY], replay.by_mode[BS_MODE_DEFER],
           replay.by_mode[BS_MODE_WARN], replay.by_mode[BS_MODE_OFF]);
    printf("; %lu exempt, %lu our own\n", replay.exempt, replay.leaving);
    if (replay.hosts > 0)
        show_checks();
    show_rest();
}

static void
put_json(const char *text)
{
    static char buffer[6 * PATH_TEXT + 1]; /* \u001f at worst */
    struct bs_text t;

    bs_text_start(&t, buffer, sizeof buffer);
    bs_text_json(&t, bs_span_text(text));
    printf("\"%s\"", buffer);
}

static void
put_examples(enum bs_check check)
{
    const struct host *host = NULL;

    for (int n = 0; n < EXAMPLES && (host = next_host(check, host)) != NULL; n++) {
        printf("%s{\"host\":\"%s\",\"hits\":%lu,\"path\":", n > 0 ? "," : "", host->name,
               host->hits);
        put_json(host->path);
        printf(",\"index\":%lu}", host->index);
    }
}

static void
put_checks(void)
{
    bool first = true;

    for (unsigned i = 0; i < BS_CHECKS; i++) {
        if (replay.hits[i] == 0)
            continue;
        printf("%s{\"check\":\"%s\",\"mode\":\"%s\",\"hits\":%lu,\"alone\":%lu,\"examples\":[",
               first ? "" : ",", bs_check_name((enum bs_check)i),
               bs_mode_name(replay.policy->mode[i]), replay.hits[i], replay.alone[i]);
        put_examples((enum bs_check)i);
        bs_terminal_put("]}");
        first = false;
    }
}

static void
put_name(const char *name, bool first)
{
    printf("%s\"%s\"", first ? "" : ",", name);
}

static void
end_json(void)
{
    printf("{\"messages\":%lu,\"refused\":%lu,\"deferred\":%lu,\"marked\":%lu,\"passed\":%lu,"
           "\"exempt\":%lu,\"leaving\":%lu,\"checks\":[",
           replay.messages, replay.by_mode[BS_MODE_DENY], replay.by_mode[BS_MODE_DEFER],
           replay.by_mode[BS_MODE_WARN], replay.by_mode[BS_MODE_OFF], replay.exempt,
           replay.leaving);
    put_checks();
    bs_terminal_put("],\"not_replayed\":[");
    for_each_envelope(put_name);
    bs_terminal_put("]}\n");
}

static void
end(void)
{
    if (replay.options->json)
        end_json();
    else
        end_text();
}

const struct bs_command bs_replay_command = {
    .name = "replay",
    .summary = "counts what of past mail would be refused, by this policy or another",
    .usage =
        "Usage: backstop replay [--with CHECK=MODE...] [OPTION...] PATH...\n\n"
        "Judges messages that came in the past as if they came now, and counts by check\n"
        "what would be refused, with the hosts that sent most of it. A PATH is as of scan, or\n"
        "Exim's spool, /var/spool/exim4/input. Exempt hosts, senders and recipients count as\n"
        "far as the mail has kept them.\n\n"
        "Exit status: 0 all fine, 1 something would be refused, 2 trouble.\n",
    .bit = BS_FOR_REPLAY,
    .replays = true,
    .begin = begin,
    .show = show,
    .end = end,
};
