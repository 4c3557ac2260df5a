/* hits: each single hit of the last 14 days, as evidence.h judges it. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hits.h"

#include "hash.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define LINE_KEPT 1024 /* what a client says has 256 octets at most, each */

void
bs_hit_name(const struct bs_logline *line, char code_r[BS_HIT_CODE])
{
    uint64_t hash = bs_hash_exact(line->text) + 3 * bs_hash_exact(bs_span_text(line->when));

    snprintf(code_r, BS_HIT_CODE, "h%08" PRIx32, (uint32_t)bs_hash_mix(hash));
}

struct bs_hit *
bs_hits_at(const struct bs_hits *hits, uint64_t number)
{
    if (number == 0 || number > hits->count || number + BS_HITS_MAX <= hits->count)
        return NULL;
    return &hits->ring[number % BS_HITS_MAX];
}

static void
clear(struct bs_hit *hit)
{
    free(hit->line);
    free(hit->name);
    *hit = (struct bs_hit){.check = 0};
}

struct bs_hit *
bs_hits_add(struct bs_hits *hits, const struct bs_logline *line, unsigned check,
            enum bs_hit_state state)
{
    if (hits == NULL || (hits->wanted && !hits->wanted(line)))
        return NULL;
    if (hits->ring == NULL)
        hits->ring = calloc(BS_HITS_MAX, sizeof *hits->ring);
    struct bs_span text = bs_span_take(line->text, LINE_KEPT);
    char *words = hits->ring ? strndup((const char *)text.p, text.n) : NULL;
    hits->lost |= words == NULL;
    if (words == NULL)
        return NULL;
    struct bs_hit *hit = &hits->ring[++hits->count % BS_HITS_MAX];
    clear(hit);
    *hit = (struct bs_hit){.check = check, .state = state, .line = words};
    memcpy(hit->when, line->when, sizeof hit->when);
    bs_logline_copy(hit->id, sizeof hit->id, line->id);
    bs_hit_name(line, hit->code);
    return hit;
}

static void
tell_arrival(struct bs_hit *hit, const struct bs_logline *line)
{
    if (hit->id[0] == '\0')
        bs_logline_copy(hit->id, sizeof hit->id, line->id);
    if (hit->name == NULL && line->confirmed)
        hit->name = strndup((const char *)line->host.p, line->host.n);
}

void
bs_hits_change(struct bs_hits *hits, uint64_t last, unsigned long n,
               const struct bs_hits_change *change)
{
    struct bs_hit *hit;

    for (; hits && n > 0 && (hit = bs_hits_at(hits, last)) != NULL; last = hit->before) {
        if (hit->state != change->from || (change->awaited && !hit->awaited))
            continue;
        n--;
        hit->state = change->to;
        hit->why = change->why;
        if (change->line)
            tell_arrival(hit, change->line);
    }
}

void
bs_hits_free(struct bs_hits *hits)
{
    for (unsigned i = 0; hits->ring && i < BS_HITS_MAX; i++)
        clear(&hits->ring[i]);
    free(hits->ring);
    hits->ring = NULL;
}

struct bs_span
bs_hit_word(const struct bs_hit *hit, const char *name)
{
    struct bs_logline line = {.text = bs_span_text(hit->line)};

    return bs_logline_word(&line, name);
}
