/* ours: which refusals are Backstop's, and which mail it would have refused. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ours.h"

#include "hash.h"
#include "logname.h"

#define REPLY 60 /* seconds from the line of a check to the reply, and from RCPT to RCPT */
#define KEPT  65536u

struct seen {
    uint64_t hash;
    time_t at;
    uint64_t rcpt; /* the first, of replies */
    uint64_t mail; /* the word mail=, 0: not in the log */
};

static uint64_t
mail_of(const struct bs_logline *line)
{
    struct bs_span mail = bs_logline_word(line, "mail=");

    return mail.n > 0 ? bs_hash_exact(mail) : 0;
}

/* Of mail that has no id yet. A bounce has one recipient. */
static uint64_t
hash_of(struct bs_span host, struct bs_span from, struct bs_span rcpt)
{
    if (bs_span_strip(from, "<>").n > 0)
        rcpt = bs_span_of(NULL, 0);
    return bs_hash_mix(bs_logname_pair(host, from) + bs_hash(bs_span_strip(rcpt, "<>")));
}

static struct seen *
add(struct bs_map *map, uint64_t hash)
{
    struct seen *seen = bs_map_add(map, hash, sizeof *seen, KEPT);

    if (seen == NULL) {
        bs_map_free(map);
        seen = bs_map_add(map, hash, sizeof *seen, KEPT);
    }
    return seen;
}

bool
bs_ours_hit(struct bs_ours *ours, const struct bs_logline *line)
{
    struct bs_span host = bs_logline_word(line, "host="), from = bs_logline_word(line, "from=");
    struct bs_span did = bs_logline_word(line, "did=");
    bool stopped = bs_span_is(did, "deny") || bs_span_is(did, "defer");
    bool would = bs_span_is(did, "pass") && bs_span_is(bs_logline_word(line, "mode="), "warn") &&
                 bs_logline_word(line, "exempt=").n == 0;

    if (!stopped && !would)
        return false;
    uint64_t mail = mail_of(line);
    struct bs_span rcpt =
        stopped || mail != 0 ? bs_span_of(NULL, 0) : bs_logline_word(line, "rcpt=");
    struct seen *seen = add(stopped ? &ours->stopped : &ours->would, hash_of(host, from, rcpt));
    if (seen == NULL)
        return would;
    time_t now = bs_stamp_read(line->when);
    bool same = mail != 0 && seen->mail != 0 ? seen->mail == mail
                                             : seen->at > 0 && now - seen->at <= BS_SAME_MAIL;
    seen->at = now;
    seen->mail = mail != 0 || !same ? mail : seen->mail;
    return would && !same;
}

bool
bs_ours_reply(struct bs_ours *ours, const struct bs_logline *line)
{
    uint64_t hash = hash_of(line->ip, line->address, bs_span_of(NULL, 0));
    struct seen *seen = bs_map_find(&ours->stopped, hash);

    ours->mail = 0;
    if (seen == NULL)
        return false;
    bool soon = bs_stamp_read(line->when) - seen->at <= REPLY;
    ours->mail = soon ? seen->mail : 0;
    bs_map_take(&ours->stopped, seen);
    return soon;
}

bool
bs_ours_again(struct bs_ours *ours, const struct bs_logline *line)
{
    if (line->stage != BS_STAGE_RCPT || line->recipient.n == 0 ||
        (line->address.n == 0 && ours->mail == 0))
        return false;
    uint64_t hash = bs_logname_pair(line->ip, line->address) + (line->kind == BS_LOG_PUT_OFF);
    struct seen *seen = add(&ours->replies, bs_hash_mix(hash));
    uint64_t rcpt = bs_hash(line->recipient);
    time_t now = bs_stamp_read(line->when);

    if (seen == NULL)
        return false;
    bool again = ours->mail != 0 && seen->mail != 0
                     ? seen->mail == ours->mail
                     : seen->at > 0 && now - seen->at <= REPLY && seen->rcpt != rcpt;
    seen->at = now;
    seen->mail = ours->mail != 0 || !again ? ours->mail : seen->mail;
    if (!again)
        seen->rcpt = rcpt;
    return again;
}

static void
forget(struct bs_map *map, uint64_t hash)
{
    struct seen *seen = bs_map_find(map, hash);

    if (seen)
        bs_map_take(map, seen);
}

void
bs_ours_arrived(struct bs_ours *ours, const struct bs_logline *line)
{
    if (line->address.n == 0)
        return;
    forget(&ours->would, hash_of(line->ip, line->address, bs_span_of(NULL, 0)));
    for (uint64_t kind = 0; kind < 2; kind++)
        forget(&ours->replies, bs_hash_mix(bs_logname_pair(line->ip, line->address) + kind));
}

void
bs_ours_free(struct bs_ours *ours)
{
    bs_map_free(&ours->stopped);
    bs_map_free(&ours->would);
    bs_map_free(&ours->replies);
}
