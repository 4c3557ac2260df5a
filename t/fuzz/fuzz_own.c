/* Fuzz target: own addresses, links, the border and SPF, whatever the outside answers. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "border.h"
#include "confirm.h"
#include "own.h"
#include "spf_host.h"
#include "fuzz.h"

#define LISTS "bl.example=127.0.0.2\nother.example=127.0.0.2,127.0.0.3\n"

/* The input is the returned header, and then the octets that answers are made of. */
struct source {
    struct bs_span all, rest;
};

static unsigned
take_octet(struct source *s)
{
    if (s->rest.n == 0)
        s->rest = s->all;
    int octet = bs_span_at(s->rest, 0);
    s->rest = bs_span_drop(s->rest, 1);
    return octet < 0 ? 0 : (unsigned)octet;
}

static struct bs_ip
take_ip(struct source *s)
{
    struct bs_ip ip = {{[10] = 0xff, [11] = 0xff, [12] = 198, [13] = 51}};
    unsigned from = take_octet(s) % 4 == 0 ? 0 : 14;

    for (unsigned i = from; i < 16; i++)
        ip.octet[i] = (unsigned char)take_octet(s);
    return ip;
}

/* Names that are asked for anyway make loops; the input makes the rest. */
static struct bs_span
take_name(struct source *s, const struct bs_questions *q)
{
    unsigned which = take_octet(s);

    if (which % 2 == 0)
        return q->question[which / 2 % q->questions].name;
    return bs_span_take(s->rest, which / 2);
}

static void
answer_text(struct bs_questions *q, unsigned i, struct source *s)
{
    static const char *const records[] = {
        "v=spf1 a mx/24 include:ours.example -all", "v=spf1 mx:a.example a//64 redirect=b.example",
        "v=spf1 +all", "v=spf1 include:a.example include:b.example include:c.example ptr"};
    unsigned char text[300] = "v=spf1 ";
    struct bs_span own = bs_span_take(s->rest, sizeof text - 7);

    if (take_octet(s) % 2 == 0) {
        bs_answer_text(q, i, bs_span_text(records[take_octet(s) % 4]));
        return;
    }
    if (own.n > 0)
        memcpy(text + 7, own.p, own.n);
    bs_answer_text(q, i, bs_span_of(text, 7 + own.n));
}

static void
answer(struct bs_questions *q, unsigned i, struct source *s)
{
    enum bs_ask ask = q->question[i].ask;
    unsigned items = take_octet(s) % 8;

    for (; items > 0; items--) {
        struct bs_ip ip = take_ip(s);
        if (ask == BS_ASK_ADDRESS || ask == BS_ASK_LISTED)
            bs_answer_ip(q, i, &ip);
        else if (ask == BS_ASK_TEXT)
            answer_text(q, i, s);
        else
            bs_answer_text(q, i, take_name(s, q));
    }
    bs_answer_end(q, i, take_octet(s) % 2 == 0 ? BS_KNOWN_NONE : BS_KNOWN_UNKNOWN);
}

static void
must_be_sound(const struct bs_owned *owned, const struct bs_trail *trail,
              const struct bs_border *border, enum bs_own own)
{
    must(owned->nets <= BS_MAX_OWN_NETS && border->listings <= BS_MAX_DNS_LISTS);
    must(own != BS_OWN_YES || bs_ip_public(&border->ip));
    for (unsigned i = 0; i < trail->hops; i++)
        must(trail->link[i] != BS_LINK_BROKEN || trail->hop[i].peer_known == BS_PEER_SEEN);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct bs_policy policy;
    static struct bs_questions q;
    static struct bs_trail trail;
    static struct bs_owned owned;
    struct source s = {bs_span_of(data, size), bs_span_of(data, size)};
    struct bs_border border;
    struct bs_ip ip;
    enum bs_spf spf;
    unsigned rounds = 0, open;

    bs_policy_defaults(&policy);
    must(bs_policy_add(&policy, BS_LIST_OWN_HOSTS, bs_span_text("mx.ours.example")));
    must(bs_policy_add(&policy, BS_LIST_OWN_DOMAINS, bs_span_text("ours.example")));
    bs_trail_read(&trail, s.all);
    ip = take_ip(&s);
    bs_questions_start(&q, false);
    do {
        bs_own_learn(&owned, &q, &policy, NULL);
        struct bs_hop hop = {.helo = s.all, .peer_known = BS_PEER_SEEN, .peer = ip};
        enum bs_own own = bs_own_peer(&owned, &hop);
        bs_trail_confirm(&trail, &q);
        bs_border_ask(&border, &q, &ip, bs_span_text(LISTS));
        bs_border_ask_place(&border, &q);
        spf = bs_spf_host_ask(&q, bs_span_text("ours.example"), &ip);
        must_be_sound(&owned, &trail, &border, own);
        open = bs_questions_open(&q);
        for (unsigned i = 0; i < q.questions; i++)
            if (q.question[i].known == BS_KNOWN_OPEN)
                answer(&q, i, &s);
        must(rounds++ <= BS_MAX_QUESTIONS);
    } while (open > 0);
    must(spf != BS_SPF_OPEN);
    return 0;
}
