/* lost: what a text for people says of mail that did not arrive. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lost.h"

#include "address.h"
#include "clues.h"
#include "phrase.h"
#include "words_delay.h"

#define PHRASES (BS_COUNT(queue_texts) + BS_COUNT(delay_texts))
_Static_assert(PHRASES < BS_LOST_PHRASES, "the index holds all phrases");

static struct bs_span
phrase(unsigned i)
{
    return bs_span_text(i < BS_COUNT(queue_texts) ? queue_texts[i]
                                                  : delay_texts[i - BS_COUNT(queue_texts)]);
}

static unsigned short *
chain(struct bs_lost_index *index, struct bs_span text, size_t i)
{
    return &index->head[bs_phrase_hash(text, i) % BS_LOST_BUCKETS];
}

/* Entry 0 ends a chain. */
static void
index_make(struct bs_lost_index *index)
{
    *index = (struct bs_lost_index){.made = true};
    for (unsigned short i = 0; i < PHRASES; i++) {
        unsigned short *head = chain(index, phrase(i), 0);
        index->next[i + 1] = *head; /* bounds: see above */
        *head = i + 1;
    }
}

/* One of the first `count` phrases. */
static bool
has_phrase(struct bs_lost_index *index, struct bs_span text, size_t i, size_t count)
{
    for (unsigned short entry = *chain(index, text, i); entry; entry = index->next[entry])
        if (entry <= count && bs_phrase_length(text, i, phrase(entry - 1u)) > 0)
            return true;
    return false;
}

/* Some scripts do not use blanks: there, each letter may begin a word. */
static bool
says(struct bs_span text, struct bs_lost_index *index, size_t count)
{
    int before = ' ';

    if (!index->made)
        index_make(index);
    for (size_t i = 0; i < text.n; i++) {
        int c = bs_span_at(text, i);
        bool starts = c >= 0xc0 || (bs_is_alnum(c) && !bs_is_alnum(before) && before < 0x80);

        before = c;
        if (starts && has_phrase(index, text, i, count))
            return true;
    }
    return false;
}

bool
bs_lost_queued(struct bs_span text, struct bs_lost_index *index)
{
    return says(text, index, BS_COUNT(queue_texts));
}

bool
bs_lost_delayed(struct bs_span text, struct bs_lost_index *index)
{
    return says(text, index, PHRASES);
}

/* Who the report is for: a text may name its reader, besides the recipient that failed. */
static bool
is_reader(const struct bs_message *message, struct bs_span address)
{
    static const char *const fields[] = {"To", "Envelope-To", "Delivered-To", "X-Original-To"};

    for (size_t i = 0; i < BS_COUNT(fields); i++) {
        struct bs_span value = bs_message_field(message, fields[i]);
        if (bs_span_search_span(value, address) < value.n)
            return true;
    }
    return false;
}

/* Quoted lines, and fields of the mail itself, name others; so do systems that say who can help. */
struct bs_span
bs_lost_address(const struct bs_message *message, struct bs_span line)
{
    static const char *const others[] = {
        ">",           "From:",       "Sender:", "Reply-To:", "Return-Path:",
        "Message-ID:", "References:", "Subject:"};
    struct bs_span address;

    for (size_t i = 0; i < BS_COUNT(others); i++)
        if (bs_span_starts(line, others[i]))
            return bs_span_of(NULL, 0);
    while ((address = bs_address_next(&line)).n > 0)
        if (bs_clues_address(address) == 0 && !is_reader(message, address))
            return address;
    return address;
}

bool
bs_lost_names(const struct bs_message *message, struct bs_span text)
{
    bool bare_cr = bs_span_bare_cr(text);

    while (text.n > 0)
        if (bs_lost_address(message, bs_span_trim(bs_span_line(&text, bare_cr))).n > 0)
            return true;
    return false;
}
