/* hits: each hit of the last 14 days by itself, as evidence.h judges it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * evidence counts; this keeps, for the commands that show single hits, so that both say the
 * same about a hit. Kept are the last BS_HITS_MAX (70 MiB, if all are long); how many there
 * were is counted.
 *
 * A hit is named by the id of its message, if there was one, and by a code made
 * of its line: mail that is refused before DATA has no id.
 *
 * If `hits` is NULL, nothing is kept.
 *
 * Does not: decide what speaks against a hit. */
#ifndef BS_HITS_H
#define BS_HITS_H

#include "against.h"
#include "check.h"
#include "mainlog.h"

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
};

/* The code of a line of Backstop. */
void bs_hit_name(const struct bs_logline *line, char code_r[BS_HIT_CODE]);

/* NULL: not wanted, or no memory. It is number `hits->count`. */
struct bs_hit *bs_hits_add(struct bs_hits *hits, const struct bs_logline *line, unsigned check,
                           enum bs_hit_state state);

/* NULL if it is no longer kept. */
struct bs_hit *bs_hits_at(const struct bs_hits *hits, uint64_t number);

/* The last `n` in that state, from `last` on backwards, get another one. `awaited`: only these
 * of them. `line`, of the arrival, gives their id and host's name; or NULL. */
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
