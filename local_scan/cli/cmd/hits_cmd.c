/* hits: the mail that a check fired on. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "commands.h"

#include "checkname.h"
#include "json.h"
#include "logfile.h"
#include "policydir.h"
#include "rollout.h"
#include "search.h"
#include "story_view.h"

#include <stdio.h>

static const char *id;
static bool against, all;
static unsigned format;

#define SHOWN 20

static const struct bs_option options[] = {
    BS_GROUP(bs_policydir_options),
    BS_GROUP(bs_logs_options),
    BS_TEXT("id", "ID", &id, "show one hit in full; ID is its message id or the id shown here"),
    BS_FLAG("against", &against, "only hits that something speaks against"),
    BS_FLAG("all", &all, "all hits, not only the last 20"),
    BS_FORMAT(&format, "text (the default) or json"),
    BS_END,
};

static const struct bs_about *check;

static bool
is_wanted(const struct bs_logline *line)
{
    return bs_check_about(bs_check_find(bs_logline_word(line, "check="))) == check;
}

static bool
is_shown(const struct bs_hit *hit)
{
    return !against || hit->state == BS_HIT_WRONG;
}

/* --- text ---------------------------------------------------------------------- */

static void
call_of(const struct bs_hit *hit, char call_r[BS_EXEMPT_CALL])
{
    struct bs_exempt_of of = {.check = check,
                              .host = bs_hit_word(hit, "host="),
                              .from = bs_hit_word(hit, "from="),
                              .user = bs_hit_word(hit, "user="),
                              .rcpt = bs_hit_word(hit, "rcpt=")};

    bs_exempt_call(&of, call_r);
}

static void
show_hit(const struct bs_hit *hit)
{
    char host[300], from[BS_ADDRESS_SHOWN], to[BS_ADDRESS_SHOWN], call[BS_EXEMPT_CALL];
    struct bs_span mode = bs_hit_word(hit, "mode=");
    const char *told = bs_hit_tell(hit);
    struct bs_text t = bs_text_in(host, sizeof host);
    struct bs_span from_host = bs_hit_word(hit, "host=");
    bool local = from_host.n == 0 || bs_span_is(from_host, "-");

    bs_terminal_data(&t, local ? bs_span_text("this host") : from_host, 60);
    if (hit->name) {
        bs_text_put(&t, " ");
        bs_terminal_data(&t, bs_span_text(hit->name), 100);
    }
    printf("%s  %s  %s\n", hit->when, hit->id[0] ? hit->id : hit->code, host);
    printf("    %s to %s: %s (%.*s)\n", bs_address_shown(bs_hit_word(hit, "from="), from),
           bs_address_shown(bs_hit_word(hit, "rcpt="), to), bs_did_tell(bs_hit_word(hit, "did=")),
           BS_SPAN(mode));
    if (told)
        printf("    %s\n", told);
    if (!hit->counted && hit->state != BS_HIT_LEFT)
        bs_terminal_put("    not counted: it came before the check entered its present mode\n");
    if (bs_hit_against(hit) == NULL || bs_hit_is_exempt(hit))
        return;
    call_of(hit, call);
    if (call[0])
        printf("      %s\n", call); /* to be copied */
}

static void
show_text(const struct bs_rollout *rollout, const struct bs_hits *hits)
{
    const struct bs_rollout_row *row = bs_rollout_of(rollout, check);
    unsigned long shown = 0, fit = 0;

    bs_terminal_styled(BS_STYLE_BOLD, check->name);
    printf(": %s\n", check->meaning);
    bs_rollout_summary(rollout, row);
    const struct bs_check_record *record = row->standing.evidence;
    if (record->against > 0 && record->hits == 1)
        bs_terminal_put("  Its one hit is known to be wrong.\n");
    else if (record->against > 0)
        printf("  %lu of %lu hits %s known to be wrong.\n", record->against, record->hits,
               record->against == 1 ? "is" : "are");
    else if (record->hits > 0)
        bs_terminal_put("  No hit is known to be wrong.\n");
    for (uint64_t i = hits->count; i > 0; i--) {
        const struct bs_hit *hit = bs_hits_at(hits, i);
        if (hit == NULL || !is_shown(hit))
            continue;
        fit++;
        if (!all && fit > SHOWN)
            continue;
        bs_terminal_put(shown++ == 0 ? "\n" : "");
        show_hit(hit);
    }
    if (shown > 0)
        printf("\n'sudo backstop why ID' shows one in full.\n");
    if (fit > shown)
        printf("These are the last %lu of %lu; '--all' shows the others.\n", shown, fit);
    if (hits->count > BS_HITS_MAX)
        printf("Of %llu hits, only the last %u are kept.\n", (unsigned long long)hits->count,
               BS_HITS_MAX);
}

