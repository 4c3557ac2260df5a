/* hidden: characters that make a text look other than it is. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hidden.h"

enum look {
    SEEN, /* anything with a shape, blanks too */
    OVERRIDE,
    OPENER, /* embeddings and isolates, which a CLOSER ends */
    CLOSER,
    MARK,
    SOFT_HYPHEN,
    ZERO_WIDTH,
    TAG,
    SELECTOR
};

static const struct range {
    unsigned long from, to;
    enum look look;
} ranges[] = {
    {0x00AD, 0x00AD, SOFT_HYPHEN},
    {0x034F, 0x034F, ZERO_WIDTH}, /* combining grapheme joiner */
    {0x061C, 0x061C, MARK},
    {0x180E, 0x180E, ZERO_WIDTH}, /* Mongolian vowel separator */
    {0x200B, 0x200D, ZERO_WIDTH},
    {0x200E, 0x200F, MARK},
    {0x202A, 0x202B, OPENER}, /* LRE, RLE */
    {0x202C, 0x202C, CLOSER}, /* PDF */
    {0x202D, 0x202E, OVERRIDE},
    {0x2060, 0x2064, ZERO_WIDTH}, /* word joiner, invisible operators */
    {0x2066, 0x2068, OPENER},     /* LRI, RLI, FSI */
    {0x2069, 0x2069, CLOSER},     /* PDI */
    {0xFE00, 0xFE0F, SELECTOR},
    {0xFEFF, 0xFEFF, ZERO_WIDTH}, /* byte-order mark */
    {0xE0000, 0xE007F, TAG},
    {0xE0100, 0xE01EF, SELECTOR}, /* for ideographs */
};

/* The flags of England, Scotland and Wales are this, with tags after it. */
#define BLACK_FLAG 0x1F3F4UL

static enum look
look_of(unsigned long point)
{
    for (size_t i = 0; i < BS_COUNT(ranges) && point >= ranges[i].from; i++)
        if (point <= ranges[i].to)
            return ranges[i].look;
    return SEEN;
}

static bool
is_latin(unsigned long point)
{
    return point < 0x80 && bs_is_alnum((int)point) && !bs_is_digit((int)point);
}

static bool
found(struct bs_finding *finding_r, enum bs_finding_id id, unsigned long point, size_t offset)
{
    finding_r->id = id;
    finding_r->code = point;
    finding_r->offset = offset;
    return true;
}

/* Zero-width characters join and part letters in Persian, in the scripts of
 * India, in Thai and Khmer and in emoji, also where a Persian ending follows a
 * Latin word; Hebrew and Arabic writers set marks beside numbers and Latin
 * words, and copying from a web page leaves both at the ends of words. Between
 * two Latin letters they have one use: to hide a word from filters. */
static void
hold(struct bs_hidden *h, enum look look, unsigned long point, size_t offset)
{
    if (h->between != 0 || !is_latin(h->last))
        return;
    h->between = point;
    h->between_is = look == ZERO_WIDTH || look == SOFT_HYPHEN ? BS_FIND_INVISIBLE : BS_FIND_BIDI;
    h->offset = offset;
}

/* Publishers set soft hyphens between the syllables of long words, in headlines too. Whoever hides
 * a word from filters parts single letters. */
static void
push_soft_hyphen(struct bs_hidden *h, unsigned long point, size_t offset)
{
    if (h->letters < 2)
        hold(h, SOFT_HYPHEN, point, offset);
    h->letters = 0;
}

#define RLE 0x202BUL
#define PDF 0x202CUL
#define RLI 0x2067UL
#define FSI 0x2068UL

/* Hebrew, Arabic and others in the same part of Unicode. */
static bool
runs_left(unsigned long point)
{
    return (point >= 0x0590 && point <= 0x08FF) || (point >= 0xFB1D && point <= 0xFDFF) ||
           (point >= 0xFE70 && point <= 0xFEFC);
}

