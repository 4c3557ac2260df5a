/* question: a bounded table of questions and their answers. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "question.h"

#include "text.h"

static const struct bs_known_as no_answer = {.known = BS_KNOWN_UNKNOWN};

void
bs_questions_start(struct bs_questions *q, bool offline)
{
    q->questions = q->items = 0; /* no more of the table is read than this says */
    q->used = 0;
    q->offline = offline;
    q->full = false;
    q->no_places = q->postponed = false;
}

/* Octets in the table, in lower case where that is asked; absent: no room. */
static struct bs_span
keep(struct bs_questions *q, struct bs_span text, bool lower)
{
    unsigned char *start = q->text + q->used;

    if (text.n > sizeof q->text - q->used) {
        q->full = true;
        return bs_span_of(NULL, 0);
    }
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)bs_span_at(text, i);
        start[i] = lower ? bs_lower(c) : c; /* bounds: text.n fits */
    }
    q->used += text.n;
    return bs_span_of(start, text.n);
}

/* Keys are octets: two that differ in the case of a letter are two. */
static bool
is_same_key(struct bs_span a, struct bs_span b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static bool
is_same_view(struct bs_span a, struct bs_span b)
{
    return a.p == b.p && a.n == b.n;
}

static bool
is_same(const struct bs_question *a, const struct bs_question *b)
{
    bool crypt = a->ask == BS_ASK_MAC || a->ask == BS_ASK_SIGNED || a->ask == BS_ASK_PAIR;

    return a->ask == b->ask && (crypt ? is_same_key : bs_span_equal)(a->name, b->name) &&
           bs_ip_equal(&a->ip, &b->ip) && a->by == b->by && is_same_view(a->data, b->data) &&
           is_same_view(a->signature, b->signature);
}

static struct bs_known_as
answer_to(const struct bs_questions *q, const struct bs_question *question)
{
    struct bs_known_as answer = {.known = question->known};

    if (answer.known == BS_KNOWN_SOME) {
        answer.item = &q->item[question->first]; /* bounds: kept by bs_answer_ */
        answer.count = question->count;
    }
    return answer;
}

/* The answer, if it was asked before; else it is noted. Keys and data are the
 * asker's and stay where they are. */
static struct bs_known_as
ask(struct bs_questions *q, struct bs_question *question, bool copies)
{
    for (unsigned i = 0; i < q->questions; i++)
        if (is_same(&q->question[i], question))
            return answer_to(q, &q->question[i]);
    if (q->questions == BS_MAX_QUESTIONS) {
        q->full = true;
        return no_answer;
    }
    if (copies)
        question->name = keep(q, question->name, true);
    if (copies && q->full && question->name.p == NULL)
        return no_answer;
    question->known = q->offline ? BS_KNOWN_UNKNOWN : BS_KNOWN_OPEN;
    q->question[q->questions++] = *question;
    return answer_to(q, question);
}

/* What a resolver would take apart otherwise than it is meant. */
static bool
can_be_name(struct bs_span name)
{
    size_t label = 0;

    if (name.n == 0 || name.n > BS_MAX_HOSTNAME)
        return false;
    for (size_t i = 0; i < name.n; i++) {
        int c = bs_span_at(name, i), next = bs_span_at(name, i + 1);
        label = c == '.' ? 0 : label + 1;
        bool fine = bs_is_alnum(c) || c == '-' || c == '_' || (c == '.' && i > 0);
        if (!fine || label > BS_MAX_LABEL || (c == '.' && (next == '.' || next < 0)))
            return false;
    }
    return true;
}

struct bs_known_as
bs_ask_name(struct bs_questions *q, enum bs_ask what, struct bs_span name)
{
    if (bs_span_at(name, name.n - 1) == '.')
        name = bs_span_take(name, name.n - 1);
    if (!can_be_name(name))
        return (struct bs_known_as){.known = BS_KNOWN_NONE};
    return ask(q, &(struct bs_question){.ask = what, .name = name}, true);
}

struct bs_known_as
bs_ask_ip(struct bs_questions *q, enum bs_ask what, const struct bs_ip *ip)
{
    if (q->no_places && (what == BS_ASK_COUNTRY || what == BS_ASK_NETWORK)) {
        q->postponed = true;
        return (struct bs_known_as){.known = BS_KNOWN_OPEN};
    }
    return ask(q, &(struct bs_question){.ask = what, .ip = *ip}, false);
}

/* Needs no network, so it is also asked offline. */
static struct bs_known_as
ask_crypt(struct bs_questions *q, struct bs_question *question)
{
    bool offline = q->offline;

    q->offline = false;
    struct bs_known_as answer = ask(q, question, false);
    q->offline = offline;
    return answer;
}

struct bs_known_as
bs_ask_mac(struct bs_questions *q, struct bs_span key, struct bs_span data)
{
    return ask_crypt(q, &(struct bs_question){.ask = BS_ASK_MAC, .name = key, .data = data});
}

struct bs_known_as
bs_ask_signed(struct bs_questions *q, enum bs_signed_by by, struct bs_span key, struct bs_span data,
              struct bs_span signature)
{
    return ask_crypt(
        q, &(struct bs_question){
               .ask = BS_ASK_SIGNED, .by = by, .name = key, .data = data, .signature = signature});
}

struct bs_known_as
bs_ask_pair(struct bs_questions *q, enum bs_signed_by by, struct bs_span key,
            struct bs_span private_key)
{
    return ask_crypt(
        q, &(struct bs_question){.ask = BS_ASK_PAIR, .by = by, .name = key, .data = private_key});
}

/* The name of an address in a DNS list, which is also that of its PTR record. */

static void
put_octet(struct bs_text *t, unsigned octet)
{
    bs_text_number(t, octet);
    bs_text_put(t, ".");
}

static void
put_nibbles(struct bs_text *t, unsigned octet)
{
    static const char digits[] = "0123456789abcdef";

    bs_text_put(t, (char[]){digits[octet & 15], '.', digits[octet >> 4 & 15], '.', '\0'});
}

size_t
bs_question_listed_name(const struct bs_ip *ip, struct bs_span zone, char *buffer, size_t size)
{
    if (size == 0)
        return 0;
    struct bs_text t = bs_text_in(buffer, size);
    bool v4 = bs_ip_is4(ip);

    for (int i = 15; i >= (v4 ? 12 : 0); i--)
        (v4 ? put_octet : put_nibbles)(&t, ip->octet[i]); /* bounds: 0..15 */
    bs_text_put_span(&t, zone);
    return t.cut ? 0 : t.n;
}

/* Answering side (front ends). */

unsigned
bs_questions_open(const struct bs_questions *q)
{
    unsigned open = 0;

    for (unsigned i = 0; i < q->questions; i++)
        open += q->question[i].known == BS_KNOWN_OPEN;
    return open;
}

static struct bs_item *
new_item(struct bs_questions *q, unsigned i)
{
    struct bs_question *question = &q->question[i];

    if (i >= q->questions || question->known != BS_KNOWN_OPEN)
        return NULL;
    if (question->count == 0) {
        question->first = q->items;
        question->text = q->used;
    }
    if (q->items == BS_MAX_ANSWERS) {
        q->full = question->cut = true;
        return NULL;
    }
    question->count++;
    q->item[q->items] = (struct bs_item){.text = {NULL, 0}}; /* bounds: items < max */
    return &q->item[q->items++];
}

void
bs_answer_ip(struct bs_questions *q, unsigned i, const struct bs_ip *ip)
{
    struct bs_item *item = new_item(q, i);

    if (item)
        item->ip = *ip;
}

static bool
is_raw(enum bs_ask what)
{
    return what == BS_ASK_TEXT || what == BS_ASK_MAC || what == BS_ASK_NETWORK ||
           what == BS_ASK_COUNTRY;
}

void
bs_answer_text(struct bs_questions *q, unsigned i, struct bs_span text)
{
    struct bs_item *item = new_item(q, i);

    if (item == NULL)
        return;
    if (!is_raw(q->question[i].ask) && bs_span_at(text, text.n - 1) == '.')
        text = bs_span_take(text, text.n - 1);
    item->text = keep(q, text, !is_raw(q->question[i].ask));
    if (text.n > 0 && item->text.p == NULL)
        q->question[i].cut = true;
}

/* Half an answer is not an answer: what a record that did not fit would have
 * changed is not known. Its room is given back, so that a stranger's name with
 * a thousand records leaves our own key its 32 octets. */
static void
take_back(struct bs_questions *q, struct bs_question *question)
{
    q->items = question->first;
    q->used = question->text;
    question->count = 0;
    question->known = BS_KNOWN_UNKNOWN;
}

void
bs_answer_end(struct bs_questions *q, unsigned i, enum bs_known none_or_unknown)
{
    struct bs_question *question = &q->question[i];

    if (i >= q->questions || question->known != BS_KNOWN_OPEN)
        return;
    question->known = question->count > 0 ? BS_KNOWN_SOME : none_or_unknown;
    if (question->cut)
        take_back(q, question);
}

void
bs_questions_give_up(struct bs_questions *q)
{
    for (unsigned i = 0; i < q->questions; i++)
        if (q->question[i].known == BS_KNOWN_OPEN)
            q->question[i].known = BS_KNOWN_UNKNOWN;
}
