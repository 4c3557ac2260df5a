/* zone: answers the core's questions from a table. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "zone.h"

#include <stdio.h>

#include "spf.h"
#include "table.h"

static bool
is_about_address(enum bs_ask ask)
{
    return ask == BS_ASK_NAME || ask == BS_ASK_COUNTRY || ask == BS_ASK_NETWORK;
}

static bool
fits(const struct bs_zone_row *row, const struct bs_question *question)
{
    struct bs_net net;

    if (row->ask != question->ask)
        return false;
    if (is_about_address(row->ask))
        return bs_net_read(bs_span_text(row->name), &net) && bs_net_holds(&net, &question->ip);
    return bs_span_is(question->name, row->name);
}

static void
answer_one(struct bs_questions *q, unsigned i, struct bs_span items)
{
    enum bs_ask ask = q->question[i].ask;
    struct bs_span item;
    struct bs_ip ip;

    while ((item = bs_span_trim(bs_span_word(&items, "|"))).n > 0) {
        if (ask != BS_ASK_ADDRESS && ask != BS_ASK_LISTED)
            bs_answer_text(q, i, item);
        else if (bs_ip_read(item, &ip))
            bs_answer_ip(q, i, &ip);
        else
            fail_msg("the zone has no address there: %.*s", (int)item.n, (const char *)item.p);
    }
}

static void
answer(struct bs_questions *q, unsigned i, const struct bs_zone_row *row, size_t rows)
{
    enum bs_ask ask = q->question[i].ask;
    bool unknown = ask == BS_ASK_MAC || ask == BS_ASK_SIGNED;
    size_t at = 0;

    while (at < rows && !fits(&row[at], &q->question[i]))
        at++;
    if (at < rows && row[at].answer != BS_ZONE_UNKNOWN)
        answer_one(q, i, bs_span_text(row[at].answer));
    else
        unknown |= at < rows;
    bs_answer_end(q, i, unknown ? BS_KNOWN_UNKNOWN : BS_KNOWN_NONE);
}

unsigned
bs_zone_answer(struct bs_questions *q, const struct bs_zone_row *row, size_t rows)
{
    unsigned answered = 0;

    for (unsigned i = 0; i < q->questions; i++) {
        if (q->question[i].known != BS_KNOWN_OPEN)
            continue;
        answer(q, i, row, rows);
        answered++;
    }
    return answered;
}

unsigned
bs_zone_settle(struct bs_questions *q, const struct bs_zone_row *row, size_t rows,
               void (*judge)(void *arg, struct bs_questions *q), void *arg)
{
    for (unsigned round = 1; round <= BS_MAX_QUESTIONS + 1; round++) {
        judge(arg, q);
        if (bs_zone_answer(q, row, rows) == 0)
            return round;
    }
    fail_msg("there is always something open");
    return 0;
}

static void (*judge_spf)(void *arg, struct bs_questions *q);
static void *judge_arg;

static void
judge_record(struct bs_span text)
{
    static struct bs_questions q;

    bs_questions_start(&q, false);
    judge_spf(judge_arg, &q);
    bs_answer_text(&q, 0, text);
    bs_answer_end(&q, 0, BS_KNOWN_NONE);
    judge_spf(judge_arg, &q);
    assert_true(q.questions <= 1 + BS_MAX_SPF_LOOKUPS);
}

void
bs_zone_hostile_spf(void (*judge)(void *arg, struct bs_questions *q), void *arg)
{
    static char includes[16000];
    size_t n = (size_t)sprintf(includes, "v=spf1");

    judge_spf = judge;
    judge_arg = arg;
    bs_at_every_cut(
        bs_span_text("v=spf1 ip4:1.2.3.0/24 a:x/24//64 redirect=%{d} mx//9 include:x exists:"),
        judge_record);
    for (unsigned i = 0; i < 1000; i++)
        n += (size_t)sprintf(includes + n, " include:i%u", i);
    judge_record(bs_span_of(includes, n));
}
