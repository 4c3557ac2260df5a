/* cache: keeps DNS answers for the next message of a connection. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cache.h"

#include "clock.h"

#include <stdint.h>

#define MAX_SECONDS 300

/* An entry: two numbers of four octets, the length of the rest and its checksum; then what is
 * known, what was asked, and the items. Numbers are big-endian. */
#define HEAD 8

static unsigned char *shared;
static unsigned char copy[BS_LOOKUP_CACHE_SIZE];
static size_t used; /* of the copy: as far as entries are sound */

/* --- octets ------------------------------------------------------------- */

struct writer {
    size_t at; /* in the copy */
    bool full;
};

static void
put(struct writer *w, struct bs_span octets)
{
    if (w->full || octets.n > sizeof copy - w->at) {
        w->full = true;
        return;
    }
    if (octets.n > 0)
        memcpy(copy + w->at, octets.p, octets.n); /* bounds: it fits */
    w->at += octets.n;
}

static void
put_number(struct writer *w, uint64_t number, size_t octets)
{
    unsigned char text[8];

    for (size_t i = 0; i < octets; i++)
        text[i] = (unsigned char)(number >> 8 * (octets - 1 - i)); /* bounds: octets <= 8 */
    put(w, bs_span_of(text, octets));
}

static uint64_t
take_number(struct bs_span *rest, size_t octets)
{
    uint64_t number = 0;

    for (size_t i = 0; i < octets; i++)
        number = number << 8 | (uint64_t)(bs_span_at(*rest, i) & 255);
    *rest = bs_span_drop(*rest, octets);
    return number;
}

/* FNV-1a, against accidents; it does not stop an attacker who can write here. */
static uint32_t
sum_of(struct bs_span octets)
{
    uint32_t sum = 2166136261u;

    for (size_t i = 0; i < octets.n; i++)
        sum = (sum ^ octets.p[i]) * 16777619u; /* bounds: i < n */
    return sum;
}

/* --- reading ------------------------------------------------------------ */

/* The entry at the start of *rest, which is cut off; empty if it is not sound,
 * or absent. */
static struct bs_span
take_entry(struct bs_span *rest)
{
    size_t length = (size_t)take_number(rest, 4);
    uint32_t sum = (uint32_t)take_number(rest, 4);
    struct bs_span entry = bs_span_take(*rest, length);

    if (length == 0 || entry.n != length || sum_of(entry) != sum)
        return bs_span_of(NULL, 0);
    *rest = bs_span_drop(*rest, length);
    return entry;
}

static bool
is_asked(struct bs_span *entry, const struct bs_question *question)
{
    enum bs_ask ask = (enum bs_ask)take_number(entry, 1);
    struct bs_span ip = bs_span_take(*entry, sizeof question->ip.octet);

    *entry = bs_span_drop(*entry, ip.n);
    size_t length = (size_t)take_number(entry, 1);
    struct bs_span name = bs_span_take(*entry, length);
    *entry = bs_span_drop(*entry, length);
    return ask == question->ask && bs_span_equal(name, question->name) &&
           ip.n == sizeof question->ip.octet && memcmp(ip.p, question->ip.octet, ip.n) == 0;
}

static void
take_item(struct bs_span *entry, struct bs_found *found)
{
    struct bs_ip ip;
    bool is_text = take_number(entry, 1) != 0;
    size_t length = is_text ? (size_t)take_number(entry, 2) : sizeof ip.octet;
    struct bs_span octets = bs_span_take(*entry, length);

    *entry = bs_span_drop(*entry, length);
    if (octets.n != length) {
        found->over = true;
    } else if (is_text) {
        bs_found_text(found, octets);
    } else {
        memcpy(ip.octet, octets.p, sizeof ip.octet); /* bounds: n is its size */
        bs_found_ip(found, &ip);
    }
}

/* Is this the entry for the question, is it well-formed, and has it not expired? An entry from the
 * future is wrong, because this clock is never set back. */
