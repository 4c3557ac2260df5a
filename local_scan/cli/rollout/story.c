/* story: what happened to mail, according to Exim's log. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "story.h"

#include "hash.h"
#include "logname.h"

#include <stdlib.h>

#define OPEN_MAX 65536u

struct slot {
    uint64_t hash;
    struct bs_story *story;
};

/* --- the word ---------------------------------------------------------------- */

void
bs_stories_start(struct bs_stories *stories_r, char *word)
{
    struct bs_span text = bs_span_strip(bs_span_text(word), " <>[]()',;:.");

    if (!bs_span_has(text, "\"@")) /* those of a local part are part of the address */
        text = bs_span_strip(text, "\" <>[]()',;:.");

    *stories_r = (struct bs_stories){.word = word, .text = text};
    stories_r->is_ip = bs_ip_read(text, &stories_r->ip);
    stories_r->is_address = bs_span_has(text, "@");
    stories_r->user = bs_logname(text);
}

static bool
is_same(struct bs_span text, struct bs_span other)
{
    return text.n > 0 && bs_span_equal(text, other);
}

static bool
is_host(const struct bs_stories *stories, struct bs_span host)
{
    struct bs_ip ip;

    return stories->is_ip ? bs_ip_read(host, &ip) && bs_ip_equal(&ip, &stories->ip)
                          : is_same(host, stories->text);
}

static bool
is_user(const struct bs_stories *stories, struct bs_span address)
{
    address = bs_span_strip(address, "<>");
    return address.n > 0 && bs_logname(address) == stories->user;
}

static bool
has_address(const struct bs_stories *stories, const struct bs_logline *line)
{
    if (line->kind == BS_LOG_BACKSTOP)
        return is_user(stories, bs_logline_word(line, "from=")) ||
               is_user(stories, bs_logline_word(line, "rcpt="));
    return is_user(stories, line->address) || is_user(stories, line->parent) ||
           is_user(stories, line->recipient) || is_user(stories, line->login) ||
           is_same(bs_span_strip(line->message_id, "<>"), stories->text);
}

static bool
is_meant(const struct bs_stories *stories, const struct bs_logline *line)
{
    char code[BS_HIT_CODE];

    if (bs_span_equal(line->id, stories->text))
        return true;
    if (stories->is_address)
        return has_address(stories, line);
    if (line->kind != BS_LOG_BACKSTOP)
        return is_host(stories, line->ip) || is_host(stories, line->host) ||
               is_same(line->login, stories->text) ||
               (line->ip.n == 0 && is_same(line->user, stories->text));
    bs_hit_name(line, code);
    return is_same(bs_logline_word(line, "user="), stories->text) ||
           is_host(stories, bs_logline_word(line, "host=")) || bs_span_is(stories->text, code);
}

/* --- stories ------------------------------------------------------------------- */

static void
free_story(struct bs_story *story)
{
    char *owned[] = {story->host,       story->name,   story->from,    story->user,
                     story->message_id, story->answer, story->failure, story->to[0],
                     story->to[1],      story->to[2],  story->helo};

    for (size_t i = 0; i < sizeof owned / sizeof *owned; i++)
        free(owned[i]);
    free(story);
}

/* Frees a story that ends, unless it was found: then the list owns it. */
static void
end_story(struct bs_story *story)
{
    story->ended = true;
    if (!story->found)
        free_story(story);
}

static void
release(void *record)
{
    end_story(((struct slot *)record)->story);
}

static uint64_t
order_of(const void *record)
{
    return ((const struct slot *)record)->story->order;
}

static void
close_story(struct bs_stories *stories, uint64_t hash)
{
    struct slot *slot = bs_map_find(&stories->open, hash);

    if (slot == NULL)
        return;
    release(slot);
    bs_map_take(&stories->open, slot);
}

static struct bs_story *
find_story(struct bs_stories *stories, uint64_t hash)
{
    struct slot *slot = bs_map_find(&stories->open, hash);

    return slot ? slot->story : NULL;
}

static struct bs_story *
open_story(struct bs_stories *stories, uint64_t hash, const struct bs_logline *line)
{
    if (stories->open.used == OPEN_MAX)
        bs_map_forget(&stories->open, order_of, release);
    struct bs_story *story = calloc(1, sizeof *story);
    struct slot *slot = story ? bs_map_add(&stories->open, hash, sizeof *slot, OPEN_MAX) : NULL;
    if (slot == NULL) {
        free(story);
        return NULL;
    }
    slot->story = story;
    story->hash = hash;
    memcpy(story->first, line->when, sizeof story->first);
    memcpy(story->last, line->when, sizeof story->last);
    return story;
}

