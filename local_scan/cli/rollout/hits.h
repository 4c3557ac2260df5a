/* hits: each single hit of the last 14 days, as evidence.h judges it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * evidence only counts hits; this module keeps them for the commands that show single hits, so that
 * both say the same about a hit. It keeps the last BS_HITS_MAX (70 MiB, if all are long), and
 * counts all.
 *
 * A hit is identified by the id of its message, if there was one, and by a code made from its line,
 * because mail that is refused before DATA does not have an id.
 *
 * If `hits` is NULL, nothing is kept.
 *
 * Does not: decide what speaks against a hit. */
#ifndef BS_HITS_H
#define BS_HITS_H

#include "check.h"
#include "checkrecord.h"

#define BS_HITS_MAX 65536u
#define BS_HIT_ID   24 /* of a message of Exim 4.97 and later, and a NUL */
#define BS_HIT_CODE 10 /* "h" and eight hexadecimal digits */

enum bs_hit_state {
    BS_HIT_OPEN,   /* its mail may still come */
    BS_HIT_SIGNED, /* it came, with a signature of a domain that our users may write to yet */
    BS_HIT_DOUBT,  /* nothing has spoken against it */
    BS_HIT_WRONG,  /* see `why` */
    BS_HIT_LEFT,   /* not judged: exempt when it fired, or mail that leaves */
};

struct bs_hit {
    unsigned check;
    enum bs_hit_state state;
    enum bs_against why; /* if BS_HIT_WRONG */
    bool counted;        /* it is one of bs_check_record.hits */
    bool awaited;
    char when[BS_LOG_TIME];
    char id[BS_HIT_ID]; /* "": there was no message */
    char code[BS_HIT_CODE];
    char *line;      /* its words, after "backstop" */
    char *name;      /* of its host, by the DNS, where its mail came; or NULL */
    uint64_t before; /* the previous hit of the same check, host and sender, or 0 */
};

struct bs_hits {
    bool (*wanted)(const struct bs_logline *line); /* NULL: all */
    struct bs_hit *ring;                           /* of BS_HITS_MAX */
    uint64_t count; /* so far: the last is of that number, the first was 1 */
    bool lost;      /* there was no memory for one, so the last ones may be missing */
};

/* The code of a line of Backstop. */
void bs_hit_name(const struct bs_logline *line, char code_r[BS_HIT_CODE]);

/* Adds a hit, which becomes number `hits->count`. NULL: not wanted, or no memory. */
struct bs_hit *bs_hits_add(struct bs_hits *hits, const struct bs_logline *line, unsigned check,
                           enum bs_hit_state state);

/* NULL if it is no longer kept. */
struct bs_hit *bs_hits_at(const struct bs_hits *hits, uint64_t number);

/* Changes the state of the last `n` hits that are in state `from`, going back from `last`.
 * `awaited`: changes only those that wait for it. `line`: the line of the arrival, which has their
 * id and their host's name; or NULL. */
struct bs_hits_change {
    enum bs_hit_state from, to;
    enum bs_against why;
    bool awaited;
    const struct bs_logline *line;
};
void bs_hits_change(struct bs_hits *hits, uint64_t last, unsigned long n,
                    const struct bs_hits_change *change);

void bs_hits_free(struct bs_hits *hits);

/* A value of the hit's words, by "host=". */
struct bs_span bs_hit_word(const struct bs_hit *hit, const char *name);

#endif
