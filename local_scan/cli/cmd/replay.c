/* replay: judges past mail by the present policy, or by another one. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "commands.h"

#include "checkname.h"
#include "json.h"
#include "paths.h"
#include "table.h"
#include "judgement.h"

#include <limits.h>
#include <stdio.h>

/* Hosts that are counted separately, for all checks together; hits of further
 * hosts are counted with the check only. */
#define HOSTS_MAX 1024
#define HOST_TEXT 64
#define PATH_TEXT 512

/* Examples shown for each check. */
#define EXAMPLES 3

struct host {
    enum bs_check check;
    char name[HOST_TEXT];
    unsigned long hits;
    char path[PATH_TEXT]; /* its first message */
    unsigned long index;
};

static unsigned format;
static bool quiet;
static struct {
    bool given;
    enum bs_mode mode;
} with[BS_CHECKS];

/* "bounce_foreign=deny" */
static bool
take_with(char *text)
{
    struct bs_span rest = bs_span_text(text), name = bs_span_word(&rest, "=");
    enum bs_check check = bs_check_read(name);
    enum bs_mode mode;
    char thing[256], remedy[BS_CHECK_REMEDY];

    snprintf(thing, sizeof thing, "--with %s", text);
    if (bs_span_at(rest, 0) != '=')
        return bs_terminal_complain(thing, "a mode is missing", "write CHECK=off|warn|defer|deny");
    if (check == BS_CHECK_NONE && bs_check_find(name) == BS_ALL_CHECKS) {
        bs_check_remedy(name, remedy);
        return bs_terminal_complain(thing, "there is no such check", remedy);
    }
    if (check == BS_CHECK_NONE)
        return bs_terminal_complain(
            thing, "checks of the envelope cannot be replayed",
            "name a check of the body, such as bounce_foreign or header_bidi");
    bool is_mode = bs_mode_read(bs_span_drop(rest, 1), &mode);
    if (!is_mode || !bs_mode_fits(mode, bs_span_text(bs_check_name(check))))
        return bs_terminal_complain(
            thing, is_mode ? "this check does not have this mode" : "there is no such mode",
            "write CHECK=off|warn|defer|deny");
    with[check].given = true;
    with[check].mode = mode;
    return true;
}

static const struct bs_option options[] = {
    BS_GROUP(bs_judge_options),
    BS_TAKE("with", "CHECK=MODE", take_with,
            "judge as if this were in the file modes; may be repeated"),
    BS_FORMAT(&format, "text (the default) or json, one object"),
    BS_QUIET(&quiet),
    BS_END,
};

static struct {
    unsigned long messages, exempt, leaving;
    unsigned long by_mode[BS_MODES]; /* what would have become of it */
    unsigned long hits[BS_CHECKS];
    unsigned long alone[BS_CHECKS]; /* no other check fired */
    struct host host[HOSTS_MAX];
    unsigned hosts;
} replay;

static void
begin(struct bs_policy *policy)
{
    for (unsigned i = 0; i < BS_CHECKS; i++)
        if (with[i].given)
            policy->mode[i] = with[i].mode;
}

/* The client, as our own server recorded it. */
static void
host_of(const struct bs_judgement *judged, char name_r[HOST_TEXT])
{
    struct bs_hop hop;

    bs_received_read(&hop, bs_field_get(judged->message.header, "Received"));
    snprintf(name_r, HOST_TEXT, "-");
    if (hop.peer_known != BS_PEER_NONE)
        bs_ip_text(&hop.peer, name_r);
}

static void
count_host(const struct bs_judgement *judged, enum bs_check check)
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

/* The first check that fired has the strictest mode, which decides. */
static void
count_outcome(const struct bs_judgement *judged)
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
show(const struct bs_judgement *judged)
{
    replay.messages++;
    if (judged->leaving)
        replay.leaving++;
    else if (judged->exempt)
        replay.exempt++;
    else
        count_outcome(judged);
}

/* The next host of a check, by number of hits, then in the order in which they came; NULL: no
 * more. */
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
        printf(":%lu\n", host->index + 1);
    }
}

static void
show_checks(const struct bs_policy *policy)
{
    static const struct bs_column columns[] = {
        {"check", -21}, {"mode", -5}, {"hits", 9}, {"alone", 9}, {NULL, 0}};

    bs_terminal_put("\n");
    bs_table_start(columns, "");
    for (enum bs_check check = 0; check < BS_CHECKS; check++) {
        if (replay.hits[check] == 0)
            continue;
        bs_table_text(bs_check_name(check));
        bs_table_text(bs_mode_name(policy->mode[check]));
        bs_table_number(replay.hits[check]);
        bs_table_number(replay.alone[check]);
        show_examples(check);
    }
}