/* Drops the older half of the stories that were found. */
static void
forget(struct bs_stories *stories)
{
    for (unsigned i = 0; i < BS_STORIES_MAX; i++) {
        struct bs_story *story = stories->story[i];
        if (!story->ended && find_story(stories, story->hash) == story)
            close_story(stories, story->hash);
        free_story(story);
    }
    memmove(stories->story, stories->story + BS_STORIES_MAX,
            BS_STORIES_MAX * sizeof *stories->story);
    stories->count = BS_STORIES_MAX;
}

static void
keep_found(struct bs_stories *stories, struct bs_story *story)
{
    if (story->found)
        return;
    if (stories->count == 2 * BS_STORIES_MAX)
        forget(stories);
    story->found = true;
    stories->story[stories->count++] = story;
    stories->found++;
}

/* --- what a line says ------------------------------------------------------------ */

static void
set(char **text, struct bs_span value)
{
    if (value.n == 0)
        return;
    free(*text);
    *text = strndup((const char *)value.p, value.n < 512 ? value.n : 512);
}

static void
add_recipient(struct bs_story *story, struct bs_span address)
{
    unsigned shown = 0;

    address = bs_span_strip(address, "<>");
    if (address.n == 0)
        return;
    while (shown < BS_STORY_ADDRESSES && story->to[shown]) {
        if (is_same(bs_span_text(story->to[shown]), address))
            return;
        shown++;
    }
    if (shown < BS_STORY_ADDRESSES)
        set(&story->to[shown], address);
    story->recipients++;
}

static void
add_hit(struct bs_story *story, const struct bs_logline *line)
{
    unsigned check = bs_check_find(bs_logline_word(line, "check="));
    struct bs_span did = bs_logline_word(line, "did=");
    unsigned i = 0;

    if (bs_check_about(check) == NULL)
        return;
    while (i < story->hits && (story->hit[i].check != check || !bs_span_is(did, story->hit[i].did)))
        i++;
    if (i == BS_STORY_HITS)
        return;
    struct bs_story_hit *hit = &story->hit[i];
    story->hits += i == story->hits;
    hit->check = check;
    hit->times++;
    bs_logline_copy(hit->mode, sizeof hit->mode, bs_logline_word(line, "mode="));
    bs_logline_copy(hit->did, sizeof hit->did, did);
    bs_hit_name(line, hit->code);
    set(&story->user, bs_logline_word(line, "user="));
}

static void
tell_arrival(struct bs_story *story, const struct bs_logline *line)
{
    struct bs_span local = line->ip.n == 0 ? line->user : bs_span_of(NULL, 0);

    story->arrived = true;
    set(&story->host, line->ip);
    set(line->confirmed ? &story->name : &story->helo, line->host);
    set(&story->from, line->address.n > 0 ? line->address : bs_span_text("<>"));
    set(&story->user, line->login.n > 0 ? line->login : local);
    set(&story->message_id, line->message_id);
}

static void
tell_refusal(struct bs_story *story, const struct bs_logline *line)
{
    story->refused += line->kind == BS_LOG_REFUSED;
    story->put_off += line->kind == BS_LOG_PUT_OFF;
    set(&story->host, line->ip);
    set(line->confirmed ? &story->name : &story->helo, line->host);
    set(&story->from, line->address);
    add_recipient(story, line->recipient);
    set(&story->answer, line->text);
}

static void
tell_delivery(struct bs_story *story, const struct bs_logline *line)
{
    bool done = line->kind == BS_LOG_DELIVERED || line->kind == BS_LOG_ALSO;

    story->delivered += done;
    story->failed += line->kind == BS_LOG_FAILED;
    story->delayed += line->kind == BS_LOG_DELAYED;
    add_recipient(story, line->parent.n > 0 ? line->parent : line->address);
    if (!done)
        set(&story->failure, line->text);
}

static void
tell_hit(struct bs_story *story, const struct bs_logline *line)
{
    set(&story->host, bs_logline_word(line, "host="));
    set(&story->from, bs_logline_word(line, "from="));
    add_recipient(story, bs_logline_word(line, "rcpt="));
    if (bs_logline_word(line, "mail=").n > 0)
        bs_logline_copy(story->mail, sizeof story->mail, bs_logline_word(line, "mail="));
    add_hit(story, line);
}

static void
tell(struct bs_story *story, const struct bs_logline *line)
{
    memcpy(story->last, line->when, sizeof story->last);
    if (line->kind == BS_LOG_BACKSTOP)
        tell_hit(story, line);
    else if (line->kind == BS_LOG_ARRIVED)
        tell_arrival(story, line);
    else if (line->kind == BS_LOG_REFUSED || line->kind == BS_LOG_PUT_OFF)
        tell_refusal(story, line);
    else if (line->kind != BS_LOG_COMPLETED)
        tell_delivery(story, line);
}

