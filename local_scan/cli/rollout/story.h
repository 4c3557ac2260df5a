/* story: what happened to mail, according to Exim's log: collects the lines of each mail.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Looks for a word: the id of a message or of a hit (hits.h), a Message-ID, a mail address, the
 * address or name of a host, a login. Lines must come in order of time. A reply before DATA belongs
 * to the next mail of the same host and sender within ten minutes, as in evidence.h; without such a
 * mail, or if a hit with a different mail= comes first, it is a story by itself.
 *
 * Memory: at most 65,536 stories of mail under way, and the last BS_STORIES_MAX of those found.
 *
 * Does not: read files; judge. */
#ifndef BS_STORY_H
#define BS_STORY_H

#include "hits.h"
#include "ip.h"
#include "map.h"

#define BS_STORIES_MAX     200
#define BS_STORY_HITS      16
#define BS_STORY_ADDRESSES 3
#define BS_STORY_MAIL      16

struct bs_story_hit {
    unsigned check;
    char mode[8], did[8];
    char code[BS_HIT_CODE]; /* of the last of them */
    unsigned times;
};

struct bs_story {
    uint64_t hash;  /* what it is found by while it is open */
    uint64_t order; /* of its last line */
    bool found, arrived, ended;
    char first[BS_LOG_TIME], last[BS_LOG_TIME];
    char id[BS_HIT_ID];                    /* "": it never became a message */
    char mail[BS_STORY_MAIL];              /* the word mail= of its hits; "": not in the log */
    char *host, *from, *user, *message_id; /* NULL: not given */
    char *name;                            /* of the host, by the DNS */
    char *helo;                            /* its HELO word, if the DNS has no name for it */
    char *to[BS_STORY_ADDRESSES];
    unsigned recipients; /* lines that name one */
    struct bs_story_hit hit[BS_STORY_HITS];
    unsigned hits;
    char *answer; /* the last refusal, as Exim wrote it */
    unsigned refused, put_off;
    unsigned delivered, failed, delayed;
    char *failure; /* the last of these */
};

struct bs_stories {
    const char *word;
    struct bs_span text;
    bool is_address, is_ip;
    uint64_t user; /* of an address, signed or not (logname.h) */
    struct bs_ip ip;
    struct bs_map open; /* of struct slot */
    uint64_t order;     /* of the last line */
    struct bs_story *story[2 * BS_STORIES_MAX];
    unsigned count;
    unsigned long found; /* all, also those not kept */
};

/* `word` may still have the brackets that a log or a header has around it. */
void bs_stories_start(struct bs_stories *stories_r, char *word);
void bs_stories_add(struct bs_stories *stories, const struct bs_logline *line);

/* After the last line: newest first, at most BS_STORIES_MAX. */
void bs_stories_sort(struct bs_stories *stories);
void bs_stories_free(struct bs_stories *stories);

#endif