/* Checks of the envelope are not replayed, because they judge the connection. */
static const struct bs_about *
next_envelope(unsigned *i)
{
    const struct bs_about *about;

    while ((about = bs_check_about((*i)++)) != NULL && about->area != BS_AREA_ENVELOPE)
        ;
    return about;
}

static void
show_rest(void)
{
    static char text[2048];
    const struct bs_about *about;
    struct bs_text t = bs_text_in(text, sizeof text);

    bs_text_put(&t, "Not replayed, because they need details of the connection that the "
                    "message does not record:");
    for (unsigned i = 0, n = 0; (about = next_envelope(&i)) != NULL; n++) {
        bs_text_put(&t, n > 0 ? ", " : " ");
        bs_text_put(&t, about->name);
    }
    bs_text_put(&t, ".");
    bs_terminal_put("\n");
    bs_terminal_wrap("", "", BS_STYLE_DIM, text);
}

static void
end_text(const struct bs_policy *policy)
{
    if (quiet)
        return;
    printf("%lu message%s: %lu would be refused, %lu put off, %lu marked, %lu left as they are",
           replay.messages, bs_plural(replay.messages), replay.by_mode[BS_MODE_DENY], replay.by_mode[BS_MODE_DEFER],
           replay.by_mode[BS_MODE_WARN], replay.by_mode[BS_MODE_OFF]);
    printf("; %lu exempt, %lu our own\n", replay.exempt, replay.leaving);
    if (replay.hosts > 0)
        show_checks(policy);
    show_rest();
}

static void
put_examples(enum bs_check check)
{
    const struct host *host = NULL;

    bs_json_open("examples", '[');
    for (int n = 0; n < EXAMPLES && (host = next_host(check, host)) != NULL; n++) {
        bs_json_open(NULL, '{');
        bs_json_text("host", host->name);
        bs_json_number("hits", host->hits);
        bs_json_text("path", host->path);
        bs_json_number("index", host->index);
        bs_json_close();
    }
    bs_json_close();
}

static void
put_checks(const struct bs_policy *policy)
{
    bs_json_open("checks", '[');
    for (enum bs_check check = 0; check < BS_CHECKS; check++) {
        if (replay.hits[check] == 0)
            continue;
        bs_json_open(NULL, '{');
        bs_json_text("check", bs_check_name(check));
        bs_json_text("mode", bs_mode_name(policy->mode[check]));
        bs_json_number("hits", replay.hits[check]);
        bs_json_number("alone", replay.alone[check]);
        put_examples(check);
        bs_json_close();
    }
    bs_json_close();
}

static void
end_json(const struct bs_policy *policy)
{
    const struct bs_about *about;

    bs_json_open(NULL, '{');
    bs_json_number("messages", replay.messages);
    bs_json_number("refused", replay.by_mode[BS_MODE_DENY]);
    bs_json_number("deferred", replay.by_mode[BS_MODE_DEFER]);
    bs_json_number("marked", replay.by_mode[BS_MODE_WARN]);
    bs_json_number("passed", replay.by_mode[BS_MODE_OFF]);
    bs_json_number("exempt", replay.exempt);
    bs_json_number("leaving", replay.leaving);
    put_checks(policy);
    bs_json_open("not_replayed", '[');
    for (unsigned i = 0; (about = next_envelope(&i)) != NULL;)
        bs_json_text(NULL, about->name);
    bs_json_close();
    bs_json_close();
}

static void
end(const struct bs_policy *policy)
{
    if (format == BS_FORMAT_JSON)
        end_json(policy);
    else
        end_text(policy);
}

static int
run(int count, char **path)
{
    struct bs_judge judge = {.silent = quiet || format == BS_FORMAT_JSON,
                             .replays = true,
                             .begin = begin,
                             .show = show,
                             .end = end};

    return bs_judgement_run(&judge, count, path);
}

const struct bs_command bs_replay_command = {
    .name = "replay",
    .summary = "shows what this or another policy would refuse of past mail",
    .usage = "Usage: backstop replay [--with CHECK=MODE...] [OPTION...] PATH...\n\n"
             "Judges past messages by the present policy or another, and counts for each check\n"
             "what would be refused, with the hosts that sent most of it. A PATH is as for\n"
             "'backstop scan', or Exim's spool, " BS_SPOOL_DIR "/input. Exempt hosts, senders\n"
             "and recipients are recognised as far as the messages record them.\n\n"
             "Exit status: 0 all fine, 1 something would be refused in deny, 2 trouble.\n",
    .options = options,
    .arguments = INT_MAX,
    .wanted = "a path",
    .run = run,
};