/* --- lines ------------------------------------------------------------------------- */

static uint64_t
hash_of_id(struct bs_span id)
{
    return bs_hash_mix(bs_hash_exact(id) + 1);
}

static uint64_t
pair_of(const struct bs_logline *line)
{
    return line->kind == BS_LOG_BACKSTOP
               ? bs_logname_pair(bs_logline_word(line, "host="), bs_logline_word(line, "from="))
               : bs_logname_pair(line->ip, line->address);
}

/* The story of what came before DATA, which continues under the message's id. */
static struct bs_story *
take_over(struct bs_stories *stories, const struct bs_logline *line)
{
    struct slot *slot = bs_map_find(&stories->open, pair_of(line));
    struct bs_story *story = slot ? slot->story : NULL;

    if (story == NULL || bs_stamp_read(line->when) - bs_stamp_read(story->last) > BS_SAME_MAIL)
        return NULL;
    bs_map_take(&stories->open, slot);
    story->hash = hash_of_id(line->id);
    slot = bs_map_add(&stories->open, story->hash, sizeof *slot, OPEN_MAX);
    if (slot == NULL) {
        end_story(story);
        return NULL;
    }
    slot->story = story;
    return story;
}

static struct bs_story *
story_of_message(struct bs_stories *stories, const struct bs_logline *line)
{
    struct bs_story *story = find_story(stories, hash_of_id(line->id));
    bool starts = line->kind == BS_LOG_ARRIVED || line->kind == BS_LOG_BACKSTOP ||
                  line->kind == BS_LOG_REFUSED || line->kind == BS_LOG_PUT_OFF;

    if (story == NULL && starts)
        story = take_over(stories, line);
    if (story == NULL)
        story = open_story(stories, hash_of_id(line->id), line);
    if (story)
        bs_logline_copy(story->id, sizeof story->id, line->id);
    return story;
}

static bool
is_other_mail(const struct bs_story *story, const struct bs_logline *line)
{
    struct bs_span mail = bs_logline_word(line, "mail=");

    if (bs_stamp_read(line->when) - bs_stamp_read(story->last) > BS_SAME_MAIL)
        return true;
    return line->kind == BS_LOG_BACKSTOP && mail.n > 0 && story->mail[0] &&
           !bs_span_equal(mail, bs_span_text(story->mail));
}

static struct bs_story *
story_of_pair(struct bs_stories *stories, const struct bs_logline *line)
{
    uint64_t hash = pair_of(line);
    struct bs_story *story = find_story(stories, hash);

    if (story && is_other_mail(story, line)) {
        close_story(stories, hash);
        story = NULL;
    }
    return story ? story : open_story(stories, hash, line);
}

/* A bounce of ours (own_bounce) is also part of the story of the mail that it is about. */
static void
tell_original(struct bs_stories *stories, const struct bs_logline *line)
{
    struct bs_span id = bs_logline_word(line, "original=");
    struct bs_story *story = id.n > 0 ? find_story(stories, hash_of_id(id)) : NULL;

    if (story)
        add_hit(story, line);
}

void
bs_stories_add(struct bs_stories *stories, const struct bs_logline *line)
{
    bool refused = line->kind == BS_LOG_REFUSED || line->kind == BS_LOG_PUT_OFF;
    bool check = line->kind == BS_LOG_BACKSTOP && bs_logline_word(line, "check=").n > 0;
    bool message = line->kind >= BS_LOG_ARRIVED && line->kind <= BS_LOG_COMPLETED;

    if (!message && !refused && !check)
        return;
    if (check)
        tell_original(stories, line);
    struct bs_story *story =
        line->id.n > 0 ? story_of_message(stories, line) : story_of_pair(stories, line);
    if (story == NULL)
        return;
    story->order = ++stories->order;
    tell(story, line);
    if (is_meant(stories, line))
        keep_found(stories, story);
    if (line->kind == BS_LOG_COMPLETED)
        close_story(stories, story->hash);
}

static int
newer(const void *a, const void *b)
{
    return strcmp((*(struct bs_story *const *)b)->first, (*(struct bs_story *const *)a)->first);
}

void
bs_stories_sort(struct bs_stories *stories)
{
    qsort(stories->story, stories->count, sizeof *stories->story, newer);
}

void
bs_stories_free(struct bs_stories *stories)
{
    bs_map_each(&stories->open, release);
    for (unsigned i = 0; i < stories->count; i++)
        free_story(stories->story[i]);
    bs_map_free(&stories->open);
    stories->count = 0;
}
