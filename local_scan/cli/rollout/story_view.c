/* story_view: shows what happened to one mail, for people and for programs. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "story_view.h"

#include "json.h"
#include "terminal.h"

#include <stdio.h>

#define LINE_N 2000

/* --- words --------------------------------------------------------------------- */

const char *
bs_did_tell(struct bs_span did)
{
    static const struct {
        const char *did, *told;
    } words[] = {{"pass", "passed"}, {"hold", "held"}, {"defer", "put off"}, {"deny", "refused"}};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (bs_span_is(did, words[i].did))
            return words[i].told;
    return "?";
}

const char *
bs_hit_against(const struct bs_hit *hit)
{
    return hit && hit->state == BS_HIT_WRONG ? bs_against_tell(hit->why) : NULL;
}

/* Which answer was missing, as far as the line shows it (acl/own). The words are there for a check
 * that looks for a proof; others have none. */
static const char *
tell_unproved(const struct bs_hit *hit)
{
#define NOT_COUNTED(why) "not counted: " why ", so it would pass; the check's page says why"
    static const struct {
        const char *word, *value, *told;
    } rows[] = {
        {"dkim=", "other", NOT_COUNTED("another domain of ours signed it")},
        {"dkim=", "unknown", NOT_COUNTED("a signature of ours could not be verified")},
        {"spf=", "none", NOT_COUNTED("the domain does not have an SPF record")},
        {"spf=", "unknown", NOT_COUNTED("the domain's SPF record did not give an answer")},
        {"spf=", NULL, NOT_COUNTED("our tag, or the memory of sent mail, could not be checked")},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct bs_span is = bs_hit_word(hit, rows[i].word);
        if (rows[i].value ? bs_span_is(is, rows[i].value) : is.n > 0)
            return rows[i].told;
    }
    return NOT_COUNTED("no proof was possible");
}

const char *
bs_hit_tell(const struct bs_hit *hit)
{
    if (hit == NULL || hit->state != BS_HIT_LEFT || bs_hit_word(hit, "exempt=").n == 0)
        return bs_hit_against(hit);
    if (!bs_span_is(bs_hit_word(hit, "exempt="), "unproved"))
        return "not counted: it was exempt when it came";
    return tell_unproved(hit);
}

bool
bs_hit_is_exempt(const struct bs_hit *hit)
{
    if (hit == NULL)
        return false;
    return hit->state == BS_HIT_WRONG ? hit->why == BS_AGAINST_EXEMPT
                                      : bs_hit_word(hit, "exempt=").n > 0;
}

const char *
bs_address_shown(struct bs_span address, char text_r[BS_ADDRESS_SHOWN])
{
    struct bs_text t = bs_text_in(text_r, BS_ADDRESS_SHOWN);
    bs_text_put(&t, "<");
    bs_terminal_data(&t, bs_span_strip(address, "<>"), 60);
    bs_text_put(&t, ">");
    return text_r;
}

/* Exim itself sends these bounces, so `user` is Exim's own. The address to exempt is the one that
 * gets the bounce: the sender of the mail that it is about. */
static bool
is_own_bounce(const struct bs_about *check)
{
    return bs_span_is(bs_span_text(check->name), "own_bounce");
}

static void
own_bounce_call(const struct bs_exempt_of *of, char text_r[BS_EXEMPT_CALL])
{
    struct bs_span from = bs_span_strip(of->from, "<>"), rcpt = bs_span_strip(of->rcpt, "<>");
    struct bs_span who = from.n > 0 ? from : rcpt;

    if (bs_terminal_is_plain(who))
        snprintf(text_r, BS_EXEMPT_CALL,
                 "sudo backstop exempt --list exempt_senders %.*s --because own_bounce",
                 BS_SPAN(who));
}

void
bs_exempt_call(const struct bs_exempt_of *of, char text_r[BS_EXEMPT_CALL])
{
    struct bs_span from = bs_span_strip(of->from, "<>");
    bool leaves = of->check->area == BS_AREA_LEAVING;
    struct bs_span who = leaves ? of->user : of->host;
    const char *name = of->check->name;

    text_r[0] = '\0';
    if (is_own_bounce(of->check)) {
        own_bounce_call(of, text_r);
        return;
    }
    if (!bs_terminal_is_plain(who))
        return;
    int n = snprintf(text_r, BS_EXEMPT_CALL, "sudo backstop exempt %s%.*s --because '%s",
                     leaves ? "--list out_exempt " : "", BS_SPAN(who), name);
    if (bs_terminal_is_plain(from) && !leaves)
        n += snprintf(text_r + n, BS_EXEMPT_CALL - (size_t)n, " on mail of %.*s", BS_SPAN(from));
    snprintf(text_r + n, BS_EXEMPT_CALL - (size_t)n, "'");
}

/* --- people ---------------------------------------------------------------------- */

