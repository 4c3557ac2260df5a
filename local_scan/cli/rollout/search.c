/* search: looks for a word in Exim's main log, and says what happened to that mail. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "search.h"

#include "command.h"
#include "logfile.h"
#include "json.h"
#include "rollout.h"
#include "story_view.h"

#include <stdio.h>

static struct bs_stories stories;
static struct bs_judged judged;
static char since[BS_LOG_TIME];

static bool
read_stories(const struct bs_search *search)
{
    struct bs_logs_wanted wanted = {.path = NULL};
    struct bs_logs logs = {0};
    struct bs_logline line;

    bs_stories_start(&stories, search->word);
    if (!bs_logs_choose(&logs, &wanted))
        return false;
    while (bs_logs_next(&logs, &line)) {
        if (since[0] == '\0')
            memcpy(since, line.when, sizeof since);
        bs_stories_add(&stories, &line);
    }
    bool fine = !bs_logs_complain(&logs) && bs_logs_nothing(&logs) == 0;
    bs_logs_free(&logs);
    bs_stories_sort(&stories);
    return fine;
}

/* Judges hits only if a check fired, because this reads the whole log. */
static bool
judge_hits(void)
{
    static struct bs_rollout rollout;
    unsigned fired = 0;

    for (unsigned i = 0; i < stories.count; i++)
        fired += stories.story[i]->hits;
    if (fired == 0)
        return true;
    if (!bs_rollout_open(&rollout))
        return false;
    rollout.hits = &judged.hits;
    bs_rollout_look(&rollout);
    judged.callouts = rollout.all.callouts;
    bool fine = bs_rollout_whole(&rollout);
    bs_rollout_free(&rollout);
    return fine;
}

static void
show_nothing(const struct bs_search *search)
{
    char word[400], sentence[600];

    bs_terminal_shown(word, sizeof word, stories.text, 300);
    if (since[0] == '\0')
        snprintf(sentence, sizeof sentence, "The log is empty.");
    else
        snprintf(sentence, sizeof sentence,
                 search->sent ? "%s: no user of ours sent this, according to the log, which reaches "
                                "back to %.10s."
                              : "%s: not found in the log, which reaches back to %.10s.",
                 word, since);
    bs_terminal_say("", sentence);
}

/* The sender is a login, an account of this host, or a host that we relay for. */
static void
show_sender(const struct bs_story *story)
{
    char who[400];

    bs_terminal_shown(who, sizeof who, bs_span_text(story->user ? story->user : story->host), 300);
    if (story->user)
        printf("Our user %s sent this message:\n\n", who);
    else
        printf("No user of ours sent this message; it came in from %s:\n\n", who);
}

static void
show_text(const struct bs_search *search)
{
    unsigned shown = stories.count < search->last ? stories.count : search->last;

    if (stories.count == 0)
        show_nothing(search);
    for (unsigned i = 0; i < shown; i++) {
        if (i > 0)
            bs_terminal_put("\n");
        if (search->sent)
            show_sender(stories.story[i]);
        bs_story_show(stories.story[i], &judged);
    }
    if (stories.found > shown) {
        printf(shown == 1 ? "\nThis is the last" : "\nThese are the last %u", shown);
        printf(" of %lu; '--last NUMBER' shows more, up to %u.\n", stories.found, BS_STORIES_MAX);
    }
    if (search->memory == NULL)
        return;
    bs_terminal_put("\n");
    bs_terminal_say("", search->memory);
}

static void
show_json(const struct bs_search *search)
{
    bs_json_open(NULL, '{');
    bs_json_number("v", 1);
    bs_json_span("word", stories.text);
    bs_json_text("log_since", since);
    bs_json_number("found", stories.found);
    bs_json_text("memory", search->recall);
    bs_json_open("mail", '[');
    for (unsigned i = 0; i < stories.count && i < search->last; i++)
        bs_story_json(stories.story[i], &judged);
    bs_json_close();
    bs_json_close();
}

int
bs_search_run(const struct bs_search *search)
{
    bool fine = read_stories(search) && judge_hits();
    int found = stories.count > 0 ? BS_EXIT_FINE : BS_EXIT_REFUSED;

    if (fine || since[0])
        (search->json ? show_json : show_text)(search);
    bs_stories_free(&stories);
    bs_hits_free(&judged.hits);
    return fine ? found : BS_EXIT_TROUBLE;
}