/* Address books, phones and calendars put names and numbers into an embedding or an isolate, which
 * they close. This reorders nothing that runs from left to right, unless it is made to run to the
 * left: RLE and RLI do so, and FSI if it begins with a letter that does. */
static bool
push_opener(struct bs_hidden *h, unsigned long point, size_t offset, struct bs_finding *finding_r)
{
    if (h->depth == BS_MAX_OPENERS)
        return found(finding_r, BS_FIND_BIDI, point, offset);
    if (h->depth == 0) {
        h->opener = point;
        h->opened = offset;
        h->turned = h->by_first = h->latin = h->right = false;
    }
    h->isolate[h->depth++] = point > PDF; /* bounds: depth < BS_MAX_OPENERS */
    h->turned |= point == RLE || point == RLI;
    h->by_first |= point == FSI;
    hold(h, OPENER, point, offset);
    return false;
}

static bool
push_closer(struct bs_hidden *h, unsigned long point, size_t offset, struct bs_finding *finding_r)
{
    bool alone = h->depth == 0 || h->isolate[h->depth - 1] != (point > PDF);

    hold(h, CLOSER, point, offset);
    if (alone)
        return found(finding_r, BS_FIND_BIDI, point, offset);
    if (--h->depth > 0)
        return false;
    bool reorders = (h->turned && (h->latin || !h->right)) || (h->by_first && h->latin && h->right);
    return reorders && found(finding_r, BS_FIND_BIDI, h->opener, h->opened);
}

static bool
push_seen(struct bs_hidden *h, unsigned long point, struct bs_finding *finding_r)
{
    unsigned long between = h->between;

    h->last = point;
    h->between = 0;
    h->letters = is_latin(point) || point >= 0xC0 ? h->letters + 1 : 0;
    h->latin |= is_latin(point);
    h->right |= runs_left(point);
    return between != 0 && is_latin(point) && found(finding_r, h->between_is, between, h->offset);
}

/* After emoji, digits (keycaps), ideographs and mathematical signs one selector
 * is usual; phones also write the same one twice. Rows of them can carry a hidden text. */
static bool
push_selector(struct bs_hidden *h, unsigned long point, size_t offset, struct bs_finding *finding_r)
{
    bool second = h->last == point && !h->second;
    bool hides = is_latin(h->last) || (look_of(h->last) == SELECTOR && !second);

    h->second = second;
    h->last = point;
    h->between = 0;
    return hides && found(finding_r, BS_FIND_INVISIBLE, point, offset);
}

bool
bs_hidden_push(struct bs_hidden *h, unsigned long point, size_t offset,
               struct bs_finding *finding_r)
{
    enum look look = look_of(point);

    switch (look) {
    case OVERRIDE: /* turns "gpj.exe" into "exe.jpg" */
        h->last = point;
        h->between = 0;
        return found(finding_r, BS_FIND_BIDI, point, offset);
    case OPENER:
        return push_opener(h, point, offset, finding_r);
    case CLOSER:
        return push_closer(h, point, offset, finding_r);
    case SOFT_HYPHEN:
        push_soft_hyphen(h, point, offset);
        return false;
    case MARK:
    case ZERO_WIDTH:
        hold(h, look, point, offset);
        return false;
    case TAG:
        return h->last != BLACK_FLAG && found(finding_r, BS_FIND_INVISIBLE, point, offset);
    case SELECTOR:
        return push_selector(h, point, offset, finding_r);
    case SEEN:
        break;
    }
    return push_seen(h, point, finding_r);
}

void
bs_hidden_interrupt(struct bs_hidden *h)
{
    h->last = h->between = h->letters = 0;
}

bool
bs_hidden_end(const struct bs_hidden *h, struct bs_finding *finding_r)
{
    return h->depth > 0 && found(finding_r, BS_FIND_BIDI, h->opener, h->opened);
}