static void
row(const char *name, const char *text)
{
    bs_terminal_row(name, BS_STYLE_PLAIN, text);
}

/* Octets shown of a reply; fewer if a check of ours made it, because the line "fired" gives the
 * reason. */
#define REPLY       300
#define REPLY_KNOWN 130

static void
show_data(const char *name, const char *before, const char *data, size_t octets)
{
    char line[LINE_N];

    if (data == NULL)
        return;
    struct bs_text t = bs_text_in(line, sizeof line);
    bs_text_put(&t, before);
    bs_terminal_data(&t, bs_span_text(data), octets);
    row(name, line);
}

static void
show_envelope(const struct bs_story *story)
{
    char from[BS_ADDRESS_SHOWN], to[BS_ADDRESS_SHOWN], line[LINE_N];

    bs_address_shown(bs_span_text(story->from), from);
    int n = snprintf(line, sizeof line, "  %s", from);
    for (unsigned i = 0; i < BS_STORY_ADDRESSES && story->to[i]; i++)
        n += snprintf(line + n, sizeof line - (size_t)n, "%s%s", i == 0 ? " to " : ", ",
                      bs_address_shown(bs_span_text(story->to[i]), to));
    if (story->recipients > BS_STORY_ADDRESSES)
        snprintf(line + n, sizeof line - (size_t)n, " and others");
    bs_terminal_styled(BS_STYLE_BOLD, story->first);
    printf("%s\n", line);
}

static void
show_client(const struct bs_story *story)
{
    char line[LINE_N];
    struct bs_text t = bs_text_in(line, sizeof line);

    if (story->host && strcmp(story->host, "-") != 0) {
        bs_text_put(&t, story->name ? "" : story->helo ? "(" : "");
        bs_terminal_data(&t, bs_span_text(story->name ? story->name : story->helo), 120);
        bs_text_put(&t, story->name ? " [" : story->helo ? ") [" : "[");
        bs_terminal_data(&t, bs_span_text(story->host), 60);
        bs_text_put(&t, "]");
    } else {
        bs_text_put(&t, "this host");
    }
    if (story->user) {
        bs_text_put(&t, ", user ");
        bs_terminal_data(&t, bs_span_text(story->user), 80);
    }
    row("from", line);
}

/* Mail from the null sender, by a host whose callouts we refuse. */
static bool
is_callout(const struct bs_story *story, const struct bs_callouts *callouts)
{
    if (story->host == NULL || bs_span_strip(bs_span_text(story->from), "<>").n > 0)
        return false;
    for (unsigned i = 0; i < callouts->count; i++)
        if (strcmp(callouts->host[i].host, story->host) == 0)
            return true;
    return false;
}

static const struct bs_hit *
find_hit(const struct bs_hits *hits, const char *code)
{
    for (uint64_t i = hits->count; i > 0; i--) {
        const struct bs_hit *hit = bs_hits_at(hits, i);
        if (hit == NULL)
            return NULL;
        if (strcmp(hit->code, code) == 0)
            return hit;
    }
    return NULL;
}

static bool
has_passed(const struct bs_story_hit *hit)
{
    return strcmp(hit->did, "pass") == 0;
}

/* The hit that stopped the mail; the first, if none did. */
static const struct bs_story_hit *
deciding_hit(const struct bs_story *story)
{
    for (unsigned i = 0; i < story->hits; i++)
        if (!has_passed(&story->hit[i]))
            return &story->hit[i];
    return &story->hit[0];
}

/* What a check means is not said of one that let pass what another has stopped. */
static void
show_hit(const struct bs_story_hit *of, const struct bs_story *story, const struct bs_hits *hits)
{
    const struct bs_about *check = bs_check_about(of->check);
    const char *told = bs_hit_tell(find_hit(hits, of->code));
    bool beside = has_passed(of) && !has_passed(deciding_hit(story));
    char line[LINE_N], meaning[LINE_N / 2] = "", times[32] = "";

    if (of->times > 1)
        snprintf(times, sizeof times, ", %u times", of->times);
    if (!beside)
        snprintf(meaning, sizeof meaning, " (%s)", check->meaning);
    snprintf(line, sizeof line, "%s%s in %s: %s%s", check->name, meaning, of->mode,
             bs_did_tell(bs_span_text(of->did)), times);
    row("fired", line);
    if (told) {
        snprintf(line, sizeof line, "%s", told);
        row("", line);
    }
}

/* Shows the remedy, if it is not shown elsewhere. */
static void
show_cure(const struct bs_story *story, const struct bs_judged *judged)
{
    const char *cure = NULL;

    for (unsigned i = 0; i < story->hits; i++) {
        struct bs_span check = bs_span_text(bs_check_about(story->hit[i].check)->name);
        if (bs_span_is(check, "own_bounce"))
            cure = "'sudo backstop report' names the cause, and what ends it";
        else if (bs_span_is(check, "relay_bounce"))
            cure = "its owner has to refuse at RCPT what it cannot deliver; until then, "
                   "'sudo backstop mode relay_bounce deny'";
    }
    if (is_callout(story, &judged->callouts))
        cure = "we delivered to this host just then: it asks back about our sender, and while "
               "that is refused, mail to it is at risk";
    if (cure)
        row("cure", cure);
}