/* --- JSON ---------------------------------------------------------------------- */

static void
put_word(const struct bs_hit *hit, const char *name, const char *word)
{
    bs_json_span(name, bs_span_strip(bs_hit_word(hit, word), "<>"));
}

static void
put_hit(const struct bs_hit *hit)
{
    char call[BS_EXEMPT_CALL];

    bs_json_open(NULL, '{');
    bs_json_text("when", hit->when);
    bs_json_text("id", hit->id[0] ? hit->id : hit->code);
    put_word(hit, "host", "host=");
    if (hit->name)
        bs_json_text("name", hit->name);
    put_word(hit, "from", "from=");
    put_word(hit, "to", "rcpt=");
    put_word(hit, "mode", "mode=");
    put_word(hit, "did", "did=");
    bs_json_bool("counted", hit->counted);
    bs_json_text("against", hit->state == BS_HIT_WRONG ? bs_against_name(hit->why) : NULL);
    call_of(hit, call);
    bs_json_text("exempt", call);
    bs_json_close();
}

static void
show_json(const struct bs_rollout *rollout, const struct bs_hits *hits)
{
    const struct bs_check_record *record = bs_rollout_of(rollout, check)->standing.evidence;

    bs_json_open(NULL, '{');
    bs_json_number("v", 1);
    bs_json_text("check", check->name);
    bs_json_number("fortnight", record->fortnight);
    bs_json_number("hits", record->hits);
    bs_json_number("against", record->against);
    bs_json_open("mail", '[');
    for (uint64_t i = hits->count; i > 0; i--) {
        const struct bs_hit *hit = bs_hits_at(hits, i);
        if (hit && is_shown(hit))
            put_hit(hit);
    }
    bs_json_close();
    bs_json_close();
}

/* --- the command ----------------------------------------------------------------- */

static int
show_all(void)
{
    static struct bs_rollout rollout;
    struct bs_hits hits = {.wanted = is_wanted};

    if (!bs_rollout_open(&rollout))
        return BS_EXIT_TROUBLE;
    rollout.hits = &hits;
    bs_rollout_look(&rollout);
    bool fine = bs_rollout_whole(&rollout);
    if (rollout.problem == 0)
        (format == BS_FORMAT_JSON ? show_json : show_text)(&rollout, &hits);
    bs_hits_free(&hits);
    bs_rollout_free(&rollout);
    return bs_exit_status(fine);
}

static int
run(int count, char **argument)
{
    if (id && (count > 0 || all || against))
        return bs_exit_status(
            bs_options_refuse("--id", id, "it shows one hit, whatever its check",
                              "omit it, or the name of the check, --against and --all"));
    if (id) {
        struct bs_search one = {.word = (char *)id, .last = 1, .json = format == BS_FORMAT_JSON};
        return bs_search_run(&one);
    }
    if (count == 0)
        return bs_trouble("hits", "no check was named", "'backstop mode' lists all checks");
    check = bs_check_named(argument[0]);
    return check ? show_all() : BS_EXIT_TROUBLE;
}

const struct bs_command bs_hits_command = {
    .name = "hits",
    .summary = "shows the mail that a check fired on, newest first",
    .usage = "Usage: backstop hits [OPTION...] CHECK\n\n"
             "Shows each hit of the last 14 days, according to Exim's main log and its rotated\n"
             "parts: when it came, the id of the message (or of the hit, if mail was refused\n"
             "before it became a message), the host, the sender, the recipient, and what was\n"
             "done. For a hit that something speaks against, also shows what that is, and the\n"
             "command that exempts such mail, unless it is exempt already.\n\n"
             "Exit status: 0 all fine, 1 --id is not in the log, 2 trouble.\n",
    .options = options,
    .arguments = 1,
    .run = run,
};