static bool
read_entry(struct bs_span entry, const struct bs_question *question, struct bs_found *found_r)
{
    uint64_t until = take_number(&entry, 8), now = (uint64_t)bs_clock_ms();

    if (!is_asked(&entry, question) || until <= now || until - now > MAX_SECONDS * 1000)
        return false;
    bs_found_start(found_r);
    while (entry.n > 0 && !found_r->over)
        take_item(&entry, found_r);
    bs_found_end(found_r);
    return !found_r->over;
}

/* The newest entry counts. */
bool
bs_cache_find(const struct bs_question *question, struct bs_found *found_r)
{
    struct bs_span rest = bs_span_of(copy, shared ? used : 0), entry;
    struct bs_span best = {NULL, 0};

    while ((entry = take_entry(&rest)).n > 0) {
        struct bs_span asked = bs_span_drop(entry, 8);
        if (is_asked(&asked, question))
            best = entry;
    }
    return best.n > 0 && read_entry(best, question, found_r);
}

/* --- writing ------------------------------------------------------------ */

static void
put_entry(struct writer *w, const struct bs_question *question, const struct bs_found *found,
          long long until)
{
    put_number(w, (uint64_t)until, 8);
    put_number(w, question->ask, 1);
    put(w, bs_span_of(question->ip.octet, sizeof question->ip.octet));
    put_number(w, question->name.n, 1); /* BS_MAX_HOSTNAME */
    put(w, question->name);
    for (unsigned k = 0; k < found->count; k++) {
        const struct bs_item *item = &found->item[k]; /* bounds: k < count */
        put_number(w, item->text.p != NULL, 1);
        if (item->text.p)
            put_number(w, item->text.n, 2); /* BS_FOUND_TEXT */
        put(w, item->text.p ? item->text : bs_span_of(item->ip.octet, sizeof item->ip.octet));
    }
}

/* The head is written last, so that an unfinished entry does not count. The end mark after the
 * entry keeps the remains of older entries from being read. */
static void
publish(size_t from, size_t to)
{
    static const unsigned char end[HEAD];
    struct bs_span entry = bs_span_of(copy + from + HEAD, to - from - HEAD);
    struct writer head = {.at = from};

    put_number(&head, entry.n, 4);
    put_number(&head, sum_of(entry), 4);
    if (sizeof copy - to >= HEAD)
        memcpy(shared + to, end, HEAD);             /* bounds: to + HEAD <= size */
    memcpy(shared + from + HEAD, entry.p, entry.n); /* bounds: to <= size */
    memcpy(shared + from, copy + from, HEAD);
    used = to;
}

/* False: no room. */
static bool
add(const struct bs_question *question, const struct bs_found *found, long long until)
{
    size_t from = used;

    if (sizeof copy - from < HEAD)
        return false;
    struct writer w = {.at = from + HEAD};
    put_entry(&w, question, found, until);
    if (!w.full)
        publish(from, w.at);
    return !w.full;
}

void
bs_cache_keep(const struct bs_question *question, const struct bs_found *found, unsigned seconds)
{
    bool settled = found->known == BS_KNOWN_SOME || found->known == BS_KNOWN_NONE;
    long long until = bs_clock_ms() + 1000LL * (seconds < MAX_SECONDS ? seconds : MAX_SECONDS);

    if (shared == NULL || !settled || seconds == 0 || add(question, found, until))
        return;
    used = 0;
    add(question, found, until);
}

/* ------------------------------------------------------------------------ */

void
bs_cache_start(struct bs_lookup_cache *cache)
{
    shared = (unsigned char *)cache;
    bs_cache_again();
}

void
bs_cache_again(void)
{
    struct bs_span rest = bs_span_of(copy, sizeof copy);

    used = 0;
    if (shared == NULL)
        return;
    memcpy(copy, shared, sizeof copy);
    while (take_entry(&rest).n > 0)
        used = sizeof copy - rest.n;
}