/* The words that Exim puts before another server's reply fill most of the line. */
static const char *
without_lead(const char *failure)
{
    static const char lead[] = "SMTP error from remote mail server after ";
    size_t n = sizeof lead - 1;

    return failure && strncmp(failure, lead, n) == 0 ? failure + n : failure;
}

static void
show_answer(const struct bs_story *story)
{
    char line[LINE_N];

    if (story->answer)
        show_data("answered", "", story->answer, story->hits > 0 ? REPLY_KNOWN : REPLY);
    if (story->arrived)
        row(story->answer ? "" : "answered", story->answer ? "then accepted" : "accepted");
    if (story->delivered + story->failed + story->delayed == 0)
        return;
    if (story->delivered == 0 && story->failed > 0)
        snprintf(line, sizeof line, "it could not be delivered");
    else
        snprintf(line, sizeof line, "delivered %u time%s%s", story->delivered,
                 bs_plural(story->delivered),
                 story->failed > 0    ? "; some could not be delivered"
                 : story->delayed > 0 ? "; it had to be tried again"
                                      : "");
    if (story->failure == NULL)
        row("then", line);
    else
        show_data("then", strcat(line, ": "), without_lead(story->failure), REPLY);
}

static void
show_calls(const struct bs_story *story, const struct bs_hits *hits)
{
    char call[BS_EXEMPT_CALL];

    if (story->hits == 0 || bs_hit_is_exempt(find_hit(hits, deciding_hit(story)->code)))
        return;
    struct bs_exempt_of of = {.check = bs_check_about(deciding_hit(story)->check),
                              .host = bs_span_text(story->host),
                              .from = bs_span_text(story->from),
                              .user = bs_span_text(story->user),
                              .rcpt = bs_span_text(story->to[0])};
    bs_exempt_call(&of, call);
    if (call[0] == '\0')
        return;
    row("if wrong", is_own_bounce(of.check) ? "this lets bounces to that address pass:"
                                            : "this lets mail from that host or user pass:");
    printf("      %s\n", call); /* to be copied */
}

void
bs_story_show(const struct bs_story *story, const struct bs_judged *judged)
{
    show_envelope(story);
    if (story->id[0])
        row("id", story->id);
    show_client(story);
    for (unsigned i = 0; i < story->hits; i++)
        show_hit(&story->hit[i], story, &judged->hits);
    if (story->hits == 0)
        row("fired", "no check");
    show_answer(story);
    show_cure(story, judged);
    show_calls(story, &judged->hits);
}

/* --- programs ---------------------------------------------------------------------- */

static void
put_hit(const struct bs_story_hit *of, const struct bs_hits *hits)
{
    const struct bs_hit *hit = find_hit(hits, of->code);

    bs_json_open(NULL, '{');
    bs_json_text("check", bs_check_about(of->check)->name);
    bs_json_text("mode", of->mode);
    bs_json_text("did", of->did);
    bs_json_number("times", of->times);
    bs_json_text("id", of->code);
    bs_json_text("against", hit && hit->state == BS_HIT_WRONG ? bs_against_name(hit->why) : NULL);
    bs_json_close();
}

void
bs_story_json(const struct bs_story *story, const struct bs_judged *judged)
{
    bs_json_open(NULL, '{');
    bs_json_text("when", story->first);
    bs_json_text("id", story->id[0] ? story->id : NULL);
    bs_json_text("message_id", story->message_id);
    bs_json_text("host", story->host);
    bs_json_text("name", story->name);
    bs_json_text("helo", story->helo);
    bs_json_text("user", story->user);
    bs_json_span("from", bs_span_strip(bs_span_text(story->from), "<>"));
    bs_json_open("to", '[');
    for (unsigned i = 0; i < BS_STORY_ADDRESSES && story->to[i]; i++)
        bs_json_text(NULL, story->to[i]);
    bs_json_close();
    bs_json_open("checks", '[');
    for (unsigned i = 0; i < story->hits; i++)
        put_hit(&story->hit[i], &judged->hits);
    bs_json_close();
    bs_json_bool("callout", is_callout(story, &judged->callouts));
    bs_json_bool("accepted", story->arrived);
    bs_json_text("answer", story->answer);
    bs_json_number("refused", story->refused);
    bs_json_number("put_off", story->put_off);
    bs_json_number("delivered", story->delivered);
    bs_json_number("failed", story->failed);
    bs_json_number("delayed", story->delayed);
    bs_json_close();
}
